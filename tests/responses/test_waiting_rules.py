"""When a planned answer goes out, by the wall clock of its writer, and who may let it."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.responses.waiting import FARTHEST, fault_of_plan, is_due, moment_of, why_not_approve

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "at", "zone", "utc"),
    [
        ("2026-06-01", "09:30", "Europe/Berlin", "2026-06-01T07:30"), ("2026-12-01", "09:30", "Europe/Berlin", "2026-12-01T08:30"),
        ("2026-06-01", "09:30", "Asia/Kathmandu", "2026-06-01T03:45"), ("2026-03-29", "02:30", "Europe/Berlin", "2026-03-29T01:30"),
        ("2026-10-25", "02:30", "Europe/Berlin", "2026-10-25T00:30"), ("2026-10-04", "02:15", "Australia/Lord_Howe", "2026-10-03T15:45"),
        ("2028-02-29", "00:00", "UTC", "2028-02-29T00:00"),
    ],
)
def test_a_day_and_a_time_are_those_of_the_writers_clock(day, at, zone, utc):
    found = moment_of(date.fromisoformat(day), time.fromisoformat(at), zone)
    assert found == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("ahead", "fault"),
    [(timedelta(0), "not_in_future"), (-timedelta(seconds=1), "not_in_future"), (timedelta(seconds=1), ""), (FARTHEST, ""), (FARTHEST + timedelta(seconds=1), "too_far")],
)
def test_a_plan_lies_ahead_and_not_too_far(ahead, fault):
    assert fault_of_plan(NOW + ahead, NOW) == fault


@given(st.booleans(), st.booleans(), st.one_of(st.none(), st.integers(-100, 100)))
def test_it_goes_out_when_nothing_holds_it_back(needs, approved, minutes):
    at = None if minutes is None else NOW + timedelta(minutes=minutes)
    assert is_due(publish_at=at, needs_approval=needs, approved=approved, now=NOW) == (
        (not needs or approved) and (minutes is None or minutes <= 0)
    )


@pytest.mark.parametrize(
    ("approver", "state", "seen", "why"),
    [(2, "waiting", 3, ""), (1, "waiting", 3, "own"), (2, "waiting", 2, "changed"), (2, "published", 3, "settled"), (1, "failed", 2, "settled")],
)
def test_a_second_person_approves_what_they_have_read(approver, state, seen, why):
    assert why_not_approve(approver_id=approver, author_id=1, state=state, revision=3, seen=seen) == why
