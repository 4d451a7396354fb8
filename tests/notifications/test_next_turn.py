"""When a digest is due: eight in the morning by the reader's clock, each period once, whatever zones and clocks do."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from community.bench.digests import ZONES
from community.notifications.rules_digests import (
    EIGHT,
    SILENT_AFTER,
    Rhythm,
    is_silent,
    next_turn,
    zone_or_utc,
)

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
MOMENTS = some.integers(0, 7 * 365 * 24 * 60).map(lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes))
RHYTHMS = some.builds(Rhythm, some.sampled_from(ZONES), some.none() | some.integers(0, 6))


def local(turn, zone):
    return turn.at.astimezone(ZoneInfo(zone))


@given(RHYTHMS, MOMENTS)
def test_it_is_eight_where_its_reader_is(rhythm, now):
    turn = next_turn(rhythm.latest(now), rhythm, now)
    assert local(turn, rhythm.zone).time() == EIGHT
    assert rhythm.weekday is None or local(turn, rhythm.zone).weekday() == rhythm.weekday
    assert now < turn.at <= now + rhythm.step + HOUR


@given(RHYTHMS, MOMENTS, some.lists(some.integers(-120, 3000), max_size=40))
def test_a_clock_that_jumps_tells_no_period_twice_and_leaves_none_out_but_while_it_stood_still(rhythm, now, steps):
    had = told = rhythm.latest(now)
    for minutes in steps:
        now += timedelta(minutes=minutes)
        turn = next_turn(had, rhythm, now)
        if turn.at <= now:
            assert turn.period == rhythm.latest(now) > told
            had = told = turn.period
    assert told >= rhythm.latest(now)


@given(MOMENTS, some.lists(some.tuples(some.sampled_from(ZONES), some.integers(1, 48)), max_size=30), some.none() | some.integers(0, 6))
def test_who_travels_gets_each_period_once(now, journey, weekday):
    had, told = Rhythm("UTC", weekday).latest(now), []
    for zone, hours in journey:
        for _ in range(hours):
            now += HOUR
            turn = next_turn(had, Rhythm(zone, weekday), now)
            if turn.at <= now:
                had = turn.period
                told.append(had)
    step = Rhythm("UTC", weekday).step
    assert told == sorted(set(told))
    assert all(later - earlier == step for earlier, later in pairwise(told)), "none left out"


def test_after_three_days_of_standstill_comes_one_and_not_three():
    rhythm, monday = Rhythm("Europe/London"), date(2026, 11, 23)
    thursday = datetime(2026, 11, 26, 12, tzinfo=UTC)
    turn = next_turn(monday, rhythm, thursday)
    assert turn.period == date(2026, 11, 26)
    assert turn.at <= thursday
    assert next_turn(turn.period, rhythm, thursday).period == date(2026, 11, 27)


@pytest.mark.parametrize(("zone", "day", "utc"), [
    ("Europe/London", date(2027, 3, 27), "08:00"), ("Europe/London", date(2027, 3, 28), "07:00"),
    ("Europe/London", date(2026, 10, 24), "07:00"), ("Europe/London", date(2026, 10, 25), "08:00"),
    ("Australia/Lord_Howe", date(2026, 10, 3), "21:30"), ("Australia/Lord_Howe", date(2026, 10, 4), "21:00"),
    ("Asia/Kolkata", date(2027, 3, 28), "02:30"), ("Pacific/Kiritimati", date(2027, 3, 28), "18:00"),
])
def test_the_day_of_a_change_has_its_own_eight_o_clock(zone, day, utc):
    at = Rhythm(zone).at(day)
    assert f"{at:%H:%M}" == utc
    assert at.tzinfo is UTC


def test_an_hour_that_does_not_exist_comes_later_and_a_repeated_one_comes_first():
    """No clock has ever left out eight in the morning alone; Samoa left out the whole of 30 December 2011."""
    skipped, next_day = Rhythm("Pacific/Apia").at(date(2011, 12, 30)), Rhythm("Pacific/Apia").at(date(2011, 12, 31))
    assert skipped == next_day
    assert Rhythm("Pacific/Apia").latest(skipped) == date(2011, 12, 31), "the day that is not is not told of"


def test_another_day_of_the_same_week_is_the_same_period():
    monday, wednesday = Rhythm("UTC", 0), Rhythm("UTC", 2)
    had = monday.latest(datetime(2026, 11, 23, 9, tzinfo=UTC))
    assert next_turn(had, wednesday, datetime(2026, 11, 24, 9, tzinfo=UTC)).at == datetime(2026, 12, 2, 8, tzinfo=UTC)


def test_who_had_it_daily_has_it_on_the_chosen_day_when_it_comes_weekly():
    had, wednesday = date(2026, 11, 25), datetime(2026, 11, 25, 12, tzinfo=UTC)
    assert next_turn(had, Rhythm("UTC", 0), wednesday).at == datetime(2026, 11, 30, 8, tzinfo=UTC)


def test_an_unknown_zone_is_read_as_utc():
    assert [zone_or_utc(name) for name in ("Asia/Tokyo", "", "Mars/Olympus", "../etc", "x" * 300, "America")] == ["Asia/Tokyo", *["UTC"] * 5]


def test_half_a_year_of_silence_is_enough_and_a_day_less_is_not():
    here = datetime(2026, 1, 1, tzinfo=UTC)
    assert is_silent(here, here + SILENT_AFTER)
    assert not is_silent(here, here + SILENT_AFTER - DAY)
