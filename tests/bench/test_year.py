"""`heed bench year` with few ideas and a few months: every figure is the one counted from the events."""

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from community.bench import commands, year
from community.bench.year import Course, bench_year
from community.cli import heed
from community.db import db

FEW = Course(ideas=60, days=130, proofs=1)


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_a_few_months_of_a_small_community_are_proved(database, request):
    server = request.getfixturevalue("postgres_url") if database == "postgres" else ""
    said: list[str] = []
    assert bench_year(FEW, database, said.append, server) == []
    assert said[-1] == f"year: 60 ideas, 130 days on {database}, 0 differ"
    happened = said[-2]
    for what in ("answered", "asked 60", "escalate_next", "hidden", "merged", "paused", "promises changed 2", "questions", "renew_next", "went away"):
        assert what in happened, happened


def test_what_was_tampered_with_differs(monkeypatch):
    monkeypatch.setattr(year, "verify", _verify_after_a_lie(year.verify))
    said: list[str] = []
    assert bench_year(Course(ideas=12, days=60, proofs=1), "sqlite", said.append)
    assert any(line.startswith("wrong: ") for line in said)


def _verify_after_a_lie(verify):
    def lie(now):
        db.session.execute(text("UPDATE clocks SET stopped_at = started_at, outcome = 'answered' WHERE kind = 'first' AND stopped_at IS NULL"))
        return verify(now)

    return lie


def test_the_command_exits_with_one_when_a_figure_differs(monkeypatch):
    run = CliRunner()
    asked = []
    monkeypatch.setattr(commands, "bench_year", lambda course, database, say: asked.append((course, database)) or ["late: shown 1, from the events 2"])
    assert run.invoke(heed, ["bench", "year", "--ideas", "7", "--days", "9", "--proofs", "2", "--seed", "4"]).exit_code == 1
    assert asked == [(Course(7, 9, 2, 4), "sqlite")]
    monkeypatch.setattr(commands, "bench_year", lambda course, database, say: [])
    assert run.invoke(heed, ["bench", "year"]).exit_code == 0
