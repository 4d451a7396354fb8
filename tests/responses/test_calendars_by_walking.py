"""Working time against an oracle that walks minute by minute and reads the wall clock of the zone.

HEED_CASES raises the number of random cases of each test (150); 10,000 take some minutes each.
"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from community.responses.calendars import (
    Pause,
    Promise,
    WorkingCalendar,
    add_working_minutes,
    close_of_nth_open_day,
    due_at,
    share_at,
    working_minutes_between,
)

CASES = int(os.environ.get("HEED_CASES", "150"))
ZONES = (
    "Europe/Berlin", "Europe/Dublin", "America/New_York", "America/St_Johns", "America/Santiago",
    "America/Havana", "America/Nuuk", "America/Caracas", "Asia/Kolkata", "Asia/Kathmandu",
    "Asia/Beirut", "Asia/Tehran", "Asia/Gaza", "Australia/Lord_Howe", "Australia/Adelaide",
    "Pacific/Chatham", "Pacific/Apia", "Africa/Casablanca", "Africa/Cairo", "Antarctica/Troll",
)  # fmt: skip


def open_minutes(calendar: WorkingCalendar, start: datetime, pauses: list[Pause]) -> Iterator[datetime]:
    """Each open minute from `start` on, read from the wall clock of the zone; stops after 120 days.

    The wall clock is read once for every quarter of an hour: since 1972 no zone changed its offset in between.
    """
    zone, minute, quarter = ZoneInfo(calendar.zone), start.astimezone(UTC), None
    clock, hours = 0, ()
    for _ in range(120 * 1440):
        if quarter != (minute.day, minute.hour, minute.minute // 15):
            quarter = (minute.day, minute.hour, minute.minute // 15)
            wall = minute.astimezone(zone)
            clock, day = wall.hour * 60 + wall.minute, wall.date().isoformat()
            hours = () if {day, day[5:]} & calendar.holidays else calendar.hours.get(wall.weekday(), ())
        if any(a <= clock < b for a, b in hours) and not any(a <= minute < b for a, b in pauses):
            yield minute
        minute, clock = minute + timedelta(minutes=1), clock + 1


def oracle_add(
    calendar: WorkingCalendar, start: datetime, minutes: int, pauses: list[Pause]
) -> datetime | None:
    for passed, minute in enumerate(open_minutes(calendar, start, pauses), 1):
        if passed == minutes:
            return minute + timedelta(minutes=1)
    return None


def oracle_between(calendar: WorkingCalendar, a: datetime, b: datetime, pauses: list[Pause]) -> int:
    passed = 0
    for minute in open_minutes(calendar, a, pauses):
        if minute >= b:
            break
        passed += 1
    return passed


def oracle_close(calendar: WorkingCalendar, start: datetime, days: int) -> datetime | None:
    zone = ZoneInfo(calendar.zone)
    seen, last = [start.astimezone(zone).date()], None
    for minute in open_minutes(calendar, start, []):
        day = minute.astimezone(zone).date()
        if day != seen[-1]:
            if len(seen) == days + 1:
                break
            seen.append(day)
        last = minute
    return last + timedelta(minutes=1) if last and len(seen) == days + 1 else None


@cache
def changes_of(zone: str) -> tuple[datetime, ...]:
    """The hours from 2025 to 2027 at whose end the zone changes its offset."""
    hours = [datetime(2025, 1, 1, tzinfo=UTC) + timedelta(hours=n) for n in range(3 * 8760)]
    offsets = [hour.astimezone(ZoneInfo(zone)).utcoffset() for hour in hours]
    return tuple(hours[n] for n in range(len(hours) - 1) if offsets[n] != offsets[n + 1])


@st.composite
def some_hours(draw: st.DrawFn) -> tuple[tuple[int, int], ...]:
    grain = draw(st.sampled_from([1, 15, 30, 60]))
    marks = draw(st.lists(st.integers(0, 1440 // grain), max_size=6, unique=True))
    if draw(st.booleans()):
        marks = [0, *(m for m in marks if m), 1440 // grain]
    ordered = sorted(set(marks))
    return tuple((a * grain, b * grain) for a, b in zip(ordered[::2], ordered[1::2], strict=False))


@st.composite
def starts(draw: st.DrawFn, zone: str) -> datetime:
    """A minute between 2025 and 2027; half of them within two days of a change of the zone's offset."""
    changes = changes_of(zone)
    near_a_change: bool = draw(st.booleans())
    if changes and near_a_change:
        return draw(st.sampled_from(changes)) + timedelta(minutes=draw(st.integers(-2880, 2880)))
    return datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=draw(st.integers(0, 3 * 525_600)))


@st.composite
def calendars_in_use(draw: st.DrawFn) -> tuple[WorkingCalendar, datetime, list[Pause]]:
    zone = draw(st.sampled_from(ZONES))
    days = draw(st.lists(some_hours(), min_size=7, max_size=7))
    start = draw(starts(zone))
    near = [
        (start + timedelta(days=n)).date().isoformat() for n in draw(st.lists(st.integers(0, 12), max_size=3))
    ]
    holidays = frozenset(day[5:] if draw(st.booleans()) else day for day in near)
    offsets = draw(st.lists(st.tuples(st.integers(-1500, 12_000), st.integers(-30, 3000)), max_size=4))
    pauses = [
        (start + timedelta(minutes=begin), start + timedelta(minutes=begin + length))
        for begin, length in offsets
    ]
    return WorkingCalendar(zone, {n: h for n, h in enumerate(days) if h}, holidays), start, pauses


against_the_oracle = settings(
    max_examples=CASES,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)


def weekly_minutes(calendar: WorkingCalendar) -> int:
    return sum(b - a for hours in calendar.hours.values() for a, b in hours)


@against_the_oracle
@given(calendars_in_use(), st.floats(0.001, 1.5))
def test_adding_working_time_agrees_with_the_minute_walk(
    case: tuple[WorkingCalendar, datetime, list[Pause]], weeks: float
) -> None:
    calendar, start, pauses = case
    assume(weekly_minutes(calendar) >= 60)
    minutes = max(1, round(weekly_minutes(calendar) * weeks))
    due = add_working_minutes(calendar, start, minutes, pauses)
    assert due is not None
    assert due == oracle_add(calendar, start, minutes, pauses)
    assert working_minutes_between(calendar, start, due, pauses) == minutes


@against_the_oracle
@given(calendars_in_use(), st.integers(0, 20_000), st.integers(0, 59))
def test_working_time_between_agrees_with_the_minute_walk(
    case: tuple[WorkingCalendar, datetime, list[Pause]], minutes: int, seconds: int
) -> None:
    calendar, start, pauses = case
    end = start + timedelta(minutes=minutes)
    expected = oracle_between(calendar, start, end, pauses)
    assert working_minutes_between(calendar, start, end, pauses) == expected
    assert working_minutes_between(calendar, start, end + timedelta(seconds=seconds), pauses) == expected


@against_the_oracle
@given(calendars_in_use(), st.integers(1, 8))
def test_the_close_of_a_day_agrees_with_the_minute_walk(
    case: tuple[WorkingCalendar, datetime, list[Pause]], days: int
) -> None:
    calendar, start, _ = case
    assume(calendar.hours)
    assert close_of_nth_open_day(calendar, start, days) == oracle_close(calendar, start, days)


@against_the_oracle
@given(calendars_in_use(), st.sampled_from([0.25, 0.5, 0.75, 1.5, 2.0]), st.integers(1, 300))
def test_a_share_is_where_that_part_of_the_working_time_has_passed(
    case: tuple[WorkingCalendar, datetime, list[Pause]], share: float, quarters: int
) -> None:
    calendar, start, pauses = case
    whole = quarters * 4  # so that every share is a whole number of minutes
    assume(weekly_minutes(calendar) >= 600)
    due = oracle_add(calendar, start, whole, pauses)
    assert due is not None
    expected = oracle_add(calendar, start, round(whole * share), pauses)
    assert share_at(calendar, start, due, share, pauses) == expected


@settings(deadline=None, database=None)
@given(calendars_in_use(), st.integers(1, 8))
def test_a_day_promise_with_pauses_holds_as_much_working_time_as_without(
    case: tuple[WorkingCalendar, datetime, list[Pause]], days: int
) -> None:
    calendar, start, pauses = case
    plain = due_at(calendar, Promise(days, "days"), start)
    assume(plain is not None)
    moved = due_at(calendar, Promise(days, "days"), start, pauses)
    assert plain is not None
    assert moved is not None
    assert moved >= plain or not pauses
    assert working_minutes_between(calendar, start, moved, pauses) == working_minutes_between(
        calendar, start, plain
    )
