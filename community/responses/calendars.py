"""Working time: when a topic is open, and how long a promise lasts in its own calendar.

Everything is counted in real seconds on the UTC line. A minute is open when the wall clock of the calendar's
zone, at that minute, stands inside the hours of its weekday; so an hour skipped in spring is never counted and
an hour repeated in autumn counts twice. Fractions of a second are dropped.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Literal, Self
from zoneinfo import ZoneInfo

from community.responses.opening_hours import (
    WEEKDAYS,
    CalendarProblem,
    clock_text,
    closed_all_year,
    parse_holidays,
    parse_hours,
    parse_zone,
)

SEARCH_DAYS = 366  # no promise is looked for further ahead: a calendar that never opens must not loop
DAY = 86_400
EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
EPOCH_WEEKDAY = 3  # 1 January 1970 was a Thursday

Pause = tuple[datetime, datetime]
Span = tuple[int, int]  # seconds since the epoch, end excluded


@dataclass(frozen=True)
class WorkingCalendar:
    """A zone, weekly hours and holidays.

    hours: weekday (0 is Monday) to sorted intervals, in minutes from local midnight, the end up to 1440.
    holidays: "2026-12-25" for one year, "12-25" for every year.
    """

    zone: str
    hours: Mapping[int, tuple[tuple[int, int], ...]]
    holidays: frozenset[str] = frozenset()

    @classmethod
    def parse(cls, zone: object, hours_json: object, holidays_json: object = ()) -> Self:
        """From decoded JSON: {"mon": [["09:00", "17:00"]], ...} and ["2026-12-25", "01-01"].

        Raises CalendarProblem, also for a calendar that would never open.
        """
        hours = parse_hours(hours_json)
        holidays = parse_holidays(holidays_json)
        if not hours or closed_all_year(holidays):
            raise CalendarProblem("no_open_hour")
        return cls(parse_zone(zone), hours, holidays)

    def as_json(self) -> dict[str, Any]:
        """The three values `parse` takes, by name: zone, hours and holidays."""
        hours = {
            WEEKDAYS[weekday]: [[clock_text(start), clock_text(end)] for start, end in self.hours[weekday]]
            for weekday in sorted(self.hours)
        }
        return {"zone": self.zone, "hours": hours, "holidays": sorted(self.holidays)}

    def hours_on(self, day: int) -> tuple[tuple[int, int], ...]:
        """The intervals of one local date, given as days since 1 January 1970."""
        hours = self.hours.get((day + EPOCH_WEEKDAY) % 7, ())
        if hours and self.holidays:
            text = date.fromordinal(day + EPOCH_ORDINAL).isoformat()
            if text in self.holidays or text[5:] in self.holidays:
                return ()
        return hours


@dataclass(frozen=True)
class Promise:
    """A first answer within so many working days or working hours."""

    amount: int
    unit: Literal["days", "hours"]

    def __post_init__(self) -> None:
        if self.amount < 1 or self.unit not in ("days", "hours"):
            raise ValueError("a promise is a whole number of days or hours, one at least")


def add_working_minutes(
    calendar: WorkingCalendar, start: datetime, minutes: int, pauses: Iterable[Pause] = ()
) -> datetime | None:
    """The first instant by which `minutes` of open time have passed since `start`.

    None when that is more than 366 days away.
    """
    return _instant(_advance(calendar, _seconds(start), minutes * 60, merge_pauses(pauses)))


def working_minutes_between(
    calendar: WorkingCalendar, a: datetime, b: datetime, pauses: Iterable[Pause] = ()
) -> int:
    """Whole minutes of open time from `a` to `b`; 0 when `b` is not after `a`."""
    return _open_seconds(calendar, _seconds(a), _seconds(b), merge_pauses(pauses)) // 60


def close_of_nth_open_day(calendar: WorkingCalendar, start: datetime, days: int) -> datetime | None:
    """When the Nth open day after the local day of `start` closes; that day itself never counts.

    None when there are not so many open days within 366.
    """
    since = _seconds(start)
    current = (since + _offset(calendar.zone, since)) // DAY
    close, left = None, days
    for day, _, end in _open_pieces(calendar, since, since + SEARCH_DAYS * DAY):
        if day > current:
            if left == 0:
                break
            current, left = day, left - 1
        if left == 0:
            close = end
    return _instant(close)


def due_at(
    calendar: WorkingCalendar, promise: Promise, start: datetime, pauses: Iterable[Pause] = ()
) -> datetime | None:
    """When a promise given at `start` falls due, in UTC; None when the calendar has no such moment.

    A promise in days ends at the close of an open day. Paused working time is added to it in full, so with
    pauses it may end within a day.
    """
    if promise.unit == "hours":
        return add_working_minutes(calendar, start, promise.amount * 60, pauses)
    close = close_of_nth_open_day(calendar, start, promise.amount)
    paused = merge_pauses(pauses)
    if close is None or not paused:
        return close
    since = _seconds(start)
    return _instant(_advance(calendar, since, _open_seconds(calendar, since, _seconds(close), []), paused))


def share_at(
    calendar: WorkingCalendar, start: datetime, due: datetime, share: float, pauses: Iterable[Pause] = ()
) -> datetime:
    """The moment at which `share` of the working time between `start` and `due` has passed.

    A share above 1 goes on after `due`, by as much working time again. Where the calendar offers none, real
    time counts instead: a topic that is never open must not fall silent.
    """
    since, until, paused = _seconds(start), _seconds(due), merge_pauses(pauses)
    whole = _open_seconds(calendar, since, until, paused)
    origin, part = (since, share) if share < 1 else (until, share - 1)
    moment = _advance(calendar, origin, round(whole * part), paused) if whole else None
    return _as_utc(round(since + share * (until - since)) if moment is None else moment)


def merge_pauses(pauses: Iterable[Pause]) -> list[Span]:
    """Pauses as sorted spans that neither overlap nor touch; empty and backward ones are dropped."""
    merged: list[Span] = []
    for start, end in sorted((_seconds(start), _seconds(end)) for start, end in pauses):
        if end <= start:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _advance(calendar: WorkingCalendar, since: int, seconds: int, pauses: Sequence[Span]) -> int | None:
    if seconds <= 0:
        return since
    for start, end in _working_spans(calendar, since, _horizon(since, pauses), pauses):
        if seconds <= end - start:
            return start + seconds
        seconds -= end - start
    return None


def _horizon(since: int, pauses: Sequence[Span]) -> int:
    """A clock that stands still for long still falls due: what is paused before the limit moves it."""
    limit = since + SEARCH_DAYS * DAY
    for start, end in pauses:
        if start < limit and end > since:
            limit += end - max(start, since)
    return limit


def _open_seconds(calendar: WorkingCalendar, since: int, until: int, pauses: Sequence[Span]) -> int:
    return sum(end - start for start, end in _working_spans(calendar, since, until, pauses))


def _working_spans(
    calendar: WorkingCalendar, since: int, until: int, pauses: Sequence[Span]
) -> Iterator[Span]:
    for _, start, end in _open_pieces(calendar, since, until):
        for pause_start, pause_end in pauses:
            if pause_end <= start or pause_start >= end:
                continue
            if pause_start > start:
                yield start, pause_start
            start = pause_end
        if start < end:
            yield start, end


def _open_pieces(calendar: WorkingCalendar, since: int, until: int) -> Iterator[tuple[int, int, int]]:
    """Open time from `since` to `until`, in order, each piece with its local day: (day, start, end)."""
    for utc_day in range(since // DAY, -(-until // DAY)):
        for start, end, offset in _stretches(calendar.zone, utc_day):
            first, last = max(start, since) + offset, min(end, until) + offset
            for day in range(first // DAY, -(-last // DAY)):
                for opens, closes in calendar.hours_on(day):
                    piece_start = max(day * DAY + opens * 60, first)
                    piece_end = min(day * DAY + closes * 60, last)
                    if piece_start < piece_end:
                        yield day, piece_start - offset, piece_end - offset


@lru_cache(maxsize=16_384)
def _stretches(zone: str, utc_day: int) -> tuple[tuple[int, int, int], ...]:
    """One UTC day cut where the zone changes its offset: (start, end, offset). Nearly always one piece."""
    start, end = utc_day * DAY, (utc_day + 1) * DAY
    stretches = []
    while _offset(zone, start) != _offset(zone, end - 1):
        change = _change_of_offset(zone, start, end - 1)
        stretches.append((start, change, _offset(zone, start)))
        start = change
    return (*stretches, (start, end, _offset(zone, start)))


def _change_of_offset(zone: str, before: int, after: int) -> int:
    old = _offset(zone, before)
    while after - before > 1:
        middle = (before + after) // 2
        if _offset(zone, middle) == old:
            before = middle
        else:
            after = middle
    return after


def _offset(zone: str, second: int) -> int:
    offset = datetime.fromtimestamp(second, ZoneInfo(zone)).utcoffset()
    assert offset is not None
    return int(offset.total_seconds())


def _seconds(moment: datetime) -> int:
    if moment.tzinfo is None:
        raise ValueError("an instant needs its zone")
    return int(moment.timestamp() // 1)


def _instant(second: int | None) -> datetime | None:
    return None if second is None else _as_utc(second)


def _as_utc(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)
