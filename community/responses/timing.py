"""When a clock falls due and when its tiers are told: a topic's calendar and promise put to use. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from community.responses.calendars import Pause, Promise, WorkingCalendar, due_at, share_at
from community.responses.opening_hours import CalendarProblem
from community.responses.rules import TIERS, Status, Tier

OFFICE_HOURS = WorkingCalendar("UTC", dict.fromkeys(range(5), ((9 * 60, 17 * 60),)))
DECISION = Promise(1, "days")
REVIEW_HOUR = time(17)


@dataclass(frozen=True)
class Terms:
    """What one topic promises, in its own working time."""

    promise: Promise
    calendar: WorkingCalendar = OFFICE_HOURS

    @classmethod
    def read(cls, amount: int, unit: str, zone: object, hours: object, holidays: object) -> Self:
        """From stored values. A calendar that cannot be read gives way to office hours: no topic falls silent."""
        promise = Promise(max(amount, 1), "hours" if unit == "hours" else "days")
        try:
            return cls(promise, WorkingCalendar.parse(zone, hours, holidays))
        except CalendarProblem:
            return cls(promise)

    def due(self, start: datetime, kind: str, pauses: Sequence[Pause] = ()) -> datetime:
        """When a clock of this kind, begun at `start` and paused so, falls due."""
        promise = DECISION if kind == "decision" else self.promise
        due = due_at(self.calendar, promise, start, pauses) or due_at(OFFICE_HOURS, promise, start, pauses)
        if due is None:
            raise ValueError("a promise of more than a year")
        return due

    def tier_time(self, start: datetime, due: datetime, number: int, pauses: Sequence[Pause] = ()) -> datetime:
        return share_at(self.calendar, start, due, TIERS[number - 1].share, pauses)

    def today(self, now: datetime) -> date:
        return now.astimezone(ZoneInfo(self.calendar.zone)).date()

    def review_moment(self, day: date) -> datetime:
        """The end of the working day on which an answer is to be looked at again."""
        return datetime.combine(day, REVIEW_HOUR, ZoneInfo(self.calendar.zone)).astimezone(UTC)


def tier_to_tell(
    terms: Terms, start: datetime, due: datetime, first: int, at: datetime, now: datetime,
    *, pauses: Sequence[Pause] = (), passed: datetime | None = None,
) -> tuple[Tier, datetime]:
    """The highest tier reached by `now`, with its time; `first` is known to be reached, at `at`.

    passed: when other terms made it overdue; tiers whose time was over by then are not told.
    """
    reached = (TIERS[first - 1], at)
    for tier in TIERS[first:]:
        moment = terms.tier_time(start, due, tier.number, pauses)
        if (passed is None or moment > passed) and moment <= now:
            reached = (tier, moment)
    return reached


def review_streak(statuses: Sequence[str]) -> int:
    """How many of the newest answers in a row say Under review; newest first."""
    return next((n for n, status in enumerate(statuses) if status != Status.REVIEW), len(statuses))


WEEK = timedelta(days=7)


def desk_group(*, answer_state: str, due_at: datetime | None, answered_at: datetime | None, now: datetime) -> str:
    """Where an idea stands on the desk: overdue, renew, week or later."""
    if answer_state != "answered" and due_at is not None and due_at <= now:
        return "overdue"
    if answered_at is not None:
        return "renew"
    return "week" if due_at is not None and due_at <= now + WEEK else "later"
