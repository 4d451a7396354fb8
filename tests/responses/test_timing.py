"""A topic's promise put to use: due times, tier times, look-again moments, and the desk's groups. Pure."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.responses.calendars import Promise, WorkingCalendar
from community.responses.promising import never_met, policy
from community.responses.rules import TIERS
from community.responses.timing import OFFICE_HOURS, Terms, desk_group, review_streak, tier_to_tell
from tests.factories import OFFICE_HOURS as HOURS

NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)
LONDON = WorkingCalendar.parse("Europe/London", HOURS)
instants = st.integers(0, 2 * 366 * 1440).map(lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes))
terms = st.builds(
    Terms,
    st.builds(Promise, st.integers(1, 30), st.sampled_from(["days", "hours"])),
    st.sampled_from([LONDON, OFFICE_HOURS, WorkingCalendar.parse("Asia/Kathmandu", {"sun": [["22:00", "24:00"]]})]),
)
kinds = st.sampled_from(["decision", "first", "review"])


@settings(deadline=None)
@given(terms, instants, kinds)
def test_tiers_come_in_order_around_the_due_time(found: Terms, start: datetime, kind: str) -> None:
    due = found.due(start, kind)
    times = [found.tier_time(start, due, tier.number) for tier in TIERS]
    assert start <= times[0] <= times[1] <= times[2] <= times[3]
    assert times[1] == due


@settings(deadline=None)
@given(terms, instants, st.integers(1, 4), st.integers(0, 60 * 24 * 400))
def test_the_tier_told_is_the_highest_that_was_reached(found: Terms, start: datetime, first: int, minutes: int) -> None:
    due = found.due(start, "first")
    at = found.tier_time(start, due, first)
    now = at + timedelta(minutes=minutes)
    tier, moment = tier_to_tell(found, start, due, first, at, now)
    assert tier.number >= first
    assert moment <= now
    later = [found.tier_time(start, due, number) for number in range(tier.number + 1, 5)]
    assert all(reached > now for reached in later)


def test_a_decision_is_owed_by_the_close_of_the_next_working_day() -> None:
    found = Terms(Promise(10, "days"), LONDON)
    assert found.due(datetime(2026, 6, 5, 15, tzinfo=UTC), "decision") == datetime(2026, 6, 8, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("amount", "unit", "zone", "hours"),
    [(10, "days", None, None), (0, "weeks", "Mars/Olympus", HOURS), (-4, "hours", "Europe/London", {}), (3, "days", "UTC", "x")],
)
def test_whatever_is_stored_an_answer_falls_due(amount: int, unit: str, zone: object, hours: object) -> None:
    stored = {"first_amount": amount, "first_unit": unit, "zone": zone, "hours": hours, "holidays": ()}
    assert Terms.read(stored).due(NOW, "first") > NOW


def test_holidays_all_year_give_way_to_office_hours() -> None:
    closed = WorkingCalendar("UTC", {0: ((0, 60),)}, frozenset(f"{month:02}-{day:02}" for month in range(1, 13) for day in range(1, 32)))
    assert Terms(Promise(2, "days"), closed).due(NOW, "first") == datetime(2026, 6, 3, 17, tzinfo=UTC)


def test_single_holidays_for_years_give_way_to_office_hours_until_it_opens_again() -> None:
    """Saved while it still opened: the last open hour goes years later, day by day, and no idea is without a date."""
    closed = frozenset(f"{date(2028, 1, 1) + timedelta(days=day)}" for day in range(4 * 366))
    hours = {day: [["10:00", "12:00"]] for day in HOURS}
    calendar = WorkingCalendar.parse("Europe/Berlin", hours, sorted(closed))
    found = Terms(Promise(10, "days"), calendar)
    assert never_met(calendar, policy(1), NOW) is None
    for start in (datetime(2027, 12, 30, 9, tzinfo=UTC), datetime(2029, 6, 4, 9, tzinfo=UTC)):
        due = found.due(start, "first")
        times = [found.tier_time(start, due, tier.number) for tier in TIERS]
        assert start < due < start + timedelta(days=20)
        assert start <= times[0] < times[1] < times[2] < times[3] < start + timedelta(days=40)
    after = datetime(2032, 1, 5, 9, tzinfo=UTC)
    assert found.due(after, "first") == datetime(2032, 1, 19, 11, tzinfo=UTC), "ten of its own days"


def test_today_and_the_look_again_moment_are_the_calendars() -> None:
    tokyo = Terms(Promise(1, "days"), WorkingCalendar.parse("Asia/Tokyo", HOURS))
    assert tokyo.today(datetime(2026, 6, 1, 20, tzinfo=UTC)) == date(2026, 6, 2)
    assert tokyo.review_moment(date(2026, 7, 31)) == datetime(2026, 7, 31, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("statuses", "streak"),
    [([], 0), (["planned"], 0), (["review"], 1), (["review", "review", "planned"], 2), (["planned", "review"], 0)],
)
def test_under_review_in_a_row_is_counted_from_the_newest(statuses: list[str], streak: int) -> None:
    assert review_streak(statuses) == streak


@pytest.mark.parametrize(
    ("state", "due", "answered", "group"),
    [
        ("awaiting", -1, None, "overdue"),
        ("awaiting", 0, None, "overdue"),
        ("awaiting", 7, None, "week"),
        ("awaiting", 8, None, "later"),
        ("awaiting", None, None, "later"),
        ("awaiting", 3, -9, "renew"),
        ("awaiting", -1, -9, "overdue"),
        ("answered", -30, -9, "renew"),
        ("paused", 2, None, "week"),
    ],
)
def test_an_idea_stands_where_its_clock_puts_it(state: str, due: int | None, answered: int | None, group: str) -> None:
    due_at = None if due is None else NOW + timedelta(days=due)
    answered_at = None if answered is None else NOW + timedelta(days=answered)
    assert desk_group(answer_state=state, due_at=due_at, answered_at=answered_at, now=NOW) == group
