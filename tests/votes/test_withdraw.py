"""Taking a vote back: once, and only one's own."""

import pytest

from community.db import db, writing
from community.votes.models import Vote
from tests import factories
from tests.cast import BEN, CLEO

HTMX = {"HX-Request": "true"}


def test_a_vote_taken_back_is_gone_and_not_counted(as_person, idea_id, stand):
    ben = as_person(BEN)
    ben.post(f"/ideas/{idea_id}/vote")
    assert ben.post(f"/ideas/{idea_id}/vote/withdraw").status_code == 303
    assert stand(idea_id) == (0, [], ["vote.cast", "vote.withdrawn"])


def test_a_second_click_changes_nothing(as_person, idea_id, stand):
    ben = as_person(BEN)
    ben.post(f"/ideas/{idea_id}/vote")
    for _ in range(2):
        ben.post(f"/ideas/{idea_id}/vote/withdraw")
    assert stand(idea_id) == (0, [], ["vote.cast", "vote.withdrawn"])


def test_who_never_voted_takes_nothing_from_the_others(as_person, idea_id, stand):
    as_person(BEN).post(f"/ideas/{idea_id}/vote")
    as_person(CLEO).post(f"/ideas/{idea_id}/vote/withdraw")
    count, rows, told = stand(idea_id)
    assert (count, len(rows), told) == (1, 1, ["vote.cast"])


def test_one_may_vote_again(as_person, idea_id, stand):
    ben = as_person(BEN)
    for path in ("vote", "vote/withdraw", "vote"):
        ben.post(f"/ideas/{idea_id}/{path}")
    count, rows, told = stand(idea_id)
    assert (count, len(rows), told) == (1, 1, ["vote.cast", "vote.withdrawn", "vote.cast"])


def test_a_vote_that_had_stopped_counting_is_not_taken_off_twice(as_person, idea_id, stand):
    ben = as_person(BEN)
    ben.post(f"/ideas/{idea_id}/vote")
    as_person(CLEO).post(f"/ideas/{idea_id}/vote")
    with writing():
        db.session.query(Vote).filter_by(person_id=factories.person(BEN).id).update({"void": True})
        db.session.execute(factories.Idea.__table__.update().values(vote_count=1))
    ben.post(f"/ideas/{idea_id}/vote/withdraw")
    count, rows, _ = stand(idea_id)
    assert (count, len(rows)) == (1, 1)


@pytest.mark.parametrize(("wide", "mark"), [("", 'class="vote"'), ("1", 'class="vote wide"')])
def test_htmx_gets_the_button_it_pressed(as_person, idea_id, wide, mark):
    ben = as_person(BEN)
    ben.post(f"/ideas/{idea_id}/vote")
    answer = ben.post(f"/ideas/{idea_id}/vote/withdraw", data={"wide": wide}, headers=HTMX)
    assert mark in answer.text
    assert 'aria-pressed="false"' in answer.text
    assert f'id="vote-button-{idea_id}"' in answer.text
    assert "Your vote is taken back. 0 votes." in answer.text


def test_it_stays_within_its_statement_budget(as_person, idea_id, statements):
    ben = as_person(BEN)
    ben.post(f"/ideas/{idea_id}/vote")
    with statements() as sent:
        ben.post(f"/ideas/{idea_id}/vote/withdraw", headers=HTMX)
    assert len(sent) <= 6, sent


def test_a_visitor_has_nothing_to_take_back(client, as_person, idea_id, stand):
    as_person(BEN).post(f"/ideas/{idea_id}/vote")
    assert client.post(f"/ideas/{idea_id}/vote/withdraw").status_code in (302, 303)
    assert stand(idea_id)[0] == 1
