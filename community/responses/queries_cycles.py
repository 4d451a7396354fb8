"""The course of one idea's clocks, as staff see it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from community.accounts.models import Person
from community.db import db
from community.responses import queries
from community.responses.models import Clock, Escalation, Pause
from community.responses.pausing import total_of


@dataclass(frozen=True)
class Cycle:
    """One clock with what it was paused by, for how long in all by now, and the tiers that were told, each with its time."""

    clock: Clock
    pauses: list[Pause]
    paused: timedelta
    told: list[Escalation]


def course_of(idea_id: int, now: datetime) -> list[Cycle]:
    """Every cycle of an idea, the newest first."""
    clocks = list(db.session.scalars(select(Clock).where(Clock.idea_id == idea_id).order_by(Clock.cycle.desc())))
    ids = [clock.id for clock in clocks]
    pauses, told = queries.pauses_by_clock(ids), _told(ids)
    return [Cycle(each, pauses.get(each.id, []), total_of(pauses.get(each.id, []), now), told.get(each.id, [])) for each in clocks]


def names_in(course: list[Cycle]) -> dict[int, str]:
    """Who paused, by id."""
    ids = {who for cycle in course for pause in cycle.pauses for who in (pause.by_id, pause.extended_by_id) if who}
    return {row.id: row.name for row in db.session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))}


def _told(clock_ids: list[int]) -> dict[int, list[Escalation]]:
    found: dict[int, list[Escalation]] = {}
    statement = select(Escalation).where(Escalation.clock_id.in_(clock_ids)).order_by(Escalation.tier)
    for row in db.session.scalars(statement):
        found.setdefault(row.clock_id, []).append(row)
    return found
