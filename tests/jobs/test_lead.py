"""One worker leads; another takes over when the first is gone."""

from datetime import timedelta

import pytest

from community import clock
from community.db import db, writing
from community.jobs.leader import LEASE, give_up_lead, take_lead
from community.jobs.models import JobRun, Leader
from community.jobs.runner import Worker
from community.jobs.runs import STEP, note_run
from community.jobs.schedule import JOBS, LANES, Job


@pytest.fixture
def take(app):
    now = clock.now()

    def at(holder, seconds=0.0):
        with writing():
            return take_lead(holder, now + timedelta(seconds=seconds))

    return at


def test_the_first_leads_and_the_second_waits(take):
    assert take("one")
    assert not take("two")
    assert take("one", 5)


def test_another_takes_over_when_the_lease_has_passed(take):
    take("one")
    assert not take("two", LEASE.total_seconds() - 1)
    assert take("two", LEASE.total_seconds() + 1)
    assert not take("one", LEASE.total_seconds() + 2)


def test_who_stops_hands_over_at_once(take):
    take("one")
    with writing():
        give_up_lead("one", clock.now() - timedelta(seconds=1))
    assert take("two")


def test_giving_up_what_another_holds_changes_nothing(take):
    take("one")
    with writing():
        give_up_lead("two", clock.now())
    assert not take("two")


def test_a_lease_from_a_clock_that_was_set_back_counts_for_nothing(take):
    take("one", 86_400)
    assert take("two")


def test_only_the_leader_runs_what_happens_by_the_clock(app):
    ran = []
    one, two = Worker(app), Worker(app)
    for worker in (one, two):
        worker._run_job(Job("test", lambda name=worker.name: ran.append(name), every=1))
    assert ran == [one.name]


def test_a_job_is_run_again_while_it_has_something_to_do(app):
    left = [True, True, False]
    Worker(app)._run_job(Job("test", lambda: left.pop(0), every=1))
    assert left == []


def test_a_failing_job_is_noted_with_its_error_and_forgiven_when_it_works(app):
    worker = Worker(app)

    def fail():
        raise RuntimeError("no")

    worker._guarded("test", lambda: worker._run_job(Job("test", fail, every=1)))
    assert db.session.get_one(JobRun, "test").error == "RuntimeError: no"
    db.session.rollback()
    worker._run_job(Job("test", lambda: False, every=1))
    db.session.rollback()
    row = db.session.get_one(JobRun, "test")
    assert (row.error, row.failed_at is not None, row.succeeded_at is not None) == ("", True, True)


def test_success_is_written_down_once_a_minute(app, statements):
    now = clock.now()
    note_run("test", now)
    with statements() as sent:
        note_run("test", now + STEP / 2)
    assert not any(statement.startswith(("INSERT", "UPDATE")) for statement in sent)
    note_run("test", now + STEP)
    db.session.rollback()
    assert db.session.get_one(JobRun, "test").succeeded_at == now + STEP


def test_a_lane_stops_when_the_worker_does(app):
    worker, turns = Worker(app), []

    def turn():
        turns.append(1)
        worker.stopping.set()
        return True

    worker._drain(type(LANES[0])("test", turn))
    assert turns == [1]


def test_everything_periodic_has_a_name_of_its_own_and_a_time():
    names = [entry.name for entry in (*JOBS, *LANES)]
    assert len(names) == len(set(names))
    assert all(bool(job.every) != bool(job.at) for job in JOBS)


def test_the_row_of_the_leader_is_one(take):
    take("one")
    take("two", 100)
    assert db.session.query(Leader).count() == 1
