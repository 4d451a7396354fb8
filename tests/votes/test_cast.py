"""Casting a vote: one per person, counted in SQL, whatever is clicked how often."""

import pytest

from community.db import db, writing
from community.events import Event
from community.ideas.models import Idea
from community.votes.models import Vote
from tests import factories
from tests.cast import BEN, CLEO


def count(idea_id):
    db.session.expire_all()
    return db.session.get(Idea, idea_id).vote_count


def test_a_vote_is_kept_and_counted(as_person, idea_id):
    answer = as_person(BEN).post(f"/ideas/{idea_id}/vote")
    assert answer.status_code == 303
    assert count(idea_id) == 1
    assert db.session.query(Event).filter_by(kind="vote.cast").count() == 1


def test_a_second_click_changes_nothing(as_person, idea_id):
    ben = as_person(BEN)
    ben.post(f"/ideas/{idea_id}/vote")
    ben.post(f"/ideas/{idea_id}/vote")
    assert count(idea_id) == 1
    assert db.session.query(Vote).count() == 1
    assert db.session.query(Event).filter_by(kind="vote.cast").count() == 1


def test_htmx_gets_only_the_button_and_one_spoken_sentence(as_person, idea_id):
    answer = as_person(BEN).post(f"/ideas/{idea_id}/vote", headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert f'id="vote-{idea_id}"' in answer.text
    assert 'aria-pressed="true"' in answer.text
    assert "Your vote is in. 1 vote. We write to you when it is answered." in answer.text
    assert "<html" not in answer.text
    assert "HX-Request" in answer.headers["Vary"]


def test_a_vote_stays_within_its_statement_budget(as_person, idea_id, statements):
    ben = as_person(BEN)
    with statements() as sent:
        ben.post(f"/ideas/{idea_id}/vote", headers={"HX-Request": "true"})
    assert len(sent) <= 6, sent


@pytest.mark.parametrize(("state", "status"), [("published", "shipped"), ("published", "declined"), ("hidden", "new"), ("deleted", "new")])
def test_a_closed_idea_takes_no_vote(as_person, idea_id, state, status):
    with writing():
        db.session.execute(Idea.__table__.update().values(state=state, status=status))
    answer = as_person(BEN).post(f"/ideas/{idea_id}/vote")
    assert answer.status_code in (404, 409)
    assert count(idea_id) == 0
    assert db.session.query(Vote).count() == 0


@pytest.mark.parametrize("idea", ["0", "-1", "99", str(2**63), "x"])
def test_there_is_nothing_to_vote_for_where_there_is_no_idea(as_person, idea_id, idea):
    for verb in ("vote", "vote/withdraw", "vote/importance"):
        assert as_person(BEN).post(f"/ideas/{idea}/{verb}").status_code == 404


@pytest.mark.parametrize(("sent", "kept"), [("1", 1), ("2", 2), ("3", 3), ("0", 2), ("-3", 2), ("1e9", 2), ("", 2), ("x", 2), ("4", 2)])
def test_importance_is_one_of_three(as_person, idea_id, sent, kept):
    as_person(BEN).post(f"/ideas/{idea_id}/vote", data={"importance": sent})
    assert db.session.query(Vote).one().importance == kept


def test_a_topic_one_cannot_see_takes_no_vote(as_person, idea_id):
    with writing():
        factories.topic("rotas", visibility="staff")
    assert as_person(BEN).post(f"/ideas/{idea_id}/vote").status_code == 404
    assert count(idea_id) == 0


def test_the_trending_order_follows(as_person, idea_id):
    before = db.session.get(Idea, idea_id).hot
    as_person(BEN).post(f"/ideas/{idea_id}/vote")
    as_person(CLEO).post(f"/ideas/{idea_id}/vote")
    db.session.expire_all()
    assert db.session.get(Idea, idea_id).hot > before
