"""Working time against vectors of our own: half-hour shifts, folds, days that never were, leap days, pauses.

Each was worked out by walking the minutes, and read over by hand. Weeks are written as an administrator's calendar is.
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from community.responses.calendars import (
    Promise,
    WorkingCalendar,
    add_working_minutes,
    due_at,
    working_minutes_between,
)
from community.responses.opening_hours import WEEKDAYS

ROUND_THE_CLOCK = [["00:00", "24:00"]]
ALWAYS = dict.fromkeys(WEEKDAYS, ROUND_THE_CLOCK)
DAILY = [["09:00", "17:00"]]
OFFICE = dict.fromkeys(WEEKDAYS[:5], DAILY)

VECTORS = [
    ("Lord Howe, half an hour more in April", "Australia/Lord_Howe", ALWAYS, [], "2026-04-04T12:00", 24 * 60, [], "2026-04-05T11:30:00+10:30"),
    ("Lord Howe, half an hour less in October", "Australia/Lord_Howe", ALWAYS, [], "2026-10-03T12:00", 24 * 60, [], "2026-10-04T12:30:00+11:00"),
    ("Lord Howe, a night open 01:00-03:00 in April", "Australia/Lord_Howe", {"sun": [["01:00", "03:00"]]}, [], "2026-04-04T12:00", 150, [], "2026-04-05T03:00:00+10:30"),
    ("Lord Howe, a night open 01:00-03:00 in October", "Australia/Lord_Howe", {"sun": [["01:00", "03:00"]]}, [], "2026-10-03T12:00", 91, [], "2026-10-11T01:01:00+11:00"),
    ("the first 02:30 of two", "Europe/Berlin", ALWAYS, [], "2026-10-25T02:30", 60, [], "2026-10-25T02:30:00+01:00"),
    ("the second 02:30 of two", "Europe/Berlin", ALWAYS, [], "2026-10-25T02:30+01:00", 60, [], "2026-10-25T03:30:00+01:00"),
    ("an hour that comes twice counts twice", "Europe/Berlin", {"sun": [["02:00", "03:00"]]}, [], "2026-10-24T12:00", 2 * 60, [], "2026-10-25T03:00:00+01:00"),
    ("an hour that never comes does not count", "Europe/Berlin", {"sun": [["02:00", "03:00"], ["10:00", "11:00"]]}, [], "2026-03-28T12:00", 60, [], "2026-03-29T11:00:00+02:00"),
    ("a start inside the hour that never comes", "Europe/Berlin", ALWAYS, [], "2026-03-29T02:30", 60, [], "2026-03-29T04:30:00+02:00"),
    ("New York in spring", "America/New_York", ALWAYS, [], "2026-03-07T12:00", 24 * 60, [], "2026-03-08T13:00:00-04:00"),
    ("New York, nights over spring", "America/New_York", {day: [["00:00", "06:00"], ["22:00", "24:00"]] for day in WEEKDAYS}, [], "2026-03-07T22:00", 8 * 60, [], "2026-03-08T23:00:00-04:00"),
    ("London office over the spring weekend", "Europe/London", OFFICE, [], "2026-03-27T16:00", 2 * 60, [], "2026-03-30T10:00:00+01:00"),
    ("Sydney, southern autumn", "Australia/Sydney", ALWAYS, [], "2026-04-04T12:00", 24 * 60, [], "2026-04-05T11:00:00+10:00"),
    ("Sydney, southern spring", "Australia/Sydney", ALWAYS, [], "2026-10-03T12:00", 24 * 60, [], "2026-10-04T13:00:00+11:00"),
    ("Auckland, southern spring", "Pacific/Auckland", ALWAYS, [], "2026-09-26T12:00", 24 * 60, [], "2026-09-27T13:00:00+13:00"),
    ("Chatham at +13:45 falls back", "Pacific/Chatham", ALWAYS, [], "2026-04-04T12:00", 24 * 60, [], "2026-04-05T11:00:00+12:45"),
    ("Santiago skips midnight", "America/Santiago", ALWAYS, [], "2026-09-05T12:00", 24 * 60, [], "2026-09-06T13:00:00-03:00"),
    ("Santiago, hours from a midnight that is skipped", "America/Santiago", {"sun": [["00:00", "02:00"]]}, [], "2026-09-05T12:00", 60, [], "2026-09-06T02:00:00-03:00"),
    ("Havana repeats midnight", "America/Havana", {"sun": [["00:00", "01:00"]]}, [], "2026-10-31T12:00", 90, [], "2026-11-01T00:30:00-05:00"),
    ("Kathmandu at +05:45", "Asia/Kathmandu", {"sun": [["10:00", "12:00"], ["13:00", "17:00"]]}, [], "2026-06-07T11:30", 60, [], "2026-06-07T13:30:00+05:45"),
    ("Kolkata over a week", "Asia/Kolkata", OFFICE, ["08-15", "2026-10-02"], "2026-10-01T16:30", 60, [], "2026-10-05T09:30:00+05:30"),
    ("St John's, half-hour zone in spring", "America/St_Johns", ALWAYS, [], "2026-03-07T12:00", 24 * 60, [], "2026-03-08T13:00:00-02:30"),
    ("Apia leaps over the 30th of December 2011", "Pacific/Apia", ALWAYS, [], "2011-12-29T12:00", 24 * 60, [], "2011-12-31T12:00:00+14:00"),
    ("Apia's skipped Friday is no working day", "Pacific/Apia", OFFICE, [], "2011-12-29T16:00", 2 * 60, [], "2012-01-02T10:00:00+14:00"),
    ("Apia, a holiday on the day that never was", "Pacific/Apia", OFFICE, ["2011-12-30"], "2011-12-28T16:00", 10 * 60, [], "2012-01-02T10:00:00+14:00"),
    ("Kwajalein skipped a Saturday in 1993", "Pacific/Kwajalein", ALWAYS, [], "1993-08-20T12:00", 24 * 60, [], "1993-08-22T12:00:00+12:00"),
    ("Kiritimati skipped New Year's Eve 1994", "Pacific/Kiritimati", ALWAYS, [], "1994-12-30T12:00", 24 * 60, [], "1995-01-01T12:00:00+14:00"),
    ("a leap day is a working day", "Europe/Berlin", OFFICE, [], "2028-02-28T16:00", 2 * 60, [], "2028-02-29T10:00:00+01:00"),
    ("no leap day in 2027", "Europe/Berlin", OFFICE, [], "2027-02-26T16:00", 2 * 60, [], "2027-03-01T10:00:00+01:00"),
    ("a yearly 29 February in a leap year", "Europe/Berlin", OFFICE, ["02-29"], "2028-02-28T16:00", 2 * 60, [], "2028-03-01T10:00:00+01:00"),
    ("a yearly 29 February in another year", "Europe/Berlin", OFFICE, ["02-29"], "2027-02-26T16:00", 9 * 60, [], "2027-03-01T17:00:00+01:00"),
    ("a holiday of one year only", "Europe/Berlin", OFFICE, ["2026-06-09"], "2026-06-08T16:00", 2 * 60, [], "2026-06-10T10:00:00+02:00"),
    ("the same day the year after", "Europe/Berlin", OFFICE, ["2026-06-09"], "2027-06-08T16:00", 2 * 60, [], "2027-06-09T10:00:00+02:00"),
    ("over New Year's Eve", "Europe/Berlin", {day: [["20:00", "24:00"]] for day in WEEKDAYS}, ["12-31"], "2026-12-30T23:00", 2 * 60, [], "2027-01-01T21:00:00+01:00"),
    ("up to midnight and on from it", "Europe/Berlin", {"mon": [["22:00", "24:00"]], "tue": [["00:00", "02:00"]]}, [], "2026-06-08T23:30", 60, [], "2026-06-09T00:30:00+02:00"),
    ("due exactly at midnight", "Europe/Berlin", {day: [["09:00", "24:00"]] for day in WEEKDAYS}, [], "2026-06-08T23:00", 60, [], "2026-06-09T00:00:00+02:00"),
    ("three intervals a day", "Europe/Berlin", {"mon": [["08:00", "10:00"], ["11:00", "13:00"], ["14:00", "18:00"]], "tue": [["08:00", "10:00"]]}, [], "2026-06-08T09:00", 6 * 60, [], "2026-06-08T17:00:00+02:00"),
    ("intervals that touch", "Europe/Berlin", {"mon": [["09:00", "12:00"], ["12:00", "17:00"]]}, [], "2026-06-08T11:00", 2 * 60, [], "2026-06-08T13:00:00+02:00"),
    ("a minute a week", "Europe/Berlin", {"mon": [["09:00", "09:01"]]}, [], "2026-06-08T09:00", 3, [], "2026-06-22T09:01:00+02:00"),
    ("a pause over the spring night", "Europe/Berlin", ALWAYS, [], "2026-03-28T12:00", 24 * 60, [("2026-03-29T01:00", "2026-03-29T04:00")], "2026-03-29T15:00:00+02:00"),
    ("a pause over the autumn night", "Europe/Berlin", ALWAYS, [], "2026-10-24T12:00", 24 * 60, [("2026-10-25T01:00", "2026-10-25T04:00")], "2026-10-25T15:00:00+01:00"),
    ("a pause inside the hour that comes twice", "Europe/Berlin", ALWAYS, [], "2026-10-25T00:00", 5 * 60, [("2026-10-25T02:00+02:00", "2026-10-25T02:00+01:00")], "2026-10-25T05:00:00+01:00"),
    ("a pause over Lord Howe's half hour", "Australia/Lord_Howe", ALWAYS, [], "2026-04-04T22:00", 10 * 60, [("2026-04-05T01:00", "2026-04-05T03:00")], "2026-04-05T10:00:00+10:30"),
    ("a pause begun before the clock", "Europe/Berlin", OFFICE, [], "2026-06-08T09:00", 60, [("2026-06-05T09:00", "2026-06-08T11:00")], "2026-06-08T12:00:00+02:00"),
    ("a pause that ends with the day", "Europe/Berlin", OFFICE, [], "2026-06-08T09:00", 8 * 60, [("2026-06-08T13:00", "2026-06-08T17:00")], "2026-06-09T13:00:00+02:00"),
    ("pauses that touch", "Europe/Berlin", OFFICE, [], "2026-06-08T09:00", 2 * 60, [("2026-06-08T10:00", "2026-06-08T11:00"), ("2026-06-08T11:00", "2026-06-08T12:00")], "2026-06-08T13:00:00+02:00"),
    ("a pause of a minute", "Europe/Berlin", OFFICE, [], "2026-06-08T09:00", 60, [("2026-06-08T09:30", "2026-06-08T09:31")], "2026-06-08T10:01:00+02:00"),
    ("a pause after the due time", "Europe/Berlin", OFFICE, [], "2026-06-08T09:00", 60, [("2026-06-08T10:00", "2026-06-09T10:00")], "2026-06-08T10:00:00+02:00"),
    ("a pause of four hundred days", "Europe/Berlin", OFFICE, [], "2026-06-08T09:00", 60, [("2026-06-08T09:30", "2027-07-13T09:30")], "2027-07-13T10:00:00+02:00"),
    ("Casablanca over the end of Ramadan", "Africa/Casablanca", ALWAYS, [], "2026-03-21T12:00", 24 * 60, [], "2026-03-22T13:00:00+01:00"),
    ("Troll, two hours at once", "Antarctica/Troll", ALWAYS, [], "2026-03-28T12:00", 24 * 60, [], "2026-03-29T14:00:00+02:00"),
    ("Gaza in spring", "Asia/Gaza", ALWAYS, [], "2026-03-27T12:00", 24 * 60, [], "2026-03-28T13:00:00+03:00"),
    ("Dublin, whose summer is its standard time", "Europe/Dublin", ALWAYS, [], "2026-10-24T12:00", 24 * 60, [], "2026-10-25T11:00:00+00:00"),
    ("a year of one hour a week", "Europe/Berlin", {"wed": [["09:00", "10:00"]]}, [], "2026-01-01T00:00", 52 * 60, [], "2026-12-30T10:00:00+01:00"),
]


def instant(text, zone):
    moment = datetime.fromisoformat(text)
    return (moment.replace(tzinfo=ZoneInfo(zone)) if moment.tzinfo is None else moment).astimezone(UTC)


@pytest.mark.parametrize(("name", "zone", "week", "holidays", "start", "minutes", "pauses", "due"), VECTORS, ids=[vector[0] for vector in VECTORS])
def test_a_promise_ends_where_the_vector_says(name, zone, week, holidays, start, minutes, pauses, due):
    calendar, began = WorkingCalendar.parse(zone, week, holidays), instant(start, zone)
    spans = [(instant(first, zone), instant(last, zone)) for first, last in pauses]
    found = add_working_minutes(calendar, began, minutes, spans)
    assert found.astimezone(ZoneInfo(zone)).isoformat() == due
    assert working_minutes_between(calendar, began, found, spans) == minutes


DAYS = [
    ("Lord Howe, a day with half an hour more", "Australia/Lord_Howe", ALWAYS, [], "2026-04-04T12:00", 1, "2026-04-06T00:00:00+10:30"),
    ("Apia, the day after Thursday is Saturday", "Pacific/Apia", ALWAYS, [], "2011-12-29T12:00", 1, "2012-01-01T00:00:00+14:00"),
    ("Apia, the next working day is Monday", "Pacific/Apia", OFFICE, [], "2011-12-29T12:00", 1, "2012-01-02T17:00:00+14:00"),
    ("Santiago, a day that begins at one", "America/Santiago", {"sun": [["00:00", "02:00"]]}, [], "2026-09-05T12:00", 1, "2026-09-06T02:00:00-03:00"),
    ("Havana, the close in the hour that comes twice", "America/Havana", {"sun": [["00:00", "01:00"]]}, [], "2026-10-31T12:00", 1, "2026-11-01T01:00:00-05:00"),
    ("Kathmandu, Sunday to Thursday", "Asia/Kathmandu", dict.fromkeys(("sun", *WEEKDAYS[:4]), DAILY), [], "2026-06-11T10:00", 1, "2026-06-14T17:00:00+05:45"),
    ("a leap day is a working day", "Europe/Berlin", OFFICE, [], "2028-02-28T10:00", 1, "2028-02-29T17:00:00+01:00"),
    ("a yearly 29 February", "Europe/Berlin", OFFICE, ["02-29"], "2028-02-28T10:00", 1, "2028-03-01T17:00:00+01:00"),
    ("up to midnight", "Europe/Berlin", {"mon": [["20:00", "24:00"]]}, [], "2026-06-07T10:00", 1, "2026-06-09T00:00:00+02:00"),
    ("the last of several intervals", "Europe/Berlin", {"mon": [["08:00", "10:00"], ["14:00", "18:00"]]}, [], "2026-06-07T10:00", 1, "2026-06-08T18:00:00+02:00"),
]


@pytest.mark.parametrize(("name", "zone", "week", "holidays", "start", "days", "due"), DAYS, ids=[vector[0] for vector in DAYS])
def test_a_promise_in_days_ends_where_the_vector_says(name, zone, week, holidays, start, days, due):
    found = due_at(WorkingCalendar.parse(zone, week, holidays), Promise(days, "days"), instant(start, zone))
    assert found.astimezone(ZoneInfo(zone)).isoformat() == due
