"""A visitor's act is kept and leads to the page that asks for an address."""

from datetime import timedelta

import pytest

from community.accounts.models import HeldAct
from community.db import db, writing
from community.votes.models import Vote
from tests import factories
from tests.cast import ADA


@pytest.fixture
def idea_id(app):
    with writing():
        return factories.idea(ADA).id


def held():
    return db.session.query(HeldAct).order_by(HeldAct.id).all()


def test_a_visitors_vote_is_kept_and_not_yet_counted(client, idea_id):
    answer = client.post(f"/ideas/{idea_id}/vote", data={"importance": "3"})
    assert answer.status_code == 303
    assert answer.location == f"/sign-in?next=/ideas/{idea_id}"
    [act] = held()
    assert (act.kind, act.payload, act.done_at) == ("vote", {"idea_id": idea_id, "importance": 3}, None)
    assert act.expires_at - act.created_at == timedelta(days=7)
    assert db.session.query(Vote).count() == 0


def test_htmx_is_led_there_too(client, idea_id):
    answer = client.post(f"/ideas/{idea_id}/vote", headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"] == f"/sign-in?next=/ideas/{idea_id}"


def test_a_second_click_keeps_nothing_more(client, idea_id):
    client.post(f"/ideas/{idea_id}/vote")
    client.post(f"/ideas/{idea_id}/vote")
    assert len(held()) == 1


def test_two_browsers_are_kept_apart(app, client, idea_id):
    client.post(f"/ideas/{idea_id}/vote")
    app.test_client().post(f"/ideas/{idea_id}/vote")
    assert len({act.browser_hash for act in held()}) == 2


def test_the_cookie_carries_a_mark_and_the_row_only_its_hash(client, idea_id):
    client.post(f"/ideas/{idea_id}/vote")
    with client.session_transaction() as session:
        mark = session["browser"]
    [act] = held()
    assert len(mark) >= 43
    assert mark not in act.browser_hash


def test_what_a_visitor_may_not_see_is_not_kept(client, idea_id):
    assert client.post("/ideas/999/vote").status_code == 404
    assert held() == []


def test_one_network_may_hold_only_so_many(app, client, idea_id):
    answers = [app.test_client().post(f"/ideas/{idea_id}/vote").status_code for _ in range(31)]
    assert answers == [303] * 30 + [429]
    assert len(held()) == 30


def test_a_refusal_for_haste_says_when_to_come_back(app, client, idea_id):
    for _ in range(30):
        app.test_client().post(f"/ideas/{idea_id}/vote")
    answer = app.test_client().post(f"/ideas/{idea_id}/vote")
    assert 0 < int(answer.headers["Retry-After"]) <= 3600
