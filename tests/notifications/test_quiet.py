"""Quiet hours by the clock on the wall, in odd zones and when clocks change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.notifications.rules_quiet import Quiet, quiet_until, wall_time

ODD = [
    "UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Chatham", "Asia/Kathmandu", "Pacific/Apia", "Africa/Cairo",
    "America/St_Johns", "Asia/Tehran", "Antarctica/Troll", "America/Santiago",
]
NIGHT = Quiet(22 * 60, 7 * 60)

instants = st.integers(1_230_768_000, 1_893_456_000).map(lambda second: datetime.fromtimestamp(second, UTC))
minutes = st.integers(0, 1439)
zones = st.sampled_from(ODD)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "now", "until"),
    [
        ("UTC", "2026-05-01 21:59:59", None),
        ("UTC", "2026-05-01 22:00", "2026-05-02 07:00"),
        ("UTC", "2026-05-02 03:00", "2026-05-02 07:00"),
        ("UTC", "2026-05-02 07:00", None),
        ("Asia/Kathmandu", "2026-05-01 16:15", "2026-05-02 01:15"),
        ("Europe/Berlin", "2026-03-28 23:00", "2026-03-29 05:00"),
        ("Europe/Berlin", "2026-10-24 23:00", "2026-10-25 06:00"),
    ],
)
def test_a_night_lasts_until_seven_on_the_readers_own_wall(zone, now, until):
    assert quiet_until(NIGHT, zone, at(now)) == (at(until) if until else None)


@pytest.mark.parametrize(
    ("zone", "day", "shown", "instant"),
    [
        ("Europe/Berlin", date(2026, 3, 29), 150, "2026-03-29 01:00"),
        ("Europe/Berlin", date(2026, 10, 25), 150, "2026-10-25 00:30"),
        ("Australia/Lord_Howe", date(2026, 10, 4), 135, "2026-10-03 15:30"),
        ("Antarctica/Troll", date(2026, 3, 29), 90, "2026-03-29 01:00"),
    ],
)
def test_a_minute_that_is_skipped_comes_when_the_clock_jumps_and_one_that_comes_twice_the_first_time(zone, day, shown, instant):
    assert wall_time(day, shown, zone) == at(instant)


def test_nobody_is_quiet_who_chose_no_hours():
    assert quiet_until(None, "UTC", at("2026-05-01 03:00")) is None


@given(minutes, minutes, zones, instants)
def test_what_waits_leaves_when_it_is_quiet_no_more_and_within_a_day(starts, ends, zone, now):
    end = quiet_until(Quiet(starts, ends), zone, now)
    if end is None or starts == ends:
        return
    assert now < end <= now + timedelta(hours=50)
    shown = end.astimezone(ZoneInfo(zone))
    skipped = wall_time(shown.date(), ends, zone) == end
    assert skipped or shown.hour * 60 + shown.minute == ends


@given(minutes, minutes, zones, instants)
def test_all_the_while_until_then_the_same_end_holds(starts, ends, zone, now):
    """So that a mail is never put off twice."""
    end = quiet_until(Quiet(starts, ends), zone, now)
    if end is None or starts == ends:
        return
    for part in (0.25, 0.5, 0.99):
        assert quiet_until(Quiet(starts, ends), zone, now + (end - now) * part) == end


@given(st.dates(date(2009, 1, 2), date(2029, 12, 30)), minutes, minutes, zones)
def test_a_later_minute_never_comes_sooner(day, one, other, zone):
    first, last = sorted((one, other))
    assert wall_time(day, first, zone) <= wall_time(day, last, zone)
