"""Silence gets louder by itself: each tier is told once, whatever happens to the worker or the clock."""

import threading
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from community.accounts.models import Person
from community.accounts.rules import PersonState
from community.db import db, writing
from community.events import Event
from community.ideas.models import Idea
from community.ideas.rules import IdeaState
from community.jobs import clocks as jobs
from community.responses import (
    actions,
    actions_clocks,
    actions_escalating,
    queries,
    queries_alerts,
    timekeeping,
)
from community.responses.actions import AnswerDraft
from community.responses.models import Clock, Escalation
from community.responses.models_alerts import Alert
from tests import factories
from tests.cast import ADA, DEV, DORA, MARTA, MO, OWEN, ROOT

MONDAY = datetime.fromisoformat("2026-06-01T09:00:00+01:00")
WORDS = "Yes. We build this now, because forty of you told us what it costs you every week."
WARNED, DUE, OVERDUE, LONG_OVERDUE = (
    datetime.fromisoformat(f"2026-06-{text}+01:00") for text in ("11T11:00:00", "15T17:00:00", "23T13:00:00", "30T17:00:00")
)


@pytest.fixture
def idea_id(app):
    with writing():
        ladder = {"deputy_id": DEV, "manager_id": OWEN, "director_id": DORA}
        factories.topic("rotas", MARTA, **{role: factories.person(part).id for role, part in ladder.items()})
        factories.person(ROOT)
        idea = factories.idea(ADA, now=MONDAY)
        actions_clocks.start_clock(idea, "first", now=MONDAY)
    return idea.id


def tell(now):
    """Run the job until it answers nothing, as the runner does; returns how many times it said there was something."""
    times = 0
    while True:
        with writing():
            if not actions_escalating.escalate_next(now):
                return times
        times += 1
        assert times < 50


def told():
    """Tier, the kind of its event, and the names told, in order."""
    db.session.expire_all()
    names = {person.id: person.name.split()[0] for person in db.session.query(Person)}
    rows = db.session.query(Event).filter(Event.kind.in_(("clock.warned", "clock.due", "clock.escalated"))).order_by(Event.id)
    return [(row.data["tier"], row.kind, [names[person] for person in row.data["told"]]) for row in rows]


def absent(part, **details):
    with writing():
        for name, value in details.items():
            setattr(factories.person(part), name, value)


def test_each_tier_is_told_once_and_to_its_people(idea_id):
    for step in range(35 * 4):
        tell(MONDAY + timedelta(hours=6 * step))
    assert told() == [
        (1, "clock.warned", ["Marta"]),
        (2, "clock.due", ["Marta", "Dev"]),
        (3, "clock.escalated", ["Owen"]),
        (4, "clock.escalated", ["Dora"]),
    ]
    assert db.session.query(Clock).one().next_alert_at is None


@pytest.mark.parametrize(("number", "at"), [(1, WARNED), (2, DUE), (3, OVERDUE), (4, LONG_OVERDUE)])
def test_a_tier_is_told_at_its_time_and_not_before(idea_id, number, at):
    for earlier in (WARNED, DUE, OVERDUE, LONG_OVERDUE)[: number - 1]:
        tell(earlier)
    assert tell(at - timedelta(seconds=1)) == 0
    assert tell(at) == 1
    assert told()[-1][0] == number


def test_an_alert_carries_the_tiers_own_time(idea_id):
    tell(WARNED + timedelta(minutes=7))
    warned = db.session.query(Event).filter_by(kind="clock.warned").one()
    kept = db.session.query(Escalation).one()
    assert warned.at == kept.due_at == WARNED
    assert kept.claimed_at == WARNED + timedelta(minutes=7)
    assert warned.data["told"] == kept.told


def test_after_days_of_downtime_only_the_highest_tier_is_told(idea_id):
    tell(OVERDUE + timedelta(days=3))
    assert told() == [(3, "clock.escalated", ["Owen"])]
    assert tell(OVERDUE + timedelta(days=3, hours=1)) == 0
    tell(LONG_OVERDUE)
    assert [tier for tier, _kind, _names in told()] == [3, 4]


def test_a_clock_put_back_an_hour_tells_nothing_twice(idea_id):
    tell(WARNED + timedelta(minutes=1))
    tell(WARNED - timedelta(hours=1))
    tell(WARNED + timedelta(minutes=2))
    assert len(told()) == 1


def test_a_clock_put_forward_a_day_and_back_tells_each_tier_once(idea_id):
    tell(DUE)
    tell(OVERDUE + timedelta(days=1))
    tell(DUE + timedelta(minutes=1))
    tell(OVERDUE + timedelta(minutes=1))
    assert [tier for tier, _kind, _names in told()] == [2, 3]


def test_nothing_is_told_after_an_answer(idea_id):
    with writing():
        draft = AnswerDraft.of("shipped", WORDS)
        actions.answer_idea(factories.viewer(MARTA), db.session.get(Idea, idea_id), draft, now=MONDAY)
    assert tell(LONG_OVERDUE) == 0


@pytest.mark.parametrize("change", [{"state": IdeaState.HIDDEN}, {"state": IdeaState.DELETED}, {"legacy": True}])
def test_what_is_hidden_deleted_or_imported_never_alerts(idea_id, change):
    with writing():
        for name, value in change.items():
            setattr(db.session.get(Idea, idea_id), name, value)
    assert tell(LONG_OVERDUE) == 0


def test_what_became_part_of_another_idea_never_alerts(idea_id):
    with writing():
        db.session.get(Idea, idea_id).root_id = factories.idea(ADA, now=MONDAY).id
    assert tell(LONG_OVERDUE) == 0


@pytest.mark.parametrize(
    "away",
    [
        {"state": PersonState.DEACTIVATED},
        {"mail_suspended_at": MONDAY},
        {"away_from": MONDAY, "away_until": WARNED + timedelta(days=1)},
        {"away_from": MONDAY, "away_until": None},
        {"role": "customer"},
    ],
)
def test_whoever_cannot_be_reached_passes_it_on(idea_id, away):
    absent(MARTA, **away)
    tell(WARNED)
    assert told() == [(1, "clock.warned", ["Dev"])]


def test_someone_back_from_holiday_is_told(idea_id):
    absent(MARTA, away_from=MONDAY, away_until=WARNED - timedelta(hours=1))
    tell(WARNED)
    assert told() == [(1, "clock.warned", ["Marta"])]


def test_away_dates_count_from_their_first_minute_to_their_last(idea_id):
    absent(MARTA, away_from=WARNED, away_until=DUE)
    tell(WARNED)
    tell(DUE)
    assert told() == [(1, "clock.warned", ["Dev"]), (2, "clock.due", ["Marta", "Dev"])]


def test_a_ladder_of_ones_own_has_as_many_tiers_as_one_likes(idea_id):
    with writing():
        tiers = [
            {"share": 75, "roles": ["owner"]}, {"share": 100, "roles": ["owner", "manager"]}, {"share": 120, "roles": ["deputy"]},
            {"share": 130, "roles": ["manager", "director"]}, {"share": 200, "roles": ["director"]},
        ]
        factories.topic("rotas", tiers=tiers)
        clock = db.session.query(Clock).one()
        timekeeping.plan_alerts(clock, queries.terms_of(db.session.get(Idea, idea_id).topic_id))
    for step in range(35 * 4):
        tell(MONDAY + timedelta(hours=6 * step))
    assert told() == [
        (1, "clock.warned", ["Marta"]), (2, "clock.due", ["Marta", "Owen"]), (3, "clock.escalated", ["Dev"]),
        (4, "clock.escalated", ["Owen", "Dora"]), (5, "clock.escalated", ["Dora"]),
    ]


def test_a_ladder_that_became_shorter_holds_nobody_up(idea_id):
    with writing():
        factories.topic("rotas", tiers=[{"share": 75, "roles": ["owner"]}, {"share": 100, "roles": ["owner"]}])
        clock = db.session.query(Clock).one()
        clock.next_tier, clock.next_alert_at = 4, LONG_OVERDUE
    tell(LONG_OVERDUE)
    assert told() == []
    assert db.session.query(Clock).one().next_alert_at is None


def test_the_administrators_stand_in_for_a_missing_director(idea_id):
    absent(DORA, state=PersonState.DEACTIVATED)
    tell(LONG_OVERDUE)
    assert told() == [(4, "clock.escalated", ["Ruth"])]


def test_whom_it_was_passed_on_to_is_told_first(idea_id):
    with writing():
        idea = db.session.get(Idea, idea_id)
        actions.assign_idea(factories.viewer(MARTA), idea, factories.person(OWEN), now=MONDAY)
    tell(WARNED)
    assert told() == [(1, "clock.warned", ["Owen"])]


def test_a_decision_is_owed_by_the_moderators_on_the_same_ladder(idea_id):
    with writing():
        factories.person(MO)
        pending = factories.idea(ADA, hold=True, now=MONDAY)
        actions_clocks.start_clock(pending, "decision", now=MONDAY)
    for hour in range(0, 84, 2):
        tell(MONDAY + timedelta(hours=hour))
    assert told() == [
        (1, "clock.warned", ["Mo", "Marta"]),
        (2, "clock.due", ["Mo", "Marta", "Dev"]),
        (3, "clock.escalated", ["Owen"]),
        (4, "clock.escalated", ["Dora"]),
    ]


def test_the_longest_waiting_is_told_first(idea_id):
    with writing():
        younger = factories.idea(ADA, now=MONDAY + timedelta(days=1))
        actions_clocks.start_clock(younger, "first", now=MONDAY + timedelta(days=1))
    tell(LONG_OVERDUE + timedelta(days=5))
    rows = db.session.query(Event).filter_by(kind="clock.escalated").order_by(Event.id)
    assert [row.idea_id for row in rows] == [idea_id, younger.id]


def test_workers_racing_tell_each_tier_of_each_clock_once(built_app, app):
    """Real concurrency: threads with their own connections, ten clocks, three workers, four moments."""
    with writing():
        factories.topic("rotas", MARTA, deputy_id=factories.person(DEV).id, manager_id=factories.person(OWEN).id)
        for _ in range(10):
            actions_clocks.start_clock(factories.idea(ADA, now=MONDAY), "first", now=MONDAY)
    db.session.remove()
    for moment in (WARNED, DUE, OVERDUE, LONG_OVERDUE):
        start, problems = threading.Barrier(3), []

        def work(moment=moment, start=start, problems=problems):
            with built_app.app_context():
                start.wait()
                try:
                    tell(moment)
                except Exception as problem:
                    problems.append(problem)
                db.session.remove()

        workers = [threading.Thread(target=work) for _ in range(3)]
        for thread in workers:
            thread.start()
        for thread in workers:
            thread.join(timeout=60)
        assert problems == []
    alerts = [(row.data["clock_id"], row.data["tier"]) for row in db.session.query(Event).filter(Event.data.is_not(None)) if "tier" in row.data]
    assert sorted(alerts) == [(number, tier) for number in range(1, 11) for tier in (1, 2, 3, 4)]
    assert db.session.query(Escalation).count() == 40


def test_the_jobs_answer_false_when_nothing_is_due(idea_id):
    assert jobs.escalate() is True
    assert jobs.escalate() is False
    assert jobs.renew() is False


def test_a_tier_that_is_on_record_is_passed_over_not_told_again(idea_id):
    """Times are written anew by many hands; the record of what was told stands above them."""
    tell(WARNED)
    with writing() as session:
        session.execute(update(Clock).values(next_tier=1, next_alert_at=WARNED))
    tell(WARNED + timedelta(minutes=1))
    assert [tier for tier, _kind, _names in told()] == [1]
    assert db.session.query(Clock).one().next_tier == 2


def test_an_alert_row_is_written_for_everybody_told(idea_id):
    tell(WARNED)
    tell(DUE + timedelta(minutes=2))
    rows = db.session.query(Alert).order_by(Alert.id)
    names = {person.id: person.name.split()[0] for person in db.session.query(Person)}
    assert [(row.tier, names[row.person_id], row.at, row.state) for row in rows] == [
        (1, "Marta", WARNED, "waiting"), (2, "Marta", DUE, "waiting"), (2, "Dev", DUE, "waiting"),
    ]
    assert [row.made_at - row.at for row in rows] == [timedelta(), timedelta(minutes=2), timedelta(minutes=2)]


def test_a_look_finds_at_once_that_nothing_is_due(idea_id, statements):
    with statements() as sent:
        assert not queries_alerts.alarm_is_due(WARNED - timedelta(seconds=1))
    assert len(sent) == 1
    assert queries_alerts.alarm_is_due(WARNED)


def test_many_clocks_are_told_after_few_questions(idea_id, statements):
    with writing():
        for _ in range(30):
            actions_clocks.start_clock(factories.idea(ADA, now=MONDAY), "first", now=MONDAY)
    with statements() as sent:
        tell(WARNED)
    assert len(told()) == 31
    assert len([each for each in sent if each.startswith("SELECT")]) < 20, "questions are asked for all of them at once"
