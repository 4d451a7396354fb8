"""Holidays from iCalendar files: read, refused with the line, looked at before they are saved."""

import io
import re

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from community.audit import AuditEntry
from community.cli import heed
from community.commands import holidays
from community.db import db, writing
from community.responses.ics import IcsRefused, days_of, read_ics
from community.responses.models_promises import CalendarVersion
from tests import factories
from tests.cast import MARTA, ROOT


def ics(*events: str) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN"]
    for event in events:
        lines += ["BEGIN:VEVENT", *event.split("\n"), "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


CHRISTMAS = "SUMMARY:Christmas\\, first day\nDTSTART;VALUE=DATE:20201225\nRRULE:FREQ=YEARLY"
SUMMER = "SUMMARY:Works\n  holiday\nDTSTART;VALUE=DATE:20260803\nDTEND;VALUE=DATE:20260806"
MEETING = "SUMMARY:Meeting\nDTSTART:20260803T100000Z\nRRULE:FREQ=WEEKLY"


@pytest.mark.parametrize(
    ("event", "days"),
    [
        ("DTSTART;VALUE=DATE:20260406", ("2026-04-06",)),
        ("DTSTART;VALUE=DATE:20260406\nDTEND;VALUE=DATE:20260407", ("2026-04-06",)),
        ("DTSTART;VALUE=DATE:20260406\nDTEND;VALUE=DATE:20260406", ("2026-04-06",)),
        (SUMMER, ("2026-08-03", "2026-08-04", "2026-08-05")),
        ("DTSTART;VALUE=DATE:20261231\nDURATION:P2D", ("2026-12-31", "2027-01-01")),
        (CHRISTMAS, ("12-25",)),
        ("DTSTART;VALUE=DATE:20201225\nDTEND;VALUE=DATE:20201227\nRRULE:FREQ=YEARLY;INTERVAL=1", ("12-25", "12-26")),
        ("DTSTART;VALUE=DATE:20201231\nDURATION:P2D\nRRULE:FREQ=YEARLY", ("12-31", "01-01")),
        ("DTSTART;VALUE=DATE:20201225\nRRULE:FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25;WKST=MO", ("12-25",)),
        ("DTSTART;VALUE=DATE:20240229\nRRULE:FREQ=YEARLY", ("02-29",)),
        ("DTSTART;VALUE=DATE:20260406\nBEGIN:VALARM\nTRIGGER:-PT9H\nDTSTART:19990101T000000Z\nEND:VALARM", ("2026-04-06",)),
    ],
)
def test_whole_days_become_holidays(event, days):
    (entry,) = read_ics(ics(event))
    assert (entry.days, entry.left_out) == (days, "")


def test_names_are_unfolded_and_unescaped():
    assert [entry.name for entry in read_ics(ics(CHRISTMAS, SUMMER))] == ["Christmas, first day", "Works holiday"]


def test_what_is_no_holiday_is_left_out_and_said_to_be():
    entries = read_ics(ics(MEETING, "SUMMARY:Off\nDTSTART;VALUE=DATE:20260406\nSTATUS:CANCELLED", CHRISTMAS))
    assert [(entry.line, entry.left_out) for entry in entries] == [(4, "timed"), (9, "cancelled"), (14, "")]
    assert days_of(entries) == ["12-25"]


@pytest.mark.parametrize(
    ("event", "line", "code"),
    [
        ("DTSTART;VALUE=DATE:20261225\nRRULE:FREQ=YEARLY;COUNT=3", 6, "rule"),
        ("DTSTART;VALUE=DATE:20261225\nRRULE:FREQ=YEARLY;UNTIL=20301225", 6, "rule"),
        ("DTSTART;VALUE=DATE:20261225\nRRULE:FREQ=YEARLY;INTERVAL=2", 6, "rule"),
        ("DTSTART;VALUE=DATE:20261126\nSUMMARY:Thanksgiving\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", 7, "rule"),
        ("DTSTART;VALUE=DATE:20261225\nRRULE:FREQ=YEARLY;BYMONTH=11", 6, "rule"),
        ("DTSTART;VALUE=DATE:20261225\nRRULE:FREQ=YEARLY;BYMONTHDAY=25", 6, "rule"),
        ("DTSTART;VALUE=DATE:20261225\nRRULE:FREQ=WEEKLY", 6, "rule"),
        ("DTSTART;VALUE=DATE:20261225\nRRULE:every year", 6, "rule"),
        ("DTSTART;VALUE=DATE:20261225\nRRULE:FREQ=YEARLY\nRRULE:FREQ=YEARLY", 6, "rule"),
        ("DTSTART;VALUE=DATE:20261225\nRRULE:FREQ=YEARLY\nEXDATE;VALUE=DATE:20281225", 7, "exception"),
        ("DTSTART;VALUE=DATE:20261225\nRDATE;VALUE=DATE:20281225", 6, "exception"),
        ("DTSTART;VALUE=DATE:20261225\nRECURRENCE-ID;VALUE=DATE:20251225", 6, "exception"),
        ("SUMMARY:No day at all", 4, "no_start"),
        ("DTSTART;VALUE=DATE:20260230", 5, "bad_date"),
        ("DTSTART;VALUE=DATE:20261225\nDTEND:tomorrow", 6, "bad_date"),
        ("DTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261224", 6, "backwards"),
        ("DTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20291225", 6, "too_long"),
        ("DTSTART;VALUE=DATE:99991231\nDURATION:P2D", 6, "too_long"),
        ("DTSTART;VALUE=DATE:20260227\nDURATION:P4D\nRRULE:FREQ=YEARLY", 7, "leap"),
        ("no colon here", 4, "unreadable"),
    ],
)
def test_what_a_calendar_cannot_hold_is_refused_with_its_line(event, line, code):
    with pytest.raises(IcsRefused) as refused:
        read_ics(ics(event))
    assert [(fault.line, fault.code) for fault in refused.value.faults] == [(line, code)]


@pytest.mark.parametrize(
    ("data", "line", "code"),
    [
        (b"", 1, "not_a_calendar"), (b"<html>", 1, "not_a_calendar"), (ics(), 1, "no_event"),
        (ics(CHRISTMAS).replace(b"END:VEVENT\r\n", b""), 4, "cut_off"), (b"BEGIN:VCALENDAR\r\nSUMMARY:caf\xe9\r\n", 2, "not_text"),
    ],
)
def test_a_file_that_is_no_calendar_is_refused(data, line, code):
    with pytest.raises(IcsRefused) as refused:
        read_ics(data)
    assert [(fault.line, fault.code) for fault in refused.value.faults] == [(line, code)]


def test_every_fault_is_named_at_once():
    bad = "DTSTART;VALUE=DATE:20261225\nRRULE:FREQ=WEEKLY"
    with pytest.raises(IcsRefused) as refused:
        read_ics(ics(bad, CHRISTMAS, bad))
    assert [fault.line for fault in refused.value.faults] == [6, 15]


words = st.sampled_from(["DTSTART", "DTEND", "DURATION", "RRULE", "SUMMARY", "EXDATE", "BEGIN", "END", "STATUS", ";", ":", "VALUE=DATE", "20260229", "FREQ=YEARLY", "P1D", "-P9W", "\n", "\n ", "VEVENT", "=", "\"", "\x00"])


@settings(max_examples=100, deadline=None, database=None)
@given(st.lists(st.one_of(words, st.text(max_size=6)), max_size=25))
def test_whatever_stands_in_an_event_it_is_read_or_refused(pieces):
    try:
        entries = read_ics(ics("".join(pieces).replace("\r", "")))
    except IcsRefused:
        return
    assert all(bool(entry.days) != bool(entry.left_out) for entry in entries)


# --- in the browser ------------------------------------------------------------------------------------------

TYPED = {"name": "Office hours", "zone": "Europe/London", "mon": "09:00-17:00", "holidays": "01-01"}


@pytest.fixture
def calendar(app):
    with writing():
        return factories.topic("rotas", MARTA).calendar_id


def upload(browser, calendar, data, name="days.ics", **changes):
    return browser.post(
        f"/admin/calendars/{calendar}/holidays", data={**TYPED, **changes, "file": (io.BytesIO(data), name)}, content_type="multipart/form-data"
    )


def test_a_file_is_looked_at_with_what_was_typed_and_then_saved(calendar, as_person):
    root = as_person(ROOT)
    looked = upload(root, calendar, ics(CHRISTMAS, SUMMER, MEETING), mon="10:00-16:00")
    assert looked.status_code == 200
    assert "The file holds 3 events:" in looked.text
    assert "Christmas, first day</bdi>: 12-25, every year" in looked.text
    assert "left out, for it is not a whole day (line 15)" in looked.text
    assert "<ins>01-01, 12-25, 2026-08-03, 2026-08-04, 2026-08-05</ins>" in looked.text
    assert 'value="10:00-16:00"' in looked.text
    assert db.session.query(CalendarVersion).count() == 1
    seen = re.search(r'name="seen" value="([0-9a-f]{32})"', looked.text)[1]
    filled = re.search(r'<textarea id="holidays"[^>]*>\n(.*?)</textarea>', looked.text, re.DOTALL)[1]
    assert root.post(f"/admin/calendars/{calendar}", data={**TYPED, "mon": "10:00-16:00", "holidays": filled, "seen": seen}).status_code == 303
    db.session.rollback()
    version = db.session.query(CalendarVersion).order_by(CalendarVersion.number.desc()).first()
    assert version.holidays == ["01-01", "12-25", "2026-08-03", "2026-08-04", "2026-08-05"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "begins with BEGIN:VCALENDAR"),
        (ics("DTSTART;VALUE=DATE:20261126\nRRULE:FREQ=YEARLY;BYDAY=4TH"), "Line 6: “RRULE:FREQ=YEARLY;BYDAY=4TH” is a rule that a calendar here cannot hold"),
    ],
)
def test_a_file_that_cannot_be_held_is_refused_beside_its_field(calendar, as_person, data, said):
    answer = upload(as_person(ROOT), calendar, data, name="kept.ics", zone="Asia/Tokyo")
    assert answer.status_code == 422
    assert said in answer.text
    assert 'id="file-problem"' in answer.text
    assert 'value="Asia/Tokyo"' in answer.text


def test_no_file_is_asked_for(calendar, as_person):
    assert "choose a file first" in as_person(ROOT).post(f"/admin/calendars/{calendar}/holidays", data=TYPED).text


# --- by command ----------------------------------------------------------------------------------------------


@pytest.fixture
def run(app, calendar, tmp_path, monkeypatch):
    """`heed calendars import`, on this test's own database."""
    monkeypatch.setattr(holidays, "create_app", lambda: app)
    path = tmp_path / "days.ics"

    def command(data, *options, name="Office hours"):
        path.write_bytes(data)
        return CliRunner().invoke(heed, ["calendars", "import", str(path), "--calendar", name, *options])

    return command


def test_the_command_shows_then_adds_then_changes_nothing(run):
    shown = run(ics(CHRISTMAS, SUMMER, MEETING), "--dry-run")
    assert "line 4: Christmas, first day: 12-25, every year" in shown.output
    assert "4 holidays would be added." in shown.output
    assert db.session.query(CalendarVersion).count() == 1
    db.session.rollback()
    assert "4 holidays added." in run(ics(CHRISTMAS, SUMMER, MEETING)).output
    assert "0 holidays added." in run(ics(CHRISTMAS, SUMMER, MEETING)).output
    assert db.session.query(CalendarVersion).count() == 2
    assert [entry.actor_id for entry in db.session.query(AuditEntry).filter_by(act="calendar.changed")] == [None]


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (ics("DTSTART;VALUE=DATE:20261126\nRRULE:FREQ=WEEKLY"), "Office hours", "line 6: 'RRULE:FREQ=WEEKLY' is a rule that a calendar here cannot hold"),
        (ics(CHRISTMAS), "Support", "there is no calendar 'Support'. There are: Office hours"),
    ],
)
def test_the_command_refuses_what_it_cannot_use(run, data, name, said):
    found = run(data, name=name)
    assert found.exit_code == 2
    assert said in found.output
