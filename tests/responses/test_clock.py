"""Starting, stopping, waiving and resuming the clock, as the worker does it after each event."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from community import clock, events
from community.accounts.viewer import VISITOR
from community.db import db, writing
from community.events import Event
from community.ideas.actions import delete_idea, publish_idea
from community.ideas.models import Idea
from community.ideas.rules import IdeaState
from community.jobs import worker
from community.responses import actions, actions_clocks, actions_escalating, handlers
from community.responses.models import Clock, Escalation
from community.responses.models_promises import CalendarVersion
from tests import factories
from tests.cast import ADA, MARTA, OWEN

MONDAY = datetime.fromisoformat("2026-06-01T09:00:00+01:00")


@pytest.fixture
def topic(app):
    with writing():
        factories.topic("rotas", MARTA, manager_id=factories.person(OWEN).id)


def ask(**details):
    """An idea asked on MONDAY; the worker has come by since."""
    with writing():
        made = factories.idea(ADA, now=MONDAY, **details)
    worker.drain()
    return made.id


def read(idea_id):
    db.session.expire_all()
    return db.session.get(Idea, idea_id)


def clocks(idea_id):
    db.session.expire_all()
    return db.session.query(Clock).filter_by(idea_id=idea_id).order_by(Clock.cycle).all()


def hide(idea_id, state=IdeaState.HIDDEN, kind="idea.hidden", at=MONDAY + timedelta(days=1)):
    with writing():
        read(idea_id).state = state
        events.record(kind, at=at, idea_id=idea_id)
    worker.drain()


def test_publication_starts_the_clock_from_its_own_time(topic):
    idea = ask()
    [running] = clocks(idea)
    assert (running.kind, running.cycle, running.started_at) == ("first", 1, MONDAY)
    assert running.due_at == datetime.fromisoformat("2026-06-15T17:00:00+01:00")
    assert (running.next_tier, running.next_alert_at) == (1, running.warn_at)


def test_the_idea_carries_what_its_clock_says(topic):
    idea, [running] = read(ask()), clocks(1)
    assert (idea.answer_state, idea.due_at, idea.warn_at) == ("awaiting", running.due_at, running.warn_at)
    assert idea.first_due_at == running.due_at


def test_a_promise_in_hours_counts_working_hours(app):
    with writing():
        factories.topic("rotas", MARTA, promise_amount=12, promise_unit="hours")
    [running] = clocks(ask())
    assert running.due_at == datetime.fromisoformat("2026-06-02T13:00:00+01:00")


@pytest.mark.parametrize("hours", [{}, {"mon": [["25:00", "26:00"]]}])
def test_a_calendar_that_cannot_be_read_gives_way_to_office_hours(app, hours):
    with writing():
        factories.topic("rotas", MARTA)
        db.session.execute(update(CalendarVersion).values(hours=hours))
    assert clocks(ask())[0].due_at == datetime.fromisoformat("2026-06-15T17:00:00+00:00")


def test_a_topic_without_a_calendar_still_owes_an_answer(app):
    with writing():
        factories.topic("rotas", MARTA, calendar_id=None)
    assert clocks(ask())[0].due_at is not None


def test_a_pending_idea_is_owed_a_decision_in_one_working_day(topic):
    idea = ask(hold=True)
    [running] = clocks(idea)
    assert (running.kind, running.due_at) == ("decision", datetime.fromisoformat("2026-06-02T17:00:00+01:00"))
    assert read(idea).answer_state == "decision"


def test_publishing_a_pending_idea_ends_the_decision_and_starts_the_answer(topic):
    idea = ask(hold=True)
    with writing():
        publish_idea(VISITOR, read(idea), now=MONDAY + timedelta(hours=3))
    worker.drain()
    decision, first = clocks(idea)
    assert (decision.outcome, decision.stopped_at) == ("published", MONDAY + timedelta(hours=3))
    assert (first.kind, first.cycle, first.started_at) == ("first", 2, MONDAY + timedelta(hours=3))
    assert read(idea).answer_state == "awaiting"


def test_an_event_handled_twice_starts_one_clock(topic):
    idea = ask()
    published = db.session.query(Event).filter_by(kind="idea.published").one()
    with writing():
        handlers.on_published(published, 0, clock.now())
        handlers.on_submitted(db.session.query(Event).filter_by(kind="idea.submitted").one(), 0, clock.now())
    assert len(clocks(idea)) == 1


@pytest.mark.parametrize(("state", "kind"), [(IdeaState.HIDDEN, "idea.hidden"), (IdeaState.DELETED, "idea.deleted")])
def test_out_of_sight_is_waived_and_counted_as_waived(topic, state, kind):
    idea = ask()
    hide(idea, state, kind)
    [waived] = clocks(idea)
    assert (waived.outcome, waived.stopped_at) == ("waived", MONDAY + timedelta(days=1))
    assert waived.next_alert_at is None
    assert read(idea).answer_state == "none"


def test_an_author_who_takes_an_idea_back_ends_its_clock(topic):
    idea = ask()
    with writing():
        delete_idea(factories.viewer(ADA), read(idea), other_voters=0, comments=0, now=MONDAY + timedelta(days=1))
    worker.drain()
    assert clocks(idea)[0].outcome == "waived"


def test_back_in_sight_the_same_clock_goes_on(topic):
    idea = ask()
    hide(idea)
    hide(idea, IdeaState.PUBLISHED, "idea.restored", MONDAY + timedelta(days=2))
    [running] = clocks(idea)
    assert (running.outcome, running.stopped_at, running.started_at) == ("", None, MONDAY)
    assert read(idea).answer_state == "awaiting"
    assert db.session.query(Event).filter_by(kind="clock.resumed").count() == 1


def test_back_in_sight_no_tier_is_told_twice(topic):
    idea = ask()
    with writing():
        assert actions_escalating.escalate_next(MONDAY + timedelta(days=12))
    hide(idea)
    hide(idea, IdeaState.PUBLISHED, "idea.restored", MONDAY + timedelta(days=2))
    with writing():
        assert not actions_escalating.escalate_next(MONDAY + timedelta(days=12))
    assert [told.tier for told in db.session.query(Escalation)] == [1]
    assert clocks(idea)[0].next_tier == 2


def test_hidden_and_restored_before_the_worker_came_by_changes_nothing(topic):
    idea = ask()
    with writing():
        events.record("idea.hidden", at=MONDAY + timedelta(days=1), idea_id=idea)
        events.record("idea.restored", at=MONDAY + timedelta(days=1), idea_id=idea)
    worker.drain()
    assert [(running.outcome, running.stopped_at) for running in clocks(idea)] == [("", None)]
    assert db.session.query(Event).filter(Event.kind.in_(("clock.stopped", "clock.resumed"))).count() == 0


def test_hidden_before_it_ever_had_a_clock_gets_one_when_it_comes_back(topic):
    with writing():
        idea = factories.idea(ADA, now=MONDAY)
        idea.state = IdeaState.HIDDEN
        events.record("idea.hidden", at=MONDAY, idea_id=idea.id)
    worker.drain()
    assert (clocks(idea.id), read(idea.id).answer_state) == ([], "none")
    hide(idea.id, IdeaState.PUBLISHED, "idea.restored", MONDAY + timedelta(days=2))
    assert [running.started_at for running in clocks(idea.id)] == [MONDAY]


def test_an_answered_idea_that_was_hidden_is_answered_again_when_it_comes_back(topic):
    idea = ask()
    with writing():
        words = "Yes. We build this now, because forty of you told us what it costs you."
        draft = actions.AnswerDraft.of("shipped", words)
        actions.answer_idea(factories.viewer(MARTA), read(idea), draft, now=MONDAY)
    hide(idea)
    assert read(idea).answer_state == "none"
    hide(idea, IdeaState.PUBLISHED, "idea.restored")
    assert read(idea).answer_state == "answered"
    assert clocks(idea)[0].outcome == "answered"


def test_an_imported_idea_gets_no_clock(topic):
    with writing():
        idea = factories.idea(ADA, now=MONDAY)
        idea.legacy = True
    worker.drain()
    assert clocks(idea.id) == []


def test_a_merged_clock_ends_as_merged(topic):
    idea = ask()
    with writing():
        actions_clocks.stop_clock(read(idea), "merged", now=MONDAY)
    assert clocks(idea)[0].outcome == "merged"
    assert read(idea).answer_state == "none"


def test_stopping_what_does_not_run_changes_nothing(topic):
    idea = ask()
    with writing():
        found = read(idea)
        actions_clocks.stop_clock(found, "merged", now=MONDAY)
        actions_clocks.stop_clock(found, "answered", now=MONDAY + timedelta(days=1))
    assert clocks(idea)[0].outcome == "merged"
    assert db.session.query(Event).filter_by(kind="clock.stopped").count() == 1


def test_a_new_clock_is_told_with_its_own_time(topic):
    ask()
    started = db.session.query(Event).filter_by(kind="clock.started").one()
    assert started.at == MONDAY
    assert (started.data["clock"], started.data["cycle"]) == ("first", 1)
    assert datetime.fromisoformat(started.data["due_at"]) == clocks(1)[0].due_at
