"""Every public figure once more, from the events alone."""

from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import text, update

from community import clock
from community.cli import heed
from community.commands import insights
from community.db import db, writing
from community.ideas.models import Idea
from community.insights.actions import refresh_summary
from community.insights.proof import differences
from community.insights.verifying import Verified, verify
from community.jobs.worker import drain
from community.moderation.actions import hide, restore
from community.moderation.queries import subject
from community.responses.actions import AnswerDraft, answer_idea
from community.responses.actions_clocks import renew_next
from community.responses.actions_pausing import end_pause, pause_clock
from community.responses.actions_withdrawing import withdraw_answer
from community.responses.models import Clock
from community.triage.actions import merge, unmerge
from tests import factories
from tests.cast import ADA, MARTA, MO

WORDS = "Thank you for this. We looked at it together, and here is what we are going to do about it. "


def days_ago(days: float) -> datetime:
    return clock.now() - timedelta(days=days)


def ask(title: str, days: float, slug: str = "rotas") -> int:
    with writing():
        idea_id = factories.idea(ADA, title, slug=slug, now=days_ago(days)).id
    drain()
    return idea_id


def answer(idea_id: int, days: float, status: str = "planned") -> None:
    at = days_ago(days)
    review = (at + timedelta(days=30)).date() if status == "planned" else None
    with writing():
        draft = AnswerDraft.of(status, f"{WORDS} {status} {days}", review)
        answer_idea(factories.viewer(MARTA), db.session.get_one(Idea, idea_id), draft, now=at)


def proved() -> list[str]:
    found = verify(clock.now())
    assert found.figures > 100
    db.session.rollback()
    return found.wrong


@pytest.fixture
def life(app) -> dict[str, int]:
    """One idea of every fate, through the product's own actions."""
    with writing():
        factories.topic("rotas", owner=MARTA, opened_at=days_ago(400))
    found = {name: ask(name, days) for name, days in (
        ("kept", 80), ("late", 80), ("silent", 60), ("declined", 50), ("spam", 45), ("part", 100), ("root", 40), ("paused", 30), ("young", 1),
    )}
    answer(found["kept"], 75)
    answer(found["late"], 40)
    answer(found["declined"], 49, "declined")
    return found


def test_the_figures_of_ordinary_days_are_those_of_their_events(life):
    assert proved() == []


def test_renewals_are(life):
    with writing():
        while renew_next(clock.now()):
            pass
    assert proved() == []
    answer(life["kept"], 0.1, "shipped")
    assert proved() == []


def test_merges_are_and_their_undoing(life):
    with writing():
        marta = factories.viewer(MARTA)
        merge(marta, db.session.get_one(Idea, life["part"]), db.session.get_one(Idea, life["root"]), now=days_ago(20))
    assert proved() == []
    answer(life["root"], 10)
    assert proved() == []
    with writing():
        unmerge(factories.viewer(MARTA), db.session.get_one(Idea, life["part"]), now=days_ago(5))
    assert proved() == []


def test_pauses_are(life):
    with writing():
        idea = db.session.get_one(Idea, life["paused"])
        pause_clock(factories.viewer(MARTA), idea, "author", days_ago(10), note="Which week?", now=days_ago(25))
    assert proved() == []
    with writing():
        end_pause(db.session.get_one(Idea, life["paused"]), now=days_ago(20))
    assert proved() == []
    answer(life["paused"], 3)
    assert proved() == []


def test_what_a_moderator_took_away_and_gave_back_is(life):
    with writing():
        hide(factories.viewer(MO), subject(factories.viewer(MO), "idea", life["spam"]), "spam", now=days_ago(44))
    drain()
    assert proved() == []
    with writing():
        restore(factories.viewer(MO), subject(factories.viewer(MO), "idea", life["spam"]), now=days_ago(30))
    drain()
    assert proved() == []


@pytest.mark.parametrize("taken_back", [74, 10])
def test_answers_taken_back_are_in_time_and_too_late(life, taken_back):
    with writing():
        withdraw_answer(factories.viewer(MARTA), db.session.get_one(Idea, life["kept"]), "It was about another idea.", now=days_ago(taken_back))
    assert proved() == []
    answer(life["kept"], 5, "shipped")
    assert proved() == []


def test_what_the_worker_kept_is_proved_as_of_its_moment(life):
    with writing():
        refresh_summary(clock.now())
    answer(life["silent"], 0.001)
    assert proved() == []
    with writing():
        db.session.execute(text("UPDATE answer_records SET figures = REPLACE(CAST(figures AS TEXT), '\"overdue\": ', '\"overdue\": 9')" if db.engine.dialect.name == "sqlite"
                                else "UPDATE answer_records SET figures = REPLACE(figures::text, '\"overdue\": ', '\"overdue\": 9')::json"))
    wrong = proved()
    assert wrong
    assert all("as kept: now.overdue" in each for each in wrong)


@pytest.mark.parametrize("tampered", [
    {"stopped_at": datetime(2020, 1, 1, tzinfo=UTC)}, {"outcome": "waived"}, {"due_at": datetime(2100, 1, 1, tzinfo=UTC)}, {"kind": "review"},
])
def test_a_row_that_says_something_else_than_its_events_is_found(life, tampered):
    with writing():
        db.session.execute(update(Clock).where(Clock.idea_id == life["late"]).values(tampered))
    assert proved()


def test_a_clock_that_vanished_is_found(life):
    with writing():
        db.session.execute(text("DELETE FROM clocks WHERE idea_id = :id"), {"id": life["silent"]})
    assert any("now.open" in each for each in proved())


def test_differences_name_their_place_and_both_values():
    shown = {"now": {"open": 3}, "months": [{"month": "2026-10", "late": 1}, {"month": "2026-11", "late": 0}]}
    counted = {"now": {"open": 3}, "months": [{"month": "2026-10", "late": 2}, {"month": "2026-11", "late": 0}]}
    assert list(differences(shown, shown)) == []
    assert list(differences(shown, counted)) == ["months[2026-10].late: shown 1, from the events 2"]
    assert list(differences({"a": [1]}, {"a": [1, 2], "b": 1})) == ["a: shown [1], from the events [1, 2]", "b: shown None, from the events 1"]


def test_the_command_says_so_and_exits_with_one(tmp_path, monkeypatch):
    for name, value in {"HEED_ENV": "demo", "HEED_SECRET_KEY": "a key for this test alone, and no other", "HEED_DATA_DIR": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    run = CliRunner()
    assert run.invoke(heed, ["init"]).exit_code == 0
    result = run.invoke(heed, ["insights", "verify"])
    assert (result.exit_code, result.output.endswith(" figures, 0 differ.\n")) == (0, True), result.output
    monkeypatch.setattr(insights, "verify", lambda now: Verified(7, ["all public topics, year: now.open: shown 1, from the events 2"]))
    result = run.invoke(heed, ["insights", "verify"])
    assert result.exit_code == 1
    assert result.output == "all public topics, year: now.open: shown 1, from the events 2\n7 figures, 1 differ.\n"
