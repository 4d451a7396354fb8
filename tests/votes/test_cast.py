"""Casting a vote: one per person, counted in SQL, whatever is clicked how often."""

import pytest

from community.db import db, writing
from community.events import Event
from community.ideas.models import Idea
from community.votes.models import Vote
from tests import factories
from tests.cast import ADA, BEN


@pytest.fixture
def idea_id(app):
    with writing():
        return factories.idea(ADA).id


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
    assert "Your vote is in. 1 vote." in answer.text
    assert "<html" not in answer.text
    assert "HX-Request" in answer.headers["Vary"]


def test_a_vote_stays_within_its_statement_budget(as_person, idea_id, statements):
    ben = as_person(BEN)
    with statements() as sent:
        ben.post(f"/ideas/{idea_id}/vote", headers={"HX-Request": "true"})
    assert len(sent) <= 5, sent
