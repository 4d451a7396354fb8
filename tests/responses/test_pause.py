"""A clock stands still only with a reason and an end, and goes on by itself (SLA-4)."""

from datetime import datetime, timedelta

import pytest

from community.db import db, writing
from community.events import Event
from community.ideas.models import Idea
from community.jobs import worker
from community.responses import queries
from community.responses.actions import AnswerDraft, answer_idea
from community.responses.actions_escalating import escalate_next
from community.responses.actions_pausing import (
    PauseRefused,
    end_pause,
    extend_pause,
    pause_clock,
    resume_next,
)
from community.responses.models import Clock, Escalation, Pause
from tests import factories
from tests.cast import ADA, DEV, MARTA, SAM

MONDAY = datetime.fromisoformat("2026-06-01T09:00:00+01:00")
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
DUE = datetime.fromisoformat("2026-06-15T17:00:00+01:00")
WORDS = "Yes. We build this now, because forty of you told us what it costs you every week."


@pytest.fixture
def idea_id(app):
    with writing():
        factories.topic("rotas", MARTA)
        factories.person(DEV)
        made = factories.idea(ADA, now=MONDAY)
    worker.drain()
    return made.id


def read(idea_id):
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Idea, idea_id)


def clock_of(idea_id):
    read(idea_id)
    return queries.last_clock(idea_id)


def pause(idea_id, until, at=MONDAY + DAY, reason="author", by=MARTA, note=""):
    with writing():
        return pause_clock(factories.viewer(by), read(idea_id), reason, until, note=note, now=at).id


def refusal(act, *arguments, **details):
    with pytest.raises(PauseRefused) as refused:
        act(*arguments, **details)
    db.session.rollback()
    return refused.value.code


def extend(idea_id, until, by, at):
    with writing():
        extend_pause(factories.viewer(by), read(idea_id), until, now=at)


def end(idea_id, at, by=None):
    with writing():
        return end_pause(read(idea_id), now=at, actor=factories.viewer(by) if by else None)


def resume(at):
    with writing():
        return resume_next(at)


def test_due_time_and_tiers_move_by_the_paused_working_time(idea_id):
    before = clock_of(idea_id)
    warned = before.warn_at
    pause(idea_id, MONDAY + 2 * DAY)
    after, idea = clock_of(idea_id), read(idea_id)
    assert after.due_at == DUE + DAY
    assert (idea.due_at, idea.warn_at, idea.first_due_at) == (after.due_at, after.warn_at, after.due_at)
    assert after.warn_at > warned
    assert after.next_alert_at == after.warn_at
    assert (idea.answer_state, idea.paused_at) == ("paused", MONDAY + DAY)


def test_a_weekend_that_is_paused_moves_nothing(idea_id):
    friday = datetime.fromisoformat("2026-06-05T17:00:00+01:00")
    pause(idea_id, friday + 2 * DAY, at=friday)
    assert clock_of(idea_id).due_at == DUE


def test_at_its_end_it_goes_on_by_itself_and_once(idea_id):
    pause(idea_id, MONDAY + 2 * DAY)
    assert [resume(MONDAY + 2 * DAY - HOUR), resume(MONDAY + 9 * DAY), resume(MONDAY + 9 * DAY)] == [False, True, False]
    idea, [row] = read(idea_id), db.session.query(Pause).all()
    assert (row.ended_at, idea.answer_state, idea.paused_at, idea.due_at) == (MONDAY + 2 * DAY, "awaiting", None, DUE + DAY)
    assert [event.at for event in db.session.query(Event).filter_by(kind="clock.resumed")] == [MONDAY + 2 * DAY]


def test_ended_early_only_the_time_it_stood_still_counts(idea_id):
    pause(idea_id, MONDAY + 10 * DAY)
    assert clock_of(idea_id).due_at > DUE + 5 * DAY
    assert end(idea_id, MONDAY + DAY + 2 * HOUR, DEV)
    assert clock_of(idea_id).due_at == datetime.fromisoformat("2026-06-16T11:00:00+01:00")
    assert not end(idea_id, MONDAY + 2 * DAY, DEV)


@pytest.mark.parametrize(("details", "code"), [
    ({"until": MONDAY + 40 * DAY}, "too_long"), ({"until": MONDAY}, "not_ahead"), ({"reason": "lunch"}, "no_reason"),
    ({"reason": "other"}, "no_note"), ({"by": SAM}, "not_allowed"), ({"by": ADA}, "not_allowed"),
])
def test_without_a_reason_an_end_or_the_right_it_does_not_stand_still(idea_id, details, code):
    assert refusal(pause, idea_id, **({"until": MONDAY + 2 * DAY} | details)) == code
    assert (db.session.query(Pause).count(), clock_of(idea_id).due_at) == (0, DUE)


def test_it_stands_still_once_at_a_time(idea_id):
    pause(idea_id, MONDAY + 3 * DAY)
    assert refusal(pause, idea_id, MONDAY + 5 * DAY, at=MONDAY + 2 * DAY, by=DEV) == "paused_already"


def test_only_a_second_person_lets_it_stand_still_longer(idea_id):
    pause(idea_id, MONDAY + 3 * DAY)
    assert refusal(extend, idea_id, MONDAY + 9 * DAY, MARTA, MONDAY + 2 * DAY) == "second_person"
    extend(idea_id, MONDAY + 9 * DAY, DEV, MONDAY + 2 * DAY)
    assert clock_of(idea_id).due_at == DUE + 8 * DAY, "four working days and a weekend more"
    assert refusal(extend, idea_id, MONDAY + 12 * DAY, DEV, MONDAY + 3 * DAY) == "second_person"
    assert refusal(extend, idea_id, MONDAY + 8 * DAY, MARTA, MONDAY + 3 * DAY) == "not_later"


def test_nobody_lets_it_stand_still_for_more_than_thirty_days_in_pieces(idea_id):
    pause(idea_id, MONDAY + 21 * DAY)
    resume(MONDAY + 21 * DAY)
    assert refusal(pause, idea_id, MONDAY + 36 * DAY, at=MONDAY + 22 * DAY) == "second_person"
    pause(idea_id, MONDAY + 36 * DAY, at=MONDAY + 22 * DAY, by=DEV)


def test_a_pause_after_the_due_time_undoes_nothing(idea_id):
    late = DUE + DAY
    with writing():
        assert escalate_next(late)
    third = clock_of(idea_id).next_alert_at
    pause(idea_id, late + 7 * DAY, at=late)
    idea = read(idea_id)
    assert (idea.due_at, idea.answer_state, idea.paused_at) == (DUE, "awaiting", late)
    assert clock_of(idea_id).next_alert_at == third + 7 * DAY, "what is told next waits"


def test_while_it_stands_still_nobody_is_told(idea_id):
    pause(idea_id, MONDAY + 30 * DAY)
    with writing():
        assert not escalate_next(MONDAY + 29 * DAY)
    assert db.session.query(Escalation).count() == 0


def test_an_answer_ends_the_pause_and_counts_as_in_time(idea_id):
    pause(idea_id, MONDAY + 25 * DAY)
    with writing():
        draft = AnswerDraft.of("shipped", WORDS)
        answer_idea(factories.viewer(MARTA), read(idea_id), draft, now=MONDAY + 20 * DAY)
    clock, [row], idea = clock_of(idea_id), db.session.query(Pause).all(), read(idea_id)
    assert row.ended_at == clock.stopped_at == MONDAY + 20 * DAY < clock.due_at
    assert (idea.answer_state, idea.paused_at) == ("answered", None)
    assert db.session.query(Event).filter_by(kind="clock.stopped").one().data["late"] is False
    assert not resume(MONDAY + 26 * DAY)


def test_a_clock_that_jumps_back_makes_no_pause_that_ends_before_it_began(idea_id):
    pause(idea_id, MONDAY + 3 * DAY)
    assert end(idea_id, MONDAY + DAY - HOUR)
    [row] = db.session.query(Pause).all()
    assert row.ended_at == row.started_at
    assert clock_of(idea_id).due_at == DUE
    pause(idea_id, MONDAY + 3 * DAY, at=MONDAY)
    assert [each.started_at for each in queries.pauses_of([clock_of(idea_id).id])] == [MONDAY + DAY] * 2


def test_what_moderators_owe_does_not_wait(app):
    with writing():
        factories.topic("rotas", MARTA)
        made = factories.idea(ADA, now=MONDAY, hold=True)
    worker.drain()
    assert refusal(pause, made.id, MONDAY + 3 * DAY) == "not_running"
    assert db.session.query(Clock).one().kind == "decision"
