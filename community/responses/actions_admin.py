"""What administrators do about working hours, and whose ideas pass to whom."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete

from community import audit, events
from community.accounts.models import Person
from community.accounts.rules import Role
from community.accounts.viewer import Viewer
from community.db import db
from community.ideas.models import Topic
from community.responses import queries, rules
from community.responses.actions import hand_over
from community.responses.actions_promises import save_calendar
from community.responses.models import Calendar
from community.responses.models_promises import CalendarVersion
from community.responses.promising import CALENDAR
from community.responses.queries_admin import open_ideas_of, owed_by_owner_of
from community.responses.queries_promises import topics_ever_in

MOST_TOLD = 5_000
"""Of more ideas than that, the mail to a new owner speaks of the first due."""


class CalendarInUse(Exception):
    """Topics promise, promised or are to promise in this calendar; `topics` are their names."""

    def __init__(self, topics: list[str]) -> None:
        super().__init__(", ".join(topics))
        self.topics = topics


def add_calendar(actor: Viewer, values: Mapping[str, Any], *, now: datetime) -> Calendar:
    """A calendar with its first version. Raises PromiseRefused for hours that must not be."""
    calendar = Calendar(**values)
    db.session.add(calendar)
    db.session.flush()
    save_calendar(actor, calendar, _hours(values), None, now=now)
    audit.log("calendar.added", actor_id=actor.id, at=now, subject=("calendar", calendar.id), after=dict(values))
    return calendar


def change_calendar(
    actor: Viewer, calendar: Calendar, values: Mapping[str, Any], valid_from: datetime | None = None, *, now: datetime
) -> None:
    """A name counts at once; new hours are a version that holds from now, or from `valid_from`, for what is still open."""
    before, after = audit.change(calendar, {"name": values["name"]})
    if after:
        audit.log("calendar.changed", actor_id=actor.id, at=now, subject=("calendar", calendar.id), before=before, after=after)
    save_calendar(actor, calendar, _hours(values), valid_from, now=now)


def remove_calendar(actor: Viewer, calendar: Calendar, *, now: datetime) -> None:
    """Only one in which nothing was ever promised: what was is kept with its hours."""
    topics = topics_ever_in(calendar.id)
    if topics:
        raise CalendarInUse(topics)
    kept = {"name": calendar.name, "zone": calendar.zone}
    db.session.execute(delete(CalendarVersion).where(CalendarVersion.calendar_id == calendar.id))
    db.session.delete(calendar)
    audit.log("calendar.removed", actor_id=actor.id, at=now, subject=("calendar", calendar.id), before=kept)


def _hours(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in CALENDAR}


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
        line = [who for who in rules.who_is_told(("owner",), ladder, away, administrators) if who != person_id]
        if line:
            to.setdefault(line[0], []).append(idea.id)
    return sum(len(hand_over(actor, ids, db.session.get_one(Person, who), now=now)) for who, ids in to.items())


def tell_new_owner(actor: Viewer, topic: Topic, before: int | None, *, now: datetime) -> int:
    """Tell whoever owns a topic from now on what waits there: the tiers told so far told others. Answers how many ideas wait.

    before: who owned it until now.
    """
    if topic.owner_id in (None, before):
        return 0
    ids = owed_by_owner_of(topic.id, MOST_TOLD)
    if ids:
        events.record("ideas.handed_over", at=now, actor_id=actor.id, person_id=topic.owner_id, ideas=ids)
    return len(ids)
