"""A machine whose clock jumps, a week that is missing, a worker that slept: no breach that is not one, nobody told twice."""

from datetime import datetime

import pytest
from sqlalchemy.exc import IntegrityError

from community import clock
from community.db import db, writing
from community.events import Event
from community.jobs import clocks as jobs
from community.jobs import worker
from community.responses import queries
from community.responses.actions_escalating import escalate_next
from community.responses.actions_pausing import pause_clock, resume_next
from community.responses.calendars import working_minutes_between
from community.responses.models import Escalation, Pause
from community.responses.proving import differences
from tests import factories
from tests.cast import ADA, DEV, MARTA
from tests.responses.cycles import DAY, DUE, HOUR, MONDAY, answer, cycles, here, publish, read
from tests.responses.test_reply_clock import say


@pytest.fixture
def idea_id(app):
    with writing():
        factories.topic("rotas", MARTA)
        factories.person(DEV)
    return publish()


def pause(idea_id, since, until, reason="author"):
    with writing():
        pause_clock(factories.viewer(MARTA), here(idea_id), reason, until, now=since)


def told():
    db.session.expire_all()
    return [row.tier for row in db.session.query(Escalation).order_by(Escalation.id)]


def tell(at):
    with writing():
        return escalate_next(at)


def test_a_clock_an_hour_back_tells_nobody_twice_and_nobody_early(idea_id):
    warn = queries.last_clock(idea_id).warn_at
    assert [tell(warn - HOUR), tell(warn), tell(warn - HOUR), tell(warn)] == [False, True, False, False]
    assert told() == [1]


def test_a_pause_over_the_jump_ends_once_and_at_its_end(idea_id):
    pause(idea_id, MONDAY + DAY, MONDAY + 3 * DAY)
    for at, ends in ((MONDAY + 3 * DAY, True), (MONDAY + 3 * DAY - HOUR, False), (MONDAY + 3 * DAY, False)):
        with writing():
            assert resume_next(at) is ends
    assert db.session.query(Event).filter_by(kind="clock.resumed").count() == 1


def test_two_at_once_let_it_stand_still_once(idea_id):
    """The second process saw no pause either; the database is what refuses it."""
    pause(idea_id, MONDAY + DAY, MONDAY + 3 * DAY)
    first = db.session.query(Pause).one()
    values = {c.key: getattr(first, c.key) for c in Pause.__table__.columns if c.key != "id"}
    with pytest.raises(IntegrityError), writing() as session:
        session.add(Pause(**values))


def test_after_days_without_a_worker_a_pause_has_ended_when_it_should_have(idea_id):
    pause(idea_id, MONDAY + DAY, MONDAY + 3 * DAY)
    due = read(idea_id).due_at
    assert tell(MONDAY + 4 * DAY) is False
    with writing():
        assert resume_next(MONDAY + 12 * DAY)
    assert (read(idea_id).due_at, db.session.query(Pause).one().ended_at) == (due, MONDAY + 3 * DAY)
    assert list(differences(MONDAY + 12 * DAY)) == []


def test_the_authors_word_counts_from_when_it_was_said_however_late_it_is_heard(idea_id):
    pause(idea_id, MONDAY + DAY, MONDAY + 20 * DAY)
    say(idea_id, ADA, MONDAY + 2 * DAY, "It is the one in the hall.", to_staff=False)
    row = db.session.query(Pause).one()
    assert (row.ended_at, read(idea_id).due_at, read(idea_id).answer_state) == (MONDAY + 2 * DAY, DUE + DAY, "awaiting")


def test_anybody_elses_word_ends_no_wait(idea_id):
    pause(idea_id, MONDAY + DAY, MONDAY + 20 * DAY)
    say(idea_id, MARTA, MONDAY + 2 * DAY, "Which printer is it?", to_staff=False)
    assert read(idea_id).answer_state == "paused"


def test_the_authors_word_ends_no_wait_for_a_decision(idea_id):
    pause(idea_id, MONDAY + DAY, MONDAY + 20 * DAY, "decision")
    say(idea_id, ADA, MONDAY + 2 * DAY, "It is the one in the hall.", to_staff=False)
    assert read(idea_id).answer_state == "paused"


def test_answered_while_the_worker_slept_is_in_time_and_told_to_nobody(idea_id):
    answer(idea_id, DUE - HOUR)
    worker.drain()
    assert tell(DUE + 9 * DAY) is False
    assert [row[3] for row in cycles(idea_id)] == ["answered"]


@pytest.mark.parametrize(("start", "hours"), [("2026-03-27T16:00:00+00:00", 16), ("2026-10-23T16:00:00+01:00", 14)])
def test_a_pause_over_the_change_of_the_hour_moves_the_due_time_by_its_working_time_alone(idea_id, start, hours):
    """From the close on Friday, four times 24 hours after the idea: an hour later by the wall in spring, earlier in autumn."""
    since = datetime.fromisoformat(start)
    asked = publish(at=since)
    before = read(asked).due_at
    pause(asked, since + HOUR, since + 4 * DAY)
    calendar = queries.terms_of(read(asked).topic_id).calendar
    assert working_minutes_between(calendar, before, read(asked).due_at) == hours * 60
    assert list(differences(since + 4 * DAY)) == []


def test_by_the_movable_clock_nothing_is_due_an_hour_ago_and_all_is_in_three_weeks(app, moved_clock):
    with writing():
        factories.topic("rotas", MARTA)
        asked = factories.idea(ADA, now=clock.now()).id
    worker.drain()
    moved_clock(-3600)
    assert (jobs.escalate(), jobs.resume(), jobs.renew()) == (False, False, False)
    moved_clock(40 * 86_400)
    assert jobs.escalate() is True
    assert jobs.escalate() is False
    moved_clock(40 * 86_400 - 3600)
    assert jobs.escalate() is False
    assert len(told()) == 1
    assert list(differences(clock.now())) == []
    assert read(asked).answer_state == "awaiting"
