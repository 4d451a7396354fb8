"""When a clock falls due and when its tiers are told: a topic's calendar and promise put to use. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Any, Literal, Self
from zoneinfo import ZoneInfo

from community.responses.calendars import Pause, Promise, WorkingCalendar, due_at, share_at
from community.responses.opening_hours import CalendarProblem
from community.responses.promising import read_tiers
from community.responses.rules import TIERS, Status, Tier

OFFICE_HOURS = WorkingCalendar("UTC", dict.fromkeys(range(5), ((9 * 60, 17 * 60),)))
DECISION = Promise(1, "days")
REVIEW_HOUR = time(17)
MINUTE = timedelta(minutes=1)
LONGEST_DEFAULT = timedelta(days=30)
"""Ten working days of office hours are over by then."""


@dataclass(frozen=True)
class Terms:
    """What one topic promises, in its own working time, and by which versions.

    `promise` is the first answer's; where nothing else is said, the next answer and the renewal are owed as soon.
    """

    promise: Promise
    calendar: WorkingCalendar = OFFICE_HOURS
    next_promise: Promise | None = None
    renewal: Promise | None = None
    tiers: tuple[Tier, ...] = TIERS
    review_months: int = 6
    needs_approval: bool = False
    policy_version_id: int | None = None
    calendar_version_id: int | None = None

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Self:
        """From the columns of a policy's and a calendar's version, by name.

        A calendar that cannot be read gives way to office hours, and what is left out to ten working days: no topic
        falls silent.
        """
        return cls(
            _promise(stored, "first"), _calendar(stored), _promise(stored, "next"), _promise(stored, "renew"),
            read_tiers(stored.get("tiers")), stored.get("review_months") or 6, bool(stored.get("needs_approval")),
            stored.get("policy_version_id"), stored.get("calendar_version_id"),
        )

    def promise_for(self, kind: str) -> Promise:
        """The promise behind a clock of this kind: decision, first, next or review."""
        if kind == "decision":
            return DECISION
        return {"next": self.next_promise, "review": self.renewal}.get(kind) or self.promise

    def due(self, start: datetime, kind: str, pauses: Sequence[Pause] = ()) -> datetime:
        """When a clock of this kind, begun at `start` and paused so, falls due."""
        promise = self.promise_for(kind)
        due = due_at(self.calendar, promise, start, pauses) or due_at(OFFICE_HOURS, promise, start, pauses)
        if due is None:
            raise ValueError("a promise of more than a year")
        return due

    def tier_time(self, start: datetime, due: datetime, number: int, pauses: Sequence[Pause] = ()) -> datetime:
        return share_at(self.calendar, start, due, self.tiers[number - 1].share, pauses)

    def today(self, now: datetime) -> date:
        return now.astimezone(ZoneInfo(self.calendar.zone)).date()

    def review_moment(self, day: date) -> datetime:
        """The end of the working day on which an answer is to be looked at again."""
        return datetime.combine(day, REVIEW_HOUR, ZoneInfo(self.calendar.zone)).astimezone(UTC)


def _promise(stored: Mapping[str, Any], kind: str) -> Promise:
    unit: Literal["days", "hours"] = "hours" if stored.get(f"{kind}_unit") == "hours" else "days"
    return Promise(max(stored.get(f"{kind}_amount") or 10, 1), unit)


def _calendar(stored: Mapping[str, Any]) -> WorkingCalendar:
    try:
        return WorkingCalendar.parse(stored.get("zone"), stored.get("hours"), stored.get("holidays"))
    except CalendarProblem:
        return OFFICE_HOURS


def tier_numbered(terms: Terms, number: int) -> Tier:
    """The tier of this number, or the last one where the ladder has become shorter since."""
    return terms.tiers[min(number, len(terms.tiers)) - 1]


def tier_to_tell(
    terms: Terms, start: datetime, due: datetime, first: int, at: datetime, now: datetime,
    *, pauses: Sequence[Pause] = (), passed: datetime | None = None,
) -> tuple[Tier, datetime]:
    """The highest tier reached by `now`, with its time; `first` is known to be reached, at `at`.

    passed: when other terms made it overdue; tiers whose time was over by then are not told.
    """
    reached = (terms.tiers[first - 1], at)
    for tier in terms.tiers[first:]:
        moment = terms.tier_time(start, due, tier.number, pauses)
        if (passed is None or moment > passed) and moment <= now:
            reached = (tier, moment)
    return reached


def review_streak(statuses: Sequence[str]) -> int:
    """How many of the newest answers in a row say Under review; newest first."""
    return next((n for n, status in enumerate(statuses) if status != Status.REVIEW), len(statuses))


WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Horizon:
    """A moment, and where its day and its week end for whoever looks."""

    now: datetime
    day_ends: datetime
    week_ends: datetime

    @classmethod
    def of(cls, now: datetime, zone: tzinfo) -> Self:
        """The day ends at the reader's midnight, the week seven days from now."""
        tomorrow = now.astimezone(zone).date() + timedelta(days=1)
        return cls(now, datetime.combine(tomorrow, time(), zone).astimezone(UTC), now + WEEK)


def desk_group(
    *, answer_state: str, due_at: datetime | None, answered_at: datetime | None, now: datetime, asked_due_at: datetime | None = None
) -> str:
    """Where an idea stands on the desk: overdue, renew, week or later; a question that waits makes it urgent too."""
    dues = [due for due in (due_at if answer_state != "answered" else None, asked_due_at) if due is not None]
    if dues and min(dues) <= now:
        return "overdue"
    if answered_at is not None and asked_due_at is None:
        return "renew"
    return "week" if dues and min(dues) <= now + WEEK else "later"


DEFAULT = Terms.read({})
"""What holds where no topic says otherwise."""


def due_by_default(start: datetime) -> datetime:
    """Until when a reply is owed to what has no topic yet."""
    return DEFAULT.due(start, "next")


def warned_by_default(start: datetime) -> datetime:
    """When the first tier is told of what has no topic yet."""
    return DEFAULT.tier_time(start, due_by_default(start), 1)


def late_since(now: datetime) -> datetime:
    """What began then or before, to the minute, is overdue by default; the inverse of due_by_default()."""
    return _late_since(now.replace(second=0, microsecond=0))


@lru_cache(maxsize=4)
def _late_since(now: datetime) -> datetime:
    late, early = 0, int(LONGEST_DEFAULT / MINUTE)
    while late < early:
        middle = (late + early) // 2
        if due_by_default(now - middle * MINUTE) <= now:
            early = middle
        else:
            late = middle + 1
    return now - late * MINUTE
