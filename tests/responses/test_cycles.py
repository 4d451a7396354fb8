"""What is left of a cycle and what became of it: pure, against a calendar walked minute by minute."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.responses.calendars import WorkingCalendar
from community.responses.cycles import Left, left_until, verdict_of, whole_parts

BERLIN = WorkingCalendar("Europe/Berlin", dict.fromkeys(range(5), ((9 * 60, 12 * 60), (13 * 60, 17 * 60))))
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)  # Monday, nine in Berlin


def utc(text):
    return datetime.fromisoformat(text + ":00+00:00")


@pytest.mark.parametrize(
    ("due", "hours", "turns"),
    [
        ("2026-11-23 16:00", 7, "2026-11-23 09:00"),
        ("2026-11-23 11:00", 3, "2026-11-23 09:00"),
        ("2026-11-23 09:30", 2, "2026-11-23 08:30"),
        ("2026-11-23 08:01", 1, "2026-11-23 08:01"),
        ("2026-11-24 16:00", 14, "2026-11-23 09:00"),
        ("2026-11-23 08:00", 0, None),
        ("2026-11-20 16:00", 0, None),
    ],
)
def test_begun_working_hours_count_whole(due, hours, turns):
    assert left_until(BERLIN, utc(due), NOW) == Left(hours, utc(turns) if turns else None)


def test_paused_working_time_is_none():
    assert left_until(BERLIN, utc("2026-11-23 16:00"), NOW, [(utc("2026-11-23 09:00"), utc("2026-11-23 11:00"))]).hours == 5


def test_at_the_weekend_nothing_runs_out():
    saturday = utc("2026-11-21 12:00")
    left = left_until(BERLIN, utc("2026-11-23 16:00"), saturday)
    assert left == Left(7, utc("2026-11-23 09:00"))


def walked(now, due):
    """Open minutes between the two, one at a time."""
    count, at = 0, now
    while at < due:
        local = at.astimezone(ZoneInfo(BERLIN.zone))
        minute = local.hour * 60 + local.minute
        count += any(start <= minute < end for start, end in BERLIN.hours.get(local.weekday(), ()))
        at += timedelta(minutes=1)
    return count


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 12 * 24 * 60), st.integers(-600, 4 * 24 * 60))
def test_it_is_never_negative_and_what_a_walker_counts_and_holds_until_it_turns(start, length):
    now = NOW + timedelta(minutes=start)
    due = now + timedelta(minutes=length)
    left = left_until(BERLIN, due, now)
    assert left.hours == -(-walked(now, due) // 60) >= 0
    if left.hours and left.turns_at:
        assert now < left.turns_at <= due
        assert left_until(BERLIN, due, left.turns_at - timedelta(minutes=1)).hours == left.hours
        assert left_until(BERLIN, due, left.turns_at).hours == left.hours - 1


@pytest.mark.parametrize(
    ("outcome", "due", "stopped", "verdict"),
    [
        ("", 1, None, "running"), ("", 0, None, "overdue"), ("", -1, None, "overdue"), ("", None, None, "open"),
        ("answered", -2, -2, "in_time"), ("answered", -2, -1, "late"), ("answered", None, -1, "open"),
        ("published", -2, -3, "decided"), ("published", -2, -1, "decided_late"),
        ("merged", -2, -1, "merged"), ("waived", 2, -1, "waived"),
    ],
)
def test_what_became_of_it(outcome, due, stopped, verdict):
    at = {n: NOW + timedelta(hours=n) for n in range(-3, 3)} | {None: None}
    assert verdict_of(outcome=outcome, due_at=at[due], stopped_at=at[stopped], now=NOW) == verdict


@pytest.mark.parametrize(
    ("length", "said"),
    [(timedelta(minutes=5), (1, "hours")), (timedelta(hours=47), (47, "hours")), (timedelta(days=2), (2, "days")), (timedelta(days=9, hours=23), (9, "days"))],
)
def test_lengths_are_said_in_days_from_two_on(length, said):
    assert whole_parts(length) == said
