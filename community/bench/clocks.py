"""`heed bench clocks`: what the alarm costs while nothing is due, how fast it tells ten thousand, and that it loses nobody.

    (a) clocks of which none is due: one look, answered from the index alone
    (b) clocks that fall due at one moment: how long until each is flagged
    (c) clocks watched by two workers that are killed, under a clock that jumps (clocks_killed)
"""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select, text, update

from community import create_app, schema
from community.bench.clocks_killed import Trouble, bench_killed
from community.bench.database import fresh_database
from community.bench.owed import add_ladders, add_owed
from community.bench.pages import Say
from community.config import load_settings
from community.db import db, writing
from community.responses import queries_alerts
from community.responses.actions_escalating import escalate_next
from community.responses.models import Clock, Escalation
from community.responses.models_alerts import Alert

MONDAY = datetime(2026, 6, 1, 9, tzinfo=UTC)
LOOKS = 200
MOST_SECONDS = 60.0
"""(b) on PostgreSQL: ten thousand clocks that fall due at once are flagged within this."""
PLANS = {
    "sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN ",
}


@dataclass(frozen=True)
class Plan:
    """How many clocks in each part, and what happens to the workers in the last."""

    open: int = 100_000
    due: int = 10_000
    trouble: Trouble = field(default_factory=Trouble)


@dataclass
class Figures:
    """What one database did; `wrong` is what does not hold."""

    escalations: int = 0
    lost: int = 0
    doubled: int = 0
    lines: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def bench_clocks(plan: Plan, databases: list[str], say: Say, server: str = "") -> list[str]:
    """Every part on each database; ends with the year's figures and one line that judges. What is wrong, or nothing."""
    found = [_on(database, plan, say, server if database == "postgres" else "") for database in databases]
    say("the year's figures")
    for figures in found:
        for line in figures.lines:
            say(f"  {line}")
    wrong = [line for figures in found for line in figures.wrong]
    for line in wrong:
        say(f"wrong: {line}")
    sums = (sum(getattr(figures, name) for figures in found) for name in ("escalations", "lost", "doubled"))
    say("clocks: {} escalations, lost {}, doubled {}".format(*sums))
    return wrong


def _on(database: str, plan: Plan, say: Say, server: str) -> Figures:
    figures = Figures()
    _many(database, plan, figures, say, server)
    with fresh_database(database, server) as environ:
        outcome = bench_killed(environ, plan.trouble, say)
    for line in outcome.lines:
        say(f"{database}: {line}")
    figures.escalations += outcome.escalations
    figures.lost, figures.doubled = figures.lost + len(outcome.lost), figures.doubled + len(outcome.doubled)
    figures.lines += [f"{database}: {line}" for line in outcome.lines]
    figures.wrong += [f"{database}: {line}" for line in outcome.wrong]
    return figures


def _many(database: str, plan: Plan, figures: Figures, say: Say, server: str) -> None:
    """Parts (a) and (b), in one database: first nothing is due, then a part of the clocks at one moment."""

    def tell(line: str) -> None:
        say(f"{database}: {line}")
        figures.lines.append(f"{database}: {line}")

    with fresh_database(database, server) as environ:
        app = create_app(load_settings(environ))
        with app.app_context():
            schema.upgrade()
            with writing():
                add_owed(add_ladders(20, MONDAY), [MONDAY] * plan.open, MONDAY)
            _settle()
            tell(_nothing_due(plan, figures))
            tell(_all_due(plan, database, figures))
            db.engine.dispose()


def _settle() -> None:
    """Let the database know what is in its tables, as it would after a night."""
    db.session.remove()
    raw = db.engine.raw_connection()
    try:
        if db.engine.dialect.name == "postgresql":
            raw.driver_connection.autocommit = True  # type: ignore[union-attr]
            raw.cursor().execute("VACUUM ANALYZE clocks")
            raw.driver_connection.autocommit = False  # type: ignore[union-attr]
        else:
            raw.cursor().execute("ANALYZE")
    finally:
        raw.close()


def _nothing_due(plan: Plan, figures: Figures) -> str:
    """(a) one look at clocks of which none is due, and the index it is answered from."""
    before = _first_alert() - timedelta(seconds=1)
    spent = _median(lambda: queries_alerts.alarm_is_due(before))
    index = _index_read(before)
    if "ix_clocks_alert" not in index:
        figures.wrong.append(f"the look at the clocks is not answered from its index: {index}")
    return f"(a) {plan.open} open clocks, none due: {spent * 1000:.2f} ms a look ({index})"


def _first_alert() -> datetime:
    first = db.session.scalar(select(func.min(Clock.next_alert_at)))
    assert first is not None
    return first


def _median(look: Callable[[], object]) -> float:
    times = []
    for _ in range(LOOKS):
        began = time.perf_counter()
        look()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def _index_read(moment: datetime) -> str:
    """What the database says it reads, in its own words."""
    query = select(Clock.id).where(Clock.next_alert_at <= moment).order_by(Clock.next_alert_at, Clock.id).limit(1)
    dialect = db.engine.dialect
    words = str(query.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
    rows = db.session.execute(text(PLANS[dialect.name] + words)).all()
    return next((str(row[-1]).strip() for row in rows if "ix_" in str(row[-1])), str(rows))


def _all_due(plan: Plan, database: str, figures: Figures) -> str:
    """(b) so many clocks fall due at one moment; the rest stay as they are."""
    moment = db.session.scalars(select(Clock.due_at).limit(1)).one() or MONDAY
    with writing() as session:
        session.execute(update(Clock).where(Clock.id <= plan.due).values(next_tier=2, next_alert_at=moment))
        session.execute(update(Clock).where(Clock.id > plan.due).values(next_tier=4, next_alert_at=moment + timedelta(days=99)))
    began, busy = time.perf_counter(), time.process_time()
    while _told_some(moment):
        db.session.remove()
    spent, busy = time.perf_counter() - began, time.process_time() - busy
    told = db.session.scalar(select(func.count()).select_from(Escalation)) or 0
    alerts = db.session.scalar(select(func.count()).select_from(Alert)) or 0
    figures.escalations += told
    figures.lost += max(plan.due - told, 0)
    figures.doubled += max(told - plan.due, 0)
    if database == "postgres" and spent > MOST_SECONDS:
        figures.wrong.append(f"{plan.due} clocks took {spent:.0f} s to flag")
    return f"(b) {plan.due} due at one moment: {told} flagged with {alerts} alerts in {spent:.1f} s ({busy:.1f} s of CPU)"


def _told_some(moment: datetime) -> bool:
    with writing():
        return escalate_next(moment)
