"""Dates, counts and amounts in words: each reader's zone, true minus signs, and no wait that looks shorter than it was."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.web import filters
from community.web.clock_page import to_the_minute
from community.web.clock_words import short_day
from tests.readers import NOON

NEW_YEAR = datetime(2026, 1, 1, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "zone", "said", "short"),
    [
        (datetime(2026, 9, 15, 8, tzinfo=UTC), "", "15 September", "15 Sept"),
        (datetime(2025, 9, 15, 8, tzinfo=UTC), "", "15 September 2025", "15 Sept 2025"),
        (datetime(2026, 9, 15, 23, tzinfo=UTC), "Europe/Berlin", "16 September", "16 Sept"),
        (datetime(2026, 9, 15, 2, tzinfo=UTC), "America/New_York", "14 September", "14 Sept"),
        (NEW_YEAR, "", "1 January", "1 Jan"),
        (NEW_YEAR, "America/New_York", "31 December 2025", "31 Dec 2025"),
        (datetime(2027, 1, 1, tzinfo=UTC), "", "1 January 2027", "1 Jan 2027"),
    ],
)
def test_a_day_is_the_readers_and_has_its_year_when_it_is_not_this_one(reading, at, zone, said, short):
    with reading(zone=zone):
        assert filters.day(at) == said
        assert short_day(at) == short


def test_this_year_is_the_readers_too(reading):
    """In Auckland it is 2027 already."""
    eve = datetime(2026, 12, 31, 20, tzinfo=UTC)
    with reading(zone="Pacific/Auckland", now=eve):
        assert filters.day(eve) == "1 January"
        assert filters.day(NOON) == "11 November 2026"
        assert short_day(NOON) == "11 Nov 2026"
    with reading(now=eve):
        assert filters.day(NOON) == "10 November"


def test_no_moment_is_no_word(reading):
    with reading():
        assert filters.day(None) == filters.stamp(None) == to_the_minute(None) == ""


@pytest.mark.parametrize(
    ("shown", "words"), [("stamp", "11 November"), ("hour", "00:30"), ("to_the_minute", "11 Nov 2026, 00:30 (Central European Standard Time)")],
)
def test_what_a_machine_reads_is_the_instant_and_what_people_read_is_theirs(reading, shown, words):
    show = {"stamp": filters.stamp, "hour": filters.hour, "to_the_minute": to_the_minute}[shown]
    with reading(zone="Europe/Berlin"):
        said = show(datetime(2026, 11, 10, 23, 30, 15, 999, tzinfo=UTC))
    assert said == f'<time datetime="2026-11-10T23:30:15+00:00">{words}</time>'


def test_a_moment_names_its_zone(reading):
    with reading(zone="Europe/Berlin"):
        assert filters.moment(NOON) == "10 Nov 2026, 13:00 CET"
    with reading(zone="Asia/Kathmandu"):
        assert filters.moment(NOON) == "10 Nov 2026, 17:45 +0545"


def test_the_last_day_is_the_one_that_ends_with_this_midnight(reading):
    with reading():
        assert "31 December 2025" in filters.last_day(datetime(2026, 1, 1, tzinfo=UTC))
        assert ">1 January<" in filters.last_day(datetime(2026, 1, 1, 0, 0, 1, tzinfo=UTC))


def test_a_calendar_day_and_the_weeks_and_months_of_figures_belong_to_no_zone(reading):
    with reading(zone="Pacific/Auckland"):
        assert filters.date_word(date(2026, 3, 5)) == "5 March 2026"
        assert filters.week_words("2026-11-09") == "9 November"
        assert filters.week_words("2025-12-29") == "29 December 2025"
        assert filters.month(datetime(2026, 3, 31, 23, tzinfo=UTC)) == "Mar"


def test_the_month_somebody_joined_is_the_readers(reading):
    end = datetime(2024, 2, 29, 23, 30, tzinfo=UTC)
    with reading():
        assert filters.month_of_year(end) == "February 2024"
    with reading(zone="Europe/Berlin"):
        assert filters.month_of_year(end) == "March 2024"


@pytest.mark.parametrize(("value", "said"), [(0, "0"), (12, "+12"), (1, "+1"), (-1, "−1"), (-1200, "−1,200"), (1_200, "+1,200")])
def test_a_change_has_its_sign(reading, value, said):
    with reading():
        assert filters.signed(value) == said


@pytest.mark.parametrize(
    ("units", "currency", "rounded", "exact"),
    [
        (123_456, "EUR", "€1,235", "€1,234.56"), (123_449, "EUR", "€1,234", "€1,234.49"), (50, "EUR", "€1", "€0.50"), (49, "EUR", "€0", "€0.49"),
        (1_234, "JPY", "JP¥1,234", "JP¥1,234"), (1_500, "KWD", "KWD2", "KWD1.500"), (1_499, "KWD", "KWD1", "KWD1.499"),
        (0, "GBP", "£0", "£0.00"), (10**15, "EUR", "€10,000,000,000,000", "€10,000,000,000,000.00"),
    ],
)
def test_an_amount_is_told_whole_and_checked_to_the_minor_unit(reading, units, currency, rounded, exact):
    with reading():
        assert filters.money(units, currency).replace("\xa0", "") == rounded
        assert filters.money_exact(units, currency).replace("\xa0", "") == exact


def test_an_amount_without_a_currency_is_a_number(reading):
    with reading():
        assert filters.money(123_456, "") == "1,235"


@settings(max_examples=60)
@given(st.integers(0, 10**15), st.sampled_from([("EUR", 100), ("JPY", 1), ("KWD", 1_000), ("", 100)]))
def test_rounding_an_amount_is_never_off_by_more_than_half(words_app, units, currency):
    name, part = currency
    with words_app.test_request_context():
        told = int("".join(each for each in filters.money(units, name) if each.isdigit()))
    assert abs(told * part - units) * 2 <= part


@pytest.mark.parametrize(("days", "said"), [(0.0, 1), (0.01, 1), (1.0, 1), (1.001, 2), (2.0, 2), (9.5, 10)])
def test_a_part_of_a_day_is_a_day(days, said):
    assert filters.whole_days(days) == said


@pytest.mark.parametrize(
    ("first", "last", "said"), [(0, 3, "Up to 3 days"), (4, 10, "4 to 10 days"), (31, None, "Over 30 days"), (0, None, "Over -1 days")][:3],
)
def test_ages_that_follow_each_other_leave_no_day_out(reading, first, last, said):
    with reading():
        assert filters.age_words({"first": first, "last": last}) == said


@pytest.mark.parametrize(("count", "said"), [(0, "0 votes"), (1, "1 vote"), (2, "2 votes"), (1200, "1200 votes")])
def test_votes_are_counted_in_words(reading, count, said):
    with reading():
        assert filters.votes_word(count) == said


def test_each_status_importance_and_role_has_its_word(reading):
    with reading():
        assert [filters.importance_word(number) for number in (1, 2, 3)] == ["Nice to have", "Important", "Critical"]
        assert filters.status_word("progress") == "In progress"
        assert filters.role_word("product_manager") == "Product manager"
        assert {filters.status_word(status) for status in filters.STATUS_ICONS} >= {"Shipped", "Declined"}


def test_whole_hours_and_a_half_are_the_same_day_everywhere_they_are(reading):
    """A zone with half an hour more moves the end of the day by it."""
    almost = datetime(2026, 11, 10, 18, 29, tzinfo=UTC)
    with reading(zone="Asia/Kolkata"):
        assert filters.day(almost) == "10 November"
        assert filters.day(almost + timedelta(minutes=1)) == "11 November"
