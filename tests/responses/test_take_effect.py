"""A promise over many clocks takes effect in short transactions, goes on after a fall, and meets no answer on its way."""

import re
import threading
from datetime import timedelta

import pytest

from community import clock
from community.audit import AuditEntry
from community.db import db, writing
from community.events import Event
from community.ideas.models import Idea
from community.jobs import clocks as jobs
from community.responses import actions_promises, queries, recomputing
from community.responses.actions import AnswerDraft, answer_idea
from community.responses.actions_clocks import start_clock
from community.responses.actions_pausing import pause_clock
from community.responses.actions_promises import take_effect_next
from community.responses.models import Clock
from community.responses.models_promises import CalendarVersion, PolicyVersion
from community.responses.proving import differences
from community.responses.recomputing import would_change
from tests import factories
from tests.cast import ADA, DEV, MARTA

WORDS = "Yes. We build this now, because forty of you told us what it costs you every week."
CLOCKS = 7


@pytest.fixture
def topics(app, monkeypatch):
    """Seven ideas that are owed an answer, in two topics of one calendar, and one that is not yet; a batch is three clocks."""
    for module in (recomputing, actions_promises):
        monkeypatch.setattr(module, "BATCH", 3)
    since = clock.now() - timedelta(days=9)
    with writing():
        ids = [factories.topic(slug, MARTA).id for slug in ("rotas", "payroll")]
        factories.person(DEV)
        for number in range(CLOCKS):
            start_clock(factories.idea(ADA, f"Idea {number}", slug=("rotas", "payroll")[number % 2], now=since), "first", now=since)
        factories.idea(ADA, "A young one", slug="rotas")
    return ids


def promise(topic_id, amount):
    with writing():
        last = db.session.query(PolicyVersion).filter_by(topic_id=topic_id).order_by(PolicyVersion.number.desc()).first()
        values = {c.key: getattr(last, c.key) for c in PolicyVersion.__table__.columns if c.key not in ("id", "applied_at")}
        changes = {"number": last.number + 1, "first_amount": amount, "valid_from": clock.now() - timedelta(seconds=1)}
        db.session.add(PolicyVersion(**{**values, **changes}))


def shorter_days():
    with writing():
        last = db.session.query(CalendarVersion).order_by(CalendarVersion.number.desc()).first()
        values = {c.key: getattr(last, c.key) for c in CalendarVersion.__table__.columns if c.key not in ("id", "applied_at")}
        hours = {day: [["09:00", "13:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
        changes = {"number": last.number + 1, "hours": hours, "valid_from": clock.now() - timedelta(seconds=1)}
        db.session.add(CalendarVersion(**{**values, **changes}))


def counted():
    db.session.rollback()
    return [(row.act, row.after) for row in db.session.query(AuditEntry).filter(AuditEntry.act.like("%in_force")).order_by(AuditEntry.id)]


def retimed():
    db.session.rollback()
    return sorted(event.data["clock_id"] for event in db.session.query(Event).filter_by(kind="clock.retimed"))


def wrong():
    db.session.rollback()
    return [str(each) for each in differences(clock.now())]


def test_each_batch_is_a_transaction_of_its_own_and_the_last_one_says_what_came_of_it(topics):
    shorter_days()
    steps = []
    while jobs.take_effect():
        steps.append((len(retimed()), len(counted())))
    assert steps == [(3, 0), (6, 0), (7, 1)]
    assert counted() == [("calendar.in_force", {"version": 2, "moved": 7, "overdue": 0})]
    assert retimed() == list(range(1, CLOCKS + 1))
    assert wrong() == []


def test_what_fell_in_the_middle_goes_on_where_it_was(topics):
    promise(topics[0], 3)
    assert jobs.take_effect()
    with pytest.raises(RuntimeError), writing():
        assert take_effect_next(clock.now())
        raise RuntimeError
    while jobs.take_effect():
        pass
    assert len(retimed()) == len(set(retimed())) == 4
    assert counted() == [("policy.in_force", {"version": 2, "moved": 4, "overdue": 4})]
    assert wrong() == []


def test_a_clock_that_starts_or_ends_meanwhile_is_no_trouble(topics):
    promise(topics[0], 3)
    assert jobs.take_effect()
    last = db.session.query(Clock).filter_by(policy_version_id=1).order_by(Clock.id.desc()).first().idea_id
    with writing():
        answer_idea(factories.viewer(MARTA), db.session.get_one(Idea, last), AnswerDraft.of("shipped", WORDS), now=clock.now())
        start_clock(db.session.query(Idea).filter_by(title="A young one").one(), "first", now=clock.now())
    while jobs.take_effect():
        pass
    assert counted() == [("policy.in_force", {"version": 2, "moved": 3, "overdue": 3})]
    assert db.session.query(Clock).filter_by(idea_id=last).one().policy_version_id == 1
    assert wrong() == []


def test_without_a_running_clock_it_is_in_force_at_once(app):
    with writing():
        topic_id = factories.topic("rotas", MARTA).id
    promise(topic_id, 3)
    assert (jobs.take_effect(), jobs.take_effect()) == (True, False)
    assert counted() == [("policy.in_force", {"version": 2, "moved": 0, "overdue": 0})]


def test_two_workers_at_once_and_a_colleague_who_answers_count_each_clock_once(built_app, topics):
    promise(topics[0], 3)
    promise(topics[1], 4)
    ideas, troubles = [row.id for row in db.session.query(Idea.id)], []
    db.session.rollback()

    def work():
        with built_app.app_context():
            try:
                for _ in range(40):
                    jobs.take_effect()
            except Exception as trouble:
                troubles.append(trouble)
            db.session.remove()

    def answer():
        with built_app.app_context():
            try:
                for idea_id in ideas[::2]:
                    with writing():
                        answer_idea(factories.viewer(DEV), db.session.get_one(Idea, idea_id), AnswerDraft.of("shipped", WORDS), now=clock.now())
            except Exception as trouble:
                troubles.append(trouble)
            db.session.remove()

    threads = [threading.Thread(target=each) for each in (work, work, answer)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert troubles == []
    while jobs.take_effect():
        pass
    assert len(retimed()) == len(set(retimed()))
    assert sorted(act for act, _after in counted()) == ["policy.in_force", "policy.in_force"]
    assert wrong() == []


def test_a_look_at_a_change_sends_as_many_values_for_very_many_clocks_as_for_few(topics, statements):
    """SQLite takes 32,766 values in a statement and PostgreSQL 65,535; a topic may have more running clocks than that."""

    def values():
        with statements() as sent:
            changes = would_change(topics[0], queries.terms_of(topics[0]), clock.now())
        return changes.moved, [len(re.findall(r"\?|%\(", each)) for each in sent]

    before = values()
    with writing():
        for number in range(5):
            idea = factories.idea(ADA, f"One more {number}")
            start_clock(idea, "first", now=clock.now())
            pause_clock(factories.viewer(MARTA), idea, "decision", clock.now() + timedelta(days=3), now=clock.now())
    assert values() == before
