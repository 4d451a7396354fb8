"""What administrators do about working hours, and whose ideas pass to whom."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from community import audit
from community.accounts.models import Person
from community.accounts.rules import Role
from community.accounts.viewer import Viewer
from community.db import db
from community.responses import queries, rules
from community.responses.actions import hand_over
from community.responses.models import Calendar
from community.responses.queries_admin import open_ideas_of, topics_using


class CalendarInUse(Exception):
    """A topic's promise runs in this calendar; `topics` are their names."""

    def __init__(self, topics: list[str]) -> None:
        super().__init__(", ".join(topics))
        self.topics = topics


def add_calendar(actor: Viewer, values: Mapping[str, Any], *, now: datetime) -> Calendar:
    calendar = Calendar(**values)
    db.session.add(calendar)
    db.session.flush()
    audit.log("calendar.added", actor_id=actor.id, at=now, subject=("calendar", calendar.id), after=dict(values))
    return calendar


def change_calendar(actor: Viewer, calendar: Calendar, values: Mapping[str, Any], *, now: datetime) -> None:
    """New hours count for clocks that start from now on; a date already promised stays as it is."""
    before, after = audit.change(calendar, values)
    if after:
        audit.log(
            "calendar.changed", actor_id=actor.id, at=now, subject=("calendar", calendar.id), before=before, after=after
        )


def remove_calendar(actor: Viewer, calendar: Calendar, *, now: datetime) -> None:
    topics = topics_using(calendar.id)
    if topics:
        raise CalendarInUse(topics)
    kept = {"name": calendar.name, "zone": calendar.zone}
    db.session.delete(calendar)
    audit.log("calendar.removed", actor_id=actor.id, at=now, subject=("calendar", calendar.id), before=kept)


def hand_over_ideas(actor: Viewer, person_id: int, *, now: datetime) -> int:
    """Unfinished ideas of someone who leaves go to the next in line: deputy, manager, director, administrators.

    Answers how many found a new owner.
    """
    administrators = queries.people_in(Role.ADMINISTRATOR)
    to: dict[int, list[int]] = {}
    for idea in open_ideas_of(person_id):
        ladder = queries.ladder_of(idea.id)
        rungs = [*administrators, *(rung for rung in ladder.values() if rung)]
        away = queries.unreachable(rungs, now) | {person_id}
        line = [who for who in rules.who_is_told(1, ladder, away, administrators) if who != person_id]
        if line:
            to.setdefault(line[0], []).append(idea.id)
    return sum(len(hand_over(actor, ids, db.session.get_one(Person, who), now=now)) for who, ids in to.items())
