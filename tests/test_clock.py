"""Days of a zone."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
import pytz

from community import clock


@pytest.mark.parametrize("zone", [ZoneInfo("Asia/Tokyo"), pytz.timezone("Asia/Tokyo")])
def test_a_day_begins_at_midnight_whatever_kind_of_zone_it_is(zone):
    """Flask-Babel's zones are those of pytz; combined with a time, they mean that of the sun, nineteen minutes off."""
    assert clock.midnight(date(2026, 3, 5), zone).astimezone(UTC) == datetime(2026, 3, 4, 15, tzinfo=UTC)


def test_days_of_other_lengths_begin_at_their_own_midnight():
    begins = [clock.midnight(date(2026, 3, day), pytz.timezone("Europe/Berlin")).astimezone(UTC).hour for day in (29, 30)]
    assert begins == [23, 22]


@pytest.mark.parametrize(("text", "day"), [("2026-03-05", date(2026, 3, 5)), ("2026-02-30", None), ("0001-01-01", None), ("9999-12-31", None), ("20260305", None), ("", None)])
def test_a_day_of_a_form_is_one_or_none(text, day):
    assert clock.day(text) == day
