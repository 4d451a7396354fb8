"""One's own page."""

import pytest

from community.accounts.models import Person
from community.db import db
from community.events import Event
from tests.accounts.mails import ask, last_code
from tests.cast import ADA, MARTA

NEW = {"name": "Ada O.", "title": "Ward clerk", "locale": "en", "zone": "Europe/Dublin"}


def row():
    return db.session.query(Person).populate_existing().one()


def test_what_one_says_of_oneself_is_kept(as_person):
    assert as_person(ADA).post("/me", data=NEW).location == "/me"
    assert (row().name, row().title, row().zone) == ("Ada O.", "Ward clerk", "Europe/Dublin")
    assert db.session.query(Event).filter_by(kind="person.updated").one().data == {}


def test_dates_follow_the_zone_one_chose(as_person):
    ada = as_person(ADA)
    ada.post("/me", data=NEW | {"zone": "Asia/Kathmandu"})
    assert "+0545" in ada.get("/me/sessions").text or "GMT+5:45" in ada.get("/me/sessions").text


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("name", "   "), ("name", "\u202e\u200b"), ("name", "x" * 81), ("title", "x" * 121), ("zone", "Mars/Olympus"), ("zone", "../etc/passwd"), ("zone", ""), ("locale", "xx"), ("locale", "")],
)
def test_what_cannot_be_is_said_beside_the_field_and_the_rest_is_kept(as_person, field, value):
    answer = as_person(ADA).post("/me", data=NEW | {field: value})
    assert answer.status_code == 422
    assert f'id="{field}-problem"' in answer.text
    if field != "title":
        assert 'value="Ward clerk"' in answer.text
    assert row().name == ADA.name


@pytest.mark.parametrize("name", ["a\x00b", "x\u2028y", "x\r\nBcc: e@x.example", "‮evil", "<script>alert(1)</script>", "{{7*7}}", "%(x)s", "O’Brien-Łódź"])
def test_a_strange_name_is_cleaned_and_shown_as_text(as_person, name):
    ada = as_person(ADA)
    assert ada.post("/me", data=NEW | {"name": name}).status_code == 303
    assert not {"\x00", "\n", "\r", "\u2028", "\u202e"} & set(row().name)
    page = ada.get("/me")
    assert page.status_code == 200
    assert "<script>alert" not in page.text


def test_nobody_promotes_themselves(as_person):
    as_person(ADA).post("/me", data=NEW | {"role": "administrator", "state": "banned", "points": "99", "email": "x@y.example", "organisation_id": "7", "id": "3"})
    assert (row().role, row().state, row().points, row().email) == ("customer", "active", 0, ADA.email)


def test_a_visitor_is_led_to_sign_in_and_back(client):
    assert client.get("/me").location == "/sign-in?next=/me"
    assert client.post("/me", data=NEW).location == "/sign-in?next=/"


def test_staff_see_what_they_are_here(as_person):
    assert "Product manager" in as_person(MARTA).get("/me").text


def test_the_new_are_welcomed_asked_for_a_name_and_led_on(client):
    ask(client, "nia.hale@elsewhere.example", "/?tab=new")
    led = client.post("/sign-in/code", data={"code": last_code()}).location
    page = client.get(led).text
    assert "Welcome, Nia Hale" in page
    assert 'value="Nia Hale"' in page
    answer = client.post("/me", data={"name": "Nia H.", "title": "", "zone": "Europe/Oslo", "next": "/?tab=new"})
    assert answer.location == "/?tab=new"
    assert (row().name, row().locale) == ("Nia H.", "en")


def test_after_a_day_one_is_no_longer_new(as_person, moved_clock):
    ada = as_person(ADA)
    assert "Welcome." in ada.get("/me").text
    moved_clock(6 * 3_600)
    ada.get("/me")
    moved_clock(11 * 3_600)
    ada.get("/me")
    moved_clock(17 * 3_600)
    ada.get("/me")
    moved_clock(25 * 3_600)
    assert "Welcome." not in ada.get("/me").text


def test_welcome_leads_only_to_our_own_pages(as_person):
    page = as_person(ADA).get("/welcome?next=//evil.example").text
    assert 'href="//evil' not in page
    assert '<input type="hidden" name="next" value="/">' in page


def test_a_page_about_oneself_is_stored_nowhere(as_person):
    for path in ("/me", "/me/sessions", "/me/password", "/welcome"):
        assert as_person(ADA).get(path).headers["Cache-Control"] == "no-store"
