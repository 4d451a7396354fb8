"""The demo shows what people say of answers: enough for a mean, every count what its rows say, one question that waits."""

from datetime import timedelta

import pytest

from community import clock
from community.accounts.models import Person
from community.db import db
from community.demo.load import load
from community.jobs import efforts
from community.recount import differences
from community.responses.models_rating import Effort, EffortRound, Rating
from community.responses.queries_rating import effort_scores
from community.responses.rules_rating import ENOUGH
from tests import factories
from tests.cast import SAM


@pytest.fixture
def loaded(app):
    now = clock.now()
    load(now)
    return now


def test_answers_have_ratings_and_a_mean_that_says_something(loaded):
    assert db.session.query(Rating).count() > 100
    assert db.session.query(Rating).filter(Rating.words != "").count() > 10
    assert len(effort_scores(factories.viewer(SAM))) >= ENOUGH
    assert [each for each in differences() if "answer" in each.what] == []


def test_nothing_was_said_before_it_could_be_or_after_now(loaded):
    for effort in db.session.query(Effort):
        assert effort.asked_at <= loaded
        assert effort.answered_at is None or effort.asked_at < effort.answered_at <= loaded
    assert all(rating.created_at <= loaded for rating in db.session.query(Rating))


def test_the_first_minute_asks_nobody(loaded):
    assert not efforts.ask()
    waiting = db.session.query(EffortRound).filter(EffortRound.settled_at.is_(None))
    assert all(each.due_at > loaded for each in waiting)


def test_ines_has_a_question_before_her_or_her_answers_are_older(loaded):
    ines = db.session.query(Person).filter_by(email="ines@brannocs.example").one()
    recent = db.session.query(Effort).filter(Effort.person_id == ines.id, Effort.asked_at > loaded - timedelta(days=30))
    assert all(each.score is None for each in recent)
