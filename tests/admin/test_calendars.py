"""Working calendars in the browser: several intervals a day, holidays one a line, each mistake beside its field."""

import re

import pytest

from community.audit import AuditEntry
from community.db import db, writing
from community.responses.models import Calendar
from tests import factories
from tests.cast import MARTA, ROOT

WEEK = {
    "name": "Support in Hamburg", "zone": "Europe/Berlin",
    "mon": "09:00-12:30, 13:30-17:00", "tue": "9:00 – 17:00", "wed": "", "thu": "22:00-24:00", "fri": "00:00-06:00",
    "sat": "", "sun": "", "holidays": "2026-12-24\n\n 12-25 \n12-25\n",
}


def calendars():
    db.session.rollback()
    return db.session.query(Calendar).order_by(Calendar.id).all()


def save(root, calendar_id, data):
    """Look at what it changes, then press the button below that."""
    looked = root.post(f"/admin/calendars/{calendar_id}", data=data)
    assert looked.status_code == 200
    seen = re.search(r'name="seen" value="([0-9a-f]{32})"', looked.text)[1]
    return root.post(f"/admin/calendars/{calendar_id}", data={**data, "seen": seen})


def test_a_calendar_is_kept_as_it_was_typed(as_person):
    answer = as_person(ROOT).post("/admin/calendars/new", data=WEEK)
    assert answer.status_code == 303
    (kept,) = calendars()
    assert (kept.name, kept.zone) == ("Support in Hamburg", "Europe/Berlin")
    assert kept.hours == {
        "mon": [["09:00", "12:30"], ["13:30", "17:00"]], "tue": [["09:00", "17:00"]],
        "thu": [["22:00", "24:00"]], "fri": [["00:00", "06:00"]],
    }
    assert kept.holidays == ["12-25", "2026-12-24"]


def test_a_new_calendar_starts_with_office_hours(as_person):
    page = as_person(ROOT).get("/admin/calendars/new").text
    assert page.count('value="09:00-17:00"') == 5
    assert '<option value="Europe/London">' in page


def test_what_was_saved_can_be_read_and_saved_again_unchanged(as_person):
    root = as_person(ROOT)
    root.post("/admin/calendars/new", data=WEEK)
    (kept,) = calendars()
    page = root.get(f"/admin/calendars/{kept.id}").text
    assert 'value="09:00-12:30, 13:30-17:00"' in page
    assert "12-25\n2026-12-24" in page
    root.post(f"/admin/calendars/{kept.id}", data={**WEEK, "tue": "09:00-17:00"})
    assert db.session.query(AuditEntry).filter_by(act="calendar.changed").count() == 0


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "", "needs a name"),
        ("zone", "Mars/Olympus", "choose a time zone"),
        ("zone", "", "choose a time zone"),
        ("mon", "9 to 5", "is not clear"),
        ("mon", "09:00-12:00, 11:00-17:00", "overlap, from 11:00"),
        ("mon", "17:00-09:00", "17:00-09:00 ends before it starts"),
        ("mon", "09:00-25:00", "“25:00” is not clear"),
        ("mon", "09:00-12:00-15:00", "“09:00-12:00-15:00” is not clear"),
        ("holidays", "12-25\nChristmas", "“Christmas” is no date"),
        ("holidays", "2026-02-30", "“2026-02-30” is no date"),
    ],
)
def test_a_mistake_is_named_beside_its_field_and_everything_typed_stays(as_person, field, typed, said):
    answer = as_person(ROOT).post("/admin/calendars/new", data={**WEEK, field: typed})
    assert answer.status_code == 422
    assert said in answer.text
    assert f'id="{field}-problem"' in answer.text
    assert "22:00-24:00" in answer.text
    assert calendars() == []


def test_a_calendar_that_never_opens_is_refused(as_person):
    closed = {**WEEK, **dict.fromkeys(("mon", "tue", "thu", "fri"), "")}
    answer = as_person(ROOT).post("/admin/calendars/new", data=closed)
    assert answer.status_code == 422
    assert "would never open" in answer.text


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Pacific/Pago_Pago"])
def test_a_day_beyond_the_years_people_write_is_no_day(as_person, zone):
    root = as_person(ROOT)
    root.post("/admin/calendars/new", data=WEEK)
    calendar_id = calendars()[0].id
    for day in ("0001-01-01", "9999-12-31", "2026-W01-1", "2026-02-31"):
        answer = root.post(f"/admin/calendars/{calendar_id}", data={**WEEK, "zone": zone, "valid_from": day})
        assert answer.status_code == 422, day
        assert day in answer.text


def test_a_change_is_noted_with_before_and_after(as_person):
    root = as_person(ROOT)
    root.post("/admin/calendars/new", data=WEEK)
    (kept,) = calendars()
    assert save(root, kept.id, {**WEEK, "zone": "Europe/Vienna"}).status_code == 303
    entry = db.session.query(AuditEntry).filter_by(act="calendar.changed").one()
    valid_from = entry.after.pop("valid_from")
    assert valid_from.endswith("+00:00")
    assert (entry.before, entry.after) == ({"zone": "Europe/Berlin"}, {"zone": "Europe/Vienna"})


def test_a_calendar_in_use_stays_and_says_whose_it_is(as_person):
    with writing():
        used = factories.topic("rotas", owner=MARTA).calendar_id
    root = as_person(ROOT)
    assert root.post(f"/admin/calendars/{used}/remove").status_code == 303
    assert "these topics use it: Rotas" in root.get(f"/admin/calendars/{used}").text
    assert len(calendars()) == 1


def test_an_unused_calendar_can_go(as_person):
    with writing():
        unused = factories.calendar("Old hours").id
    as_person(ROOT).post(f"/admin/calendars/{unused}/remove")
    assert calendars() == []
    assert db.session.query(AuditEntry).filter_by(act="calendar.removed").count() == 1


@pytest.mark.parametrize("path", ["/admin/calendars/99", "/admin/calendars/99999999999999"])
def test_an_unknown_calendar_is_not_there(as_person, path):
    root = as_person(ROOT)
    assert root.get(path).status_code == 404
    assert root.post(path, data=WEEK).status_code == 404


def test_only_named_fields_are_taken(as_person):
    as_person(ROOT).post("/admin/calendars/new", data={**WEEK, "id": "77", "hours": "{}"})
    (kept,) = calendars()
    assert kept.id != 77
    assert "mon" in kept.hours
