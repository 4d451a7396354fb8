"""What an administrator types about opening hours."""

from datetime import date, timedelta

import pytest

from community.responses.calendars import (
    CalendarProblem,
    WorkingCalendar,
)

TYPED = {"mon": [["13:00", "24:00"], ["9:00", "12:30"]], "sun": [["00:00", "06:00"]], "tue": []}


def test_typed_hours_are_sorted_and_closed_days_left_out() -> None:
    calendar = WorkingCalendar.parse("Asia/Kolkata", TYPED, ["12-25", "2026-08-15", "02-29"])
    assert calendar.hours == {0: ((540, 750), (780, 1440)), 6: ((0, 360),)}
    assert calendar.holidays == {"12-25", "2026-08-15", "02-29"}


def test_a_calendar_survives_being_stored() -> None:
    calendar = WorkingCalendar.parse("Asia/Kolkata", TYPED, ["2026-08-15", "12-25"])
    stored = calendar.as_json()
    assert stored["hours"]["mon"] == [["09:00", "12:30"], ["13:00", "24:00"]]
    assert stored["holidays"] == ["12-25", "2026-08-15"]
    assert WorkingCalendar.parse(stored["zone"], stored["hours"], stored["holidays"]) == calendar


def test_intervals_may_touch() -> None:
    hours = {"mon": [["09:00", "12:00"], ["12:00", "17:00"]]}
    assert WorkingCalendar.parse("UTC", hours, []).hours == {0: ((540, 720), (720, 1020))}


@pytest.mark.parametrize(
    "zone", ["", "Mars/Olympus", "Europe", "../etc/passwd", "/etc/passwd", "a\0b", "\ud800", None, 7]
)
def test_an_unknown_zone_is_refused(zone: object) -> None:
    assert problem_with(zone=zone) == "unknown_zone"


@pytest.mark.parametrize("hours", [{}, {"mon": []}, {"mon": None}])
def test_hours_that_never_open_are_refused(hours: object) -> None:
    assert problem_with(hours=hours) == "no_open_hour"


@pytest.mark.parametrize(
    "times",
    [
        [["9", "17:00"]], [["09:00", "24:01"]], [["24:00", "24:00"]], [["09:60", "17:00"]], [["٠٩:٠٠", "17:00"]],
        [["09:00"]], [["09:00", "12:00", "17:00"]], [[9, 17]], [None], ["09:00-17:00"], "09:00", 9,
    ],
)  # fmt: skip
def test_a_time_that_is_none_is_refused(times: object) -> None:
    assert problem_with(hours={"mon": times}) == "bad_time"


@pytest.mark.parametrize(
    "hours", [None, [], "mon", {"monday": [["09:00", "17:00"]]}, {0: [["09:00", "17:00"]]}]
)
def test_hours_by_anything_but_weekdays_are_refused(hours: object) -> None:
    assert problem_with(hours=hours) == "bad_time"


@pytest.mark.parametrize("times", [["17:00", "09:00"], ["09:00", "09:00"], ["22:00", "00:00"]])
def test_an_interval_that_ends_before_it_begins_is_refused(times: list[str]) -> None:
    assert problem_with(hours={"mon": [times]}) == "backwards"


@pytest.mark.parametrize(
    "times", [[["09:00", "12:00"], ["11:59", "17:00"]], [["10:00", "11:00"], ["09:00", "17:00"]]]
)
def test_overlapping_intervals_are_refused(times: list[list[str]]) -> None:
    assert problem_with(hours={"mon": times}) == "overlap"


@pytest.mark.parametrize(
    "holidays",
    [
        ["25.12."],
        ["2026-02-29"],
        ["13-01"],
        ["0000-01-01"],
        ["20261225"],
        ["2026-W01"],
        ["12-25 "],
        [1225],
        [None],
        "12-25",
        None,
    ],
)
def test_a_holiday_that_is_no_date_is_refused(holidays: object) -> None:
    assert problem_with(holidays=holidays) == "bad_holiday"


def test_one_open_day_in_the_year_is_enough_and_a_leap_day_is_not() -> None:
    every_day = [day.isoformat()[5:] for day in (date(2023, 1, 1) + timedelta(n) for n in range(365))]
    assert problem_with(holidays=every_day) == "no_open_hour"
    assert problem_with(holidays=every_day[:-1]) is None
    assert problem_with(holidays=every_day[1:]) is None


def problem_with(zone: object = "Europe/Berlin", hours: object = TYPED, holidays: object = ()) -> str | None:
    try:
        WorkingCalendar.parse(zone, hours, holidays)
    except CalendarProblem as problem:
        return problem.code
    return None
