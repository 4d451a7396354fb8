"""Stored times are a cache: thrown away and made anew they are the same, and what differs is told and mended (SLA-1)."""

from datetime import date, timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import update

from community.cli import heed
from community.db import db, writing
from community.ideas.models import Idea
from community.responses import proving
from community.responses.actions_clocks import renew_next
from community.responses.actions_escalating import escalate_next
from community.responses.actions_pausing import end_pause, pause_clock
from community.responses.models import Clock
from community.responses.proving import differences
from tests import factories
from tests.cast import ADA, BEN, CLEO, MARTA
from tests.responses.cycles import DAY, HOUR, MONDAY, answer, publish, read
from tests.responses.test_reply_clock import say
from tests.triage.helping import join

NOW = MONDAY + 40 * DAY


@pytest.fixture
def community(app):
    """Waiting, late and told, paused, paused and answered, renewed, asked, and joined."""
    with writing():
        factories.topic("rotas", MARTA)
    ids = [publish(author, MONDAY + n * DAY) for n, author in enumerate((ADA, BEN, CLEO, ADA, BEN, CLEO, ADA))]
    with writing():
        marta = factories.viewer(MARTA)
        pause_clock(marta, read(ids[1]), "author", MONDAY + 20 * DAY, now=MONDAY + 2 * DAY)
        pause_clock(marta, read(ids[2]), "decision", MONDAY + 9 * DAY, now=MONDAY + 3 * DAY)
        end_pause(read(ids[2]), now=MONDAY + 4 * DAY + 3 * HOUR)
    answer(ids[2], MONDAY + 6 * DAY)
    answer(ids[3], MONDAY + 5 * DAY, "planned", review=date(2026, 7, 1))
    say(ids[3], BEN, MONDAY + 8 * DAY)
    join(ids[4], ids[5], now=MONDAY + 10 * DAY)
    join(ids[1], ids[6], now=MONDAY + 10 * DAY)
    with writing():
        assert renew_next(NOW)
    for _ in range(9):
        with writing():
            if not escalate_next(NOW):
                break
    return ids


def found(now=NOW):
    db.session.rollback()
    db.session.expire_all()
    wrong = sorted((each.table, each.id, each.what) for each in differences(now))
    db.session.expire_all()
    return wrong


def rebuild(now=NOW):
    wrong = []
    for batch in (proving.next_clocks, proving.next_ideas):
        after = 0
        while after is not None:
            with writing():
                after, found = batch(after, now, mend=True)
            wrong += found
    return len(wrong)


def everything():
    db.session.rollback()
    db.session.expire_all()
    tables = (Clock, ["warn_at", "due_at", "own_warn_at", "own_due_at", "next_tier", "next_alert_at"]), (
        Idea, ["answer_state", "started_at", "warn_at", "due_at", "paused_at", "asked_at", "asked_due_at"])
    return [tuple(getattr(row, n) for n in names) for model, names in tables for row in db.session.query(model).order_by(model.id)]


def test_what_the_product_wrote_is_right(community):
    assert found() == []


def test_thrown_away_and_made_anew_it_is_the_same(community):
    before = everything()
    with writing() as session:
        session.execute(update(Clock).values(warn_at=MONDAY, due_at=MONDAY, next_tier=None, next_alert_at=None))
        session.execute(update(Clock).where(Clock.own_started_at.is_not(None)).values(own_due_at=MONDAY, own_warn_at=MONDAY))
        session.execute(update(Idea).values(started_at=MONDAY, warn_at=MONDAY, due_at=MONDAY, asked_at=None, asked_due_at=None, paused_at=None))
    assert rebuild() > 20
    after = everything()
    running = {row.id for row in db.session.query(Idea).filter(Idea.answer_state.in_(("awaiting", "paused")))}
    assert after[: db.session.query(Clock).count()] == before[: db.session.query(Clock).count()]
    assert running
    assert [row for row in after if row[0] in ("awaiting", "paused")] == [row for row in before if row[0] in ("awaiting", "paused")]
    assert found() == []


@pytest.mark.parametrize(("column", "value"), [
    ("due_at", MONDAY), ("warn_at", MONDAY), ("next_alert_at", MONDAY), ("next_tier", 4), ("started_at", MONDAY - DAY),
])
def test_each_time_of_a_clock_that_is_wrong_is_told_and_mended(community, column, value):
    clock = db.session.query(Clock).filter_by(idea_id=community[0]).one()
    clock_id = clock.id
    with writing() as session:
        session.execute(update(Clock).where(Clock.id == clock_id).values({column: value}))
    assert ("clock", clock_id, column) in found()
    rebuild()
    assert found() == []


@pytest.mark.parametrize(("column", "value"), [
    ("due_at", MONDAY), ("answer_state", "answered"), ("paused_at", MONDAY), ("asked_at", MONDAY), ("asked_due_at", MONDAY),
])
def test_what_an_idea_shows_is_proved_by_its_clocks(community, column, value):
    with writing() as session:
        session.execute(update(Idea).where(Idea.id == community[0]).values({column: value}))
    assert found() == [("idea", community[0], column)]
    rebuild()
    assert found() == []


def test_a_clock_that_is_missing_is_told_and_started(community):
    with writing():
        idea_id = factories.idea(ADA, now=NOW - timedelta(hours=1)).id
    assert found() == [("idea", idea_id, "clock")]
    assert rebuild() == 1
    assert found() == []
    assert db.session.query(Clock).filter_by(idea_id=idea_id).one().started_at == NOW - timedelta(hours=1)


def test_it_goes_batch_by_batch(community, monkeypatch):
    monkeypatch.setattr("community.responses.queries_proving.BATCH", 2)
    assert found() == []
    with writing() as session:
        session.execute(update(Idea).where(Idea.answer_state == "awaiting").values(due_at=MONDAY))
    assert rebuild() >= 3
    assert found() == []


def test_the_commands_tell_and_mend(app, community, monkeypatch):
    monkeypatch.setattr("community.commands.clocks.create_app", lambda: app)
    runner = CliRunner()
    with writing() as session:
        session.execute(update(Idea).where(Idea.id == community[0]).values(due_at=MONDAY))
    told = runner.invoke(heed, ["clocks", "verify"])
    assert (told.exit_code, f"idea {community[0]}: due_at is 2026-06-01T08:00:00" in told.output) == (1, True)
    assert runner.invoke(heed, ["clocks", "rebuild"]).output == "1 stored times were put right.\n"
    told = runner.invoke(heed, ["clocks", "verify"])
    assert (told.exit_code, told.output) == (0, "Every stored time is right.\n")
