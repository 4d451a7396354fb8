"""What stored times are proved by, read in batches so that memory stays bounded."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select

from community.db import db
from community.events import Event
from community.ideas.models import Idea
from community.responses import queries
from community.responses.models import Clock, Escalation, Pause

BATCH = 500


@dataclass
class Facts:
    """By clock id: its pauses, the highest tier told, when it was started, and when it was stopped and not resumed since."""

    pauses: dict[int, list[Pause]] = field(default_factory=dict)
    told: dict[int, int] = field(default_factory=dict)
    started: dict[int, datetime] = field(default_factory=dict)
    ended: dict[int, datetime | None] = field(default_factory=dict)


def clock_batch(after: int, *, hold: bool = False) -> tuple[list[tuple[Clock, int]], Facts]:
    """The next clocks by id, each with its idea's topic, and what they follow from; with `hold` kept from others."""
    statement = select(Clock, Idea.topic_id).join(Idea, Idea.id == Clock.idea_id).where(Clock.id > after)
    statement = statement.order_by(Clock.id).limit(BATCH)
    statement = statement.with_for_update(of=Clock).execution_options(populate_existing=True) if hold else statement
    rows = [(row[0], row[1]) for row in db.session.execute(statement)]
    return rows, _facts([clock for clock, _ in rows])


def idea_batch(after: int, *, hold: bool = False) -> tuple[list[Idea], dict[int, list[tuple[Clock, Pause | None]]]]:
    """The next ideas by id, and by their ids the clocks that run, each with the pause it stands still in."""
    statement = select(Idea).where(Idea.id > after).order_by(Idea.id).limit(BATCH)
    statement = statement.with_for_update(of=Idea).execution_options(populate_existing=True) if hold else statement
    ideas = list(db.session.scalars(statement))
    return ideas, _running([idea.id for idea in ideas])


def forget() -> None:
    """Let go of the rows of a batch that was only read."""
    db.session.expunge_all()


def _running(idea_ids: Collection[int]) -> dict[int, list[tuple[Clock, Pause | None]]]:
    still = (Pause.clock_id == Clock.id) & Pause.ended_at.is_(None)
    statement = select(Clock, Pause).outerjoin(Pause, still).where(Clock.idea_id.in_(idea_ids), Clock.stopped_at.is_(None))
    found: dict[int, list[tuple[Clock, Pause | None]]] = {}
    for clock, pause in db.session.execute(statement.order_by(Clock.id)):
        found.setdefault(clock.idea_id, []).append((clock, pause))
    return found


def _facts(clocks: Collection[Clock]) -> Facts:
    ids = [clock.id for clock in clocks]
    told = select(Escalation.clock_id, func.max(Escalation.tier)).where(Escalation.clock_id.in_(ids)).group_by(Escalation.clock_id)
    facts = Facts(queries.pauses_by_clock(ids), {row[0]: row[1] for row in db.session.execute(told)})
    kinds = ("clock.started", "clock.stopped", "clock.resumed")
    statement = select(Event.kind, Event.at, Event.data).where(
        Event.idea_id.in_({clock.idea_id for clock in clocks}), Event.kind.in_(kinds)
    )
    for kind, at, data in db.session.execute(statement.order_by(Event.id)):
        _learn(facts, data.get("clock_id", 0), kind, at, going_on="pause_id" in data)
    return facts


def _learn(facts: Facts, clock_id: int, kind: str, at: datetime, *, going_on: bool) -> None:
    """A clock that goes on after a pause had not stopped."""
    if kind == "clock.started":
        facts.started[clock_id] = at
    if not going_on:
        facts.ended[clock_id] = at if kind == "clock.stopped" else None
