"""Working time against fixed vectors: promises, pauses, shares."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from community.responses.calendars import (
    CalendarProblem,
    Promise,
    WorkingCalendar,
    add_working_minutes,
    close_of_nth_open_day,
    due_at,
    merge_pauses,
    share_at,
    working_minutes_between,
)

OFFICE = dict.fromkeys(range(5), ((540, 1020),))
BERLIN = WorkingCalendar("Europe/Berlin", OFFICE)
ALWAYS = WorkingCalendar("Europe/Berlin", dict.fromkeys(range(7), ((0, 1440),)))
NIGHTS = WorkingCalendar("Europe/Berlin", dict.fromkeys(range(7), ((0, 360), (1320, 1440))))
LUNCH = WorkingCalendar("Europe/Berlin", dict.fromkeys(range(5), ((540, 720), (780, 1020))))
WINTER = replace(BERLIN, holidays=frozenset({"12-25", "01-01"}))
NEW_YORK = replace(ALWAYS, zone="America/New_York")
NEVER = WorkingCalendar("Europe/Berlin", {})
ALL_HOLIDAYS = replace(
    ALWAYS, holidays=frozenset((date(2024, 1, 1) + timedelta(n)).isoformat()[5:] for n in range(366))
)


def at(text: str, zone: str = "Europe/Berlin", fold: int = 0) -> datetime:
    """A wall-clock time as an instant; in UTC, since Python never finds a repeated hour equal across zones."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


# --- the fixed vectors ---------------------------------------------------------------------------------------

VECTORS = [
    ("B1", BERLIN, "2026-03-27 16:00", 16 * 60, "2026-03-31 16:00"),
    ("B2", ALWAYS, "2026-03-28 12:00", 24 * 60, "2026-03-29 13:00"),
    ("B3", ALWAYS, "2026-10-24 12:00", 24 * 60, "2026-10-25 11:00"),
    ("B4", NIGHTS, "2026-03-28 22:00", 8 * 60, "2026-03-29 23:00"),
    ("B5", NIGHTS, "2026-10-24 22:00", 8 * 60, "2026-10-25 05:00"),
    ("B6", WINTER, "2026-12-23 15:00", 40 * 60, "2026-12-31 15:00"),
    ("B7", BERLIN, "2026-06-07 03:00", 8 * 60, "2026-06-08 17:00"),
    ("B8", BERLIN, "2026-06-08 17:00", 60, "2026-06-09 10:00"),
    ("B9", BERLIN, "2026-06-08 16:59", 1, "2026-06-08 17:00"),
    ("B10", LUNCH, "2026-06-08 11:30", 2 * 60, "2026-06-08 14:30"),
    ("B14", NEW_YORK, "2026-10-31 12:00", 24 * 60, "2026-11-01 11:00"),
]
PAUSED_VECTORS = [
    ("B11", "2026-06-08 09:00", 8, [("2026-06-08 10:00", "2026-06-10 14:00")], "2026-06-11 13:00"),
    (
        "B12", "2026-06-08 09:00", 4,
        [("2026-06-08 10:00", "2026-06-08 11:00"), ("2026-06-08 10:30", "2026-06-08 12:00")], "2026-06-08 15:00",
    ),
    ("B13", "2026-06-05 16:00", 2, [("2026-06-06 08:00", "2026-06-07 20:00")], "2026-06-08 10:00"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "calendar", "start", "minutes", "due"), VECTORS, ids=[v[0] for v in VECTORS]
)
def test_a_target_in_working_time_ends_where_the_vector_says(
    name: str, calendar: WorkingCalendar, start: str, minutes: int, due: str
) -> None:
    found = add_working_minutes(calendar, at(start, calendar.zone), minutes)
    assert found == at(due, calendar.zone), name
    assert found.tzinfo is UTC


@pytest.mark.parametrize(
    ("name", "start", "hours", "pauses", "due"), PAUSED_VECTORS, ids=[v[0] for v in PAUSED_VECTORS]
)
def test_paused_working_time_does_not_count(
    name: str, start: str, hours: int, pauses: list[tuple[str, str]], due: str
) -> None:
    spans = [(at(a), at(b)) for a, b in pauses]
    assert due_at(BERLIN, Promise(hours, "hours"), at(start), spans) == at(due), name


@pytest.mark.parametrize("calendar", [NEVER, ALL_HOLIDAYS], ids=["B20 no hour", "B20 holidays only"])
def test_a_calendar_that_never_opens_has_no_due_date(calendar: WorkingCalendar) -> None:
    start = at("2026-06-08 09:00")
    assert add_working_minutes(calendar, start, 1) is None
    assert due_at(calendar, Promise(1, "hours"), start) is None
    assert due_at(calendar, Promise(1, "days"), start) is None
    assert due_at(calendar, Promise(1, "days"), start, [(start, start + timedelta(days=1))]) is None


@pytest.mark.parametrize("calendar", [NEVER, ALL_HOLIDAYS], ids=["B20 no hour", "B20 holidays only"])
def test_a_calendar_that_never_opens_is_refused_when_saved(calendar: WorkingCalendar) -> None:
    stored = calendar.as_json()
    with pytest.raises(CalendarProblem) as refused:
        WorkingCalendar.parse(stored["zone"], stored["hours"], stored["holidays"])
    assert refused.value.code == "no_open_hour"


# --- promises in days ----------------------------------------------------------------------------------------

DAY_PROMISES = [
    ("published on Monday", BERLIN, "2026-06-08 10:00", 1, "2026-06-09 17:00"),
    ("published before opening on Monday", BERLIN, "2026-06-08 06:00", 1, "2026-06-09 17:00"),
    ("published after closing on Monday", BERLIN, "2026-06-08 22:00", 1, "2026-06-09 17:00"),
    ("published on Friday", BERLIN, "2026-06-05 10:00", 1, "2026-06-08 17:00"),
    ("published on Sunday", BERLIN, "2026-06-07 10:00", 1, "2026-06-08 17:00"),
    ("the default ten days", BERLIN, "2026-06-08 10:00", 10, "2026-06-22 17:00"),
    ("over Christmas", WINTER, "2026-12-23 15:00", 2, "2026-12-28 17:00"),
    ("with a lunch break", LUNCH, "2026-06-08 10:00", 1, "2026-06-09 17:00"),
    ("closing at midnight", NIGHTS, "2026-06-08 10:00", 1, "2026-06-10 00:00"),
    ("over the spring change", ALWAYS, "2026-03-28 10:00", 1, "2026-03-30 00:00"),
    ("over the autumn change", ALWAYS, "2026-10-24 10:00", 1, "2026-10-26 00:00"),
]


@pytest.mark.parametrize(
    ("name", "calendar", "start", "days", "close"), DAY_PROMISES, ids=[v[0] for v in DAY_PROMISES]
)
def test_a_promise_in_days_ends_at_the_close_of_the_nth_open_day(
    name: str, calendar: WorkingCalendar, start: str, days: int, close: str
) -> None:
    assert due_at(calendar, Promise(days, "days"), at(start)) == at(close), name


def test_the_publication_day_is_the_day_in_the_calendars_zone() -> None:
    late_monday_in_berlin = datetime(2026, 6, 8, 22, 30, tzinfo=UTC)  # already Tuesday, 00:30
    assert close_of_nth_open_day(BERLIN, late_monday_in_berlin, 1) == at("2026-06-10 17:00")


def test_the_close_in_a_repeated_hour_is_the_second_one() -> None:
    early = WorkingCalendar("Europe/Berlin", {6: ((60, 150),)})  # Sundays 01:00 to 02:30
    assert close_of_nth_open_day(early, at("2026-10-24 12:00"), 1) == at("2026-10-25 02:30", fold=1)


def test_a_day_whose_only_hour_is_skipped_in_spring_is_not_an_open_day() -> None:
    skipped = WorkingCalendar("Europe/Berlin", {6: ((120, 180),)})  # Sundays 02:00 to 03:00
    assert close_of_nth_open_day(skipped, at("2026-03-28 12:00"), 1) == at("2026-04-05 03:00")


def test_more_open_days_than_a_year_has_gives_no_due_date() -> None:
    assert close_of_nth_open_day(BERLIN, at("2026-06-08 10:00"), 300) is None
    assert close_of_nth_open_day(BERLIN, at("2026-06-08 10:00"), 250) is not None


def test_a_pause_moves_a_day_promise_by_its_working_time() -> None:
    start, promise = at("2026-06-08 10:00"), Promise(2, "days")
    weekend = [(at("2026-06-06 00:00"), at("2026-06-08 00:00"))]
    three_hours = [(at("2026-06-09 09:00"), at("2026-06-09 12:00"))]
    assert due_at(BERLIN, promise, start, weekend) == at("2026-06-10 17:00")
    assert due_at(BERLIN, promise, start, three_hours) == at("2026-06-11 12:00")


def test_pauses_that_overlap_or_touch_are_one() -> None:
    ten, noon, two, four = (at(f"2026-06-08 {hour}:00") for hour in (10, 12, 14, 16))
    once = [(ten.timestamp(), four.timestamp())]
    assert merge_pauses([(noon, four), (ten, noon)]) == once
    assert merge_pauses([(ten, four), (noon, two)]) == once
    assert len(merge_pauses([(ten, noon), (two, four)])) == 2


def test_a_pause_that_ends_before_it_begins_changes_nothing() -> None:
    start = at("2026-06-08 09:00")
    backwards = [(at("2026-06-08 12:00"), at("2026-06-08 10:00"))]
    assert add_working_minutes(BERLIN, start, 60, backwards) == at("2026-06-08 10:00")


@pytest.mark.parametrize(("amount", "unit"), [(0, "days"), (-1, "hours"), (3, "weeks")])
def test_a_promise_is_a_positive_number_of_days_or_hours(amount: int, unit: str) -> None:
    with pytest.raises(ValueError, match="promise"):
        Promise(amount, unit)  # type: ignore[arg-type]


# --- shares of a promise -------------------------------------------------------------------------------------

SHARES = [
    (0.0, "2026-06-08 09:00"),
    (0.75, "2026-06-08 15:00"),
    (1.0, "2026-06-08 17:00"),
    (1.5, "2026-06-09 13:00"),
    (2.0, "2026-06-09 17:00"),
]


@pytest.mark.parametrize(("share", "moment"), SHARES)
def test_tiers_are_shares_of_the_working_time(share: float, moment: str) -> None:
    assert share_at(BERLIN, at("2026-06-08 09:00"), at("2026-06-08 17:00"), share) == at(moment)


def test_a_share_of_the_default_promise_skips_nights_and_weekends() -> None:
    start, due = at("2026-06-08 09:00"), at("2026-06-19 17:00")  # 10 days of 8 hours
    assert share_at(BERLIN, start, due, 0.75) == at("2026-06-17 13:00")
    assert share_at(BERLIN, start, due, 2.0) == at("2026-07-03 17:00")


def test_a_share_leaves_paused_time_out() -> None:
    start, due = at("2026-06-08 09:00"), at("2026-06-09 13:00")
    pause = [(at("2026-06-08 10:00"), at("2026-06-08 14:00"))]
    assert share_at(BERLIN, start, due, 0.5, pause) == at("2026-06-08 17:00")


def test_the_due_time_itself_is_the_whole_share_even_when_closed() -> None:
    start, saturday = at("2026-06-05 09:00"), at("2026-06-06 12:00")
    assert share_at(BERLIN, start, saturday, 1.0) == saturday
    assert share_at(BERLIN, start, saturday, 1.5) == at("2026-06-08 13:00")


def test_twice_a_promise_of_many_months_is_still_found() -> None:
    start, due = at("2026-01-05 09:00"), at("2026-11-06 17:00")
    assert share_at(BERLIN, start, due, 2.0) == at("2027-09-10 17:00")


def test_without_working_time_shares_are_taken_of_real_time() -> None:
    start, due = at("2026-06-06 10:00"), at("2026-06-06 20:00")  # a Saturday
    assert share_at(BERLIN, start, due, 0.5) == at("2026-06-06 15:00")
    assert share_at(BERLIN, start, due, 2.0) == at("2026-06-07 06:00")
    assert share_at(NEVER, start, due, 1.5) == at("2026-06-07 01:00")


def test_seconds_are_kept_and_their_fractions_dropped() -> None:
    start = at("2026-06-08 10:00:07.9")
    assert add_working_minutes(BERLIN, start, 60) == at("2026-06-08 11:00:07")


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        add_working_minutes(BERLIN, datetime(2026, 6, 8), 60)  # noqa: DTZ001


def test_nothing_passes_between_an_instant_and_an_earlier_one() -> None:
    assert working_minutes_between(BERLIN, at("2026-06-09 10:00"), at("2026-06-08 10:00")) == 0
