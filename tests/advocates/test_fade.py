"""Points fade by one line a month, once, whatever happens to the job or to the clock."""

from datetime import UTC, datetime, timedelta

import pytest

from community import clock
from community.advocates import proving
from community.advocates.actions_decay import fade_next
from community.advocates.models import LedgerLine, PointsDecay
from community.advocates.rules import first_of, month_of
from community.db import db, writing
from community.jobs import advocates as jobs
from community.site import Site
from tests.advocates.helping import answer, idea_of, lines, settle
from tests.cast import ADA, BEN

WORDS = "We took it out again: it did not do what you asked for, and we are sorry to say so."


@pytest.fixture
def shipped(app) -> int:
    idea = idea_of(ADA)
    answer(idea)
    settle()
    return idea


def months_on(number) -> datetime:
    """The second day of the month so many after this one."""
    return first_of(month_of(clock.now()) + number) + timedelta(days=1)


def fade(at):
    with writing():
        return fade_next(at)


def decays():
    db.session.rollback()
    return [line.points for line in db.session.query(LedgerLine).filter_by(cause="decay").order_by(LedgerLine.id)]


def test_one_line_a_month_and_half_after_a_year(shipped):
    for month in range(1, 15):
        assert fade(months_on(month)) == 1
        assert fade(months_on(month)) == 0, "the month is written"
    assert len(decays()) == 13
    assert sum(decays()) == 50 / 2 - 50 - 1
    assert sum(points for _, points in lines(ADA)) == 24
    assert proving.next_people(0)[1] == []


def test_nothing_fades_in_the_month_it_was_earned(shipped):
    assert fade(months_on(1)) == 1
    assert decays() == []


def test_months_that_were_missed_are_written_one_line_each(shipped):
    fade(months_on(5))
    assert len(decays()) == 4
    rows = db.session.query(LedgerLine).filter_by(cause="decay").order_by(LedgerLine.id).all()
    assert [row.at.astimezone(UTC).day for row in rows] == [1, 1, 1, 1]
    assert len({row.subject_id for row in rows}) == 4


def test_a_clock_that_ran_ahead_and_was_put_back_writes_no_month_twice(shipped):
    fade(months_on(4))
    before = decays()
    for month in (1, 2, 3, 4):
        assert fade(months_on(month)) == 0
    assert decays() == before
    fade(months_on(5))
    assert len(decays()) == len(before) + 1
    with writing():
        db.session.query(LedgerLine).filter_by(cause="idea_shipped").update({"points": 49})
        proving.rebuild_next(0, months_on(2))
    assert db.session.query(PointsDecay).one().through == month_of(months_on(1))
    assert proving.next_people(0)[1] == []


def test_the_job_goes_on_where_it_was_cut_off(app, monkeypatch):
    for part in (ADA, BEN):
        answer(idea_of(part), words=f"It is there for everyone, {part.name}, since this morning. Thank you for asking.")
    settle()
    monkeypatch.setattr("community.advocates.queries_ledger.BATCH", 1)
    later = months_on(3)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert [jobs.fade() for _ in range(3)] == [1, 1, 0]
    assert len(decays()) == 4


def test_what_faded_comes_back_when_its_cause_goes(shipped):
    fade(months_on(13))
    answer(shipped, "declined", WORDS)
    settle()
    assert sum(points for _, points in lines(ADA)) == 0
    assert sum(decays()) == 0


def test_another_half_life_holds_from_the_next_month_on(shipped):
    with writing() as session:
        session.query(Site).update({"half_life_months": 1})
    fade(months_on(2))
    assert decays() == [-25]
    with writing() as session:
        session.query(Site).update({"half_life_months": 12})
    assert proving.next_people(0)[1] == [], "what is written stays until then"
    fade(months_on(3))
    assert sum(decays()) == -5


def test_every_night_what_differs_is_kept_for_the_doctor(shipped, caplog):
    jobs.prove()
    assert db.session.query(Site.ledgers_wrong).scalar() == 0
    with writing() as session:
        session.query(LedgerLine).update({"points": 51})
    jobs.prove()
    db.session.rollback()
    assert db.session.query(Site.ledgers_wrong).scalar() == 1
    assert "ledger of person" in caplog.text
    jobs.settle_levels()
