"""An answer is not the new silence: when its look-again date passes, the clock runs again."""

from datetime import date, datetime, timedelta

import pytest

from community.db import db, writing
from community.events import Event
from community.ideas.models import Idea
from community.ideas.rules import IdeaState
from community.responses import actions, actions_clocks, actions_escalating
from community.responses.actions import AnswerDraft
from community.responses.models import Clock
from tests import factories
from tests.cast import ADA, DEV, MARTA

MONDAY = datetime.fromisoformat("2026-06-01T09:00:00+01:00")
ANSWERED = MONDAY + timedelta(days=3)
REVIEW = datetime.fromisoformat("2026-07-31T17:00:00+01:00")
DUE_AGAIN = datetime.fromisoformat("2026-08-14T17:00:00+01:00")
WORDS = "Yes. We build this now, because forty of you told us what it costs you every week."
OTHER = "We have looked at it again, and it is nearer than it was: the print page is drawn already."


@pytest.fixture
def idea_id(app):
    with writing():
        factories.topic("rotas", MARTA, deputy_id=factories.person(DEV).id)
        idea = factories.idea(ADA, now=MONDAY)
        actions_clocks.start_clock(idea, "first", now=MONDAY)
    answer(idea.id, ANSWERED, WORDS, REVIEW.date())
    return idea.id


def answer(idea_id, now, body, review: date | None, status="planned"):
    with writing():
        idea = db.session.get(Idea, idea_id)
        actions.answer_idea(factories.viewer(MARTA), idea, AnswerDraft.of(status, body, review), now=now)


def renew(now):
    with writing():
        return actions_clocks.renew_next(now)


def read(idea_id):
    db.session.expire_all()
    return db.session.get(Idea, idea_id)


def clocks():
    db.session.expire_all()
    return db.session.query(Clock).order_by(Clock.cycle).all()


def test_the_clock_runs_again_from_the_date_itself(idea_id):
    assert renew(REVIEW + timedelta(days=2))
    first, again = clocks()
    assert (first.outcome, again.outcome) == ("answered", "")
    assert (again.kind, again.cycle, again.started_at, again.due_at) == ("review", 2, REVIEW, DUE_AGAIN)


def test_the_old_answer_stays_while_a_new_one_is_owed(idea_id):
    renew(REVIEW)
    idea = read(idea_id)
    assert (idea.answer_state, idea.status, idea.answered_at, idea.review_at) == ("awaiting", "planned", ANSWERED, REVIEW)
    assert idea.due_at == DUE_AGAIN
    assert idea.first_due_at == datetime.fromisoformat("2026-06-15T17:00:00+01:00")


def test_before_its_date_nothing_starts(idea_id):
    assert not renew(REVIEW - timedelta(seconds=1))
    assert len(clocks()) == 1


def test_it_starts_once(idea_id):
    assert [renew(REVIEW), renew(REVIEW), renew(REVIEW + timedelta(days=9))] == [True, False, False]
    assert len(clocks()) == 2


def test_the_new_cycle_tells_its_tiers_again(idea_id):
    renew(REVIEW)
    with writing():
        assert actions_escalating.escalate_next(DUE_AGAIN)
    told = db.session.query(Event).filter_by(kind="clock.due").one()
    assert (told.data["clock"], told.data["cycle"], told.data["tier"]) == ("review", 2, 2)


def test_a_new_answer_stops_the_new_cycle_and_moves_the_date(idea_id):
    renew(REVIEW)
    answer(idea_id, REVIEW + timedelta(days=4), OTHER, date(2026, 10, 1), "progress")
    idea = read(idea_id)
    assert (idea.answer_state, idea.status, idea.answered_at) == ("answered", "progress", REVIEW + timedelta(days=4))
    assert [clock.outcome for clock in clocks()] == ["answered", "answered"]


def test_an_answer_before_the_worker_came_by_is_counted_from_the_date(idea_id):
    answer(idea_id, REVIEW + timedelta(days=4), OTHER, date(2026, 10, 1))
    again = clocks()[1]
    assert (again.kind, again.started_at, again.outcome) == ("review", REVIEW, "answered")
    assert read(idea_id).answered_at == REVIEW + timedelta(days=4)


def test_a_final_answer_is_never_looked_at_again(idea_id):
    answer(idea_id, ANSWERED + timedelta(days=1), OTHER, None, "shipped")
    assert not renew(REVIEW + timedelta(days=900))


@pytest.mark.parametrize("change", [{"state": IdeaState.HIDDEN}, {"state": IdeaState.DELETED}, {"root_id": 2}])
def test_what_is_out_of_sight_or_merged_is_left_alone(idea_id, change):
    with writing():
        factories.idea(ADA)
        for name, value in change.items():
            setattr(db.session.get(Idea, idea_id), name, value)
    assert not renew(REVIEW)


def test_an_imported_idea_answered_here_is_looked_at_again_like_any_other(app):
    """What was never answered elsewhere owes nothing; a date we gave ourselves does."""
    with writing():
        factories.topic("rotas", MARTA)
        idea = factories.idea(ADA, now=MONDAY - timedelta(days=2000))
        idea.legacy = True
    answer(idea.id, ANSWERED, WORDS, REVIEW.date())
    assert renew(REVIEW)
    with writing():
        assert actions_escalating.escalate_next(DUE_AGAIN)
    assert [clock.kind for clock in clocks()] == ["review"]
