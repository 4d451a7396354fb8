"""What became of a cycle in which an answer was owed, and what is left of the one that runs. Pure; instants are UTC."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from community.responses.calendars import Pause, WorkingCalendar, add_working_minutes, working_minutes_between

HOUR = 60  # minutes


@dataclass(frozen=True)
class Left:
    """Working hours until the due time, begun ones counted whole, and when there will be one fewer to say."""

    hours: int
    turns_at: datetime | None


def left_until(calendar: WorkingCalendar, due: datetime, now: datetime, pauses: Sequence[Pause] = ()) -> Left:
    """0 when the due time has passed: what is overdue has nothing left, and never less."""
    minutes = working_minutes_between(calendar, now, due, pauses)
    hours = ceil(minutes / HOUR)
    if hours <= 0:
        return Left(0, due if due > now else None)
    return Left(hours, add_working_minutes(calendar, now, minutes - (hours - 1) * HOUR, pauses))


def verdict_of(*, outcome: str, due_at: datetime | None, stopped_at: datetime | None, now: datetime) -> str:
    """running, overdue, in_time, late, decided, decided_late, merged, waived, or open where nothing fell due."""
    if outcome in ("merged", "waived"):
        return outcome
    if due_at is None:
        return "open"
    if stopped_at is None:
        return "overdue" if due_at <= now else "running"
    late = due_at < stopped_at
    if outcome == "published":
        return "decided_late" if late else "decided"
    return "late" if late else "in_time"


def whole_parts(length: timedelta) -> tuple[int, str]:
    """A length of real time for people: whole days from two on, else hours, one at least."""
    if length >= timedelta(days=2):
        return length.days, "days"
    return max(1, round(length / timedelta(hours=1))), "hours"
