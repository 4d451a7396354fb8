"""Coming back by the link: a page with a button, on whatever device."""

import pytest

from community.accounts.models import Person, Session, SignIn
from community.db import db, writing
from tests import factories
from tests.accounts.mails import ask, last_link
from tests.cast import ADA


def signed_in(browser):
    return browser.get("/me").status_code == 200


def test_on_the_asking_browser_one_button_is_enough(client):
    ask(client, next_url="/?tab=new")
    assert 'name="mine"' not in client.get(last_link()).text
    answer = client.post(last_link())
    assert answer.location == "/welcome?next=/?tab%3Dnew"
    assert signed_in(client)


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_a_scanner_changes_nothing(client, other_browser, method):
    ask(client)
    for browser in (client, other_browser):
        for _ in range(3):
            assert getattr(browser, method)(last_link()).status_code == 200
    row = db.session.query(SignIn).one()
    assert (row.used_at, row.tries) == (None, 0)
    assert db.session.query(Session).count() == db.session.query(Person).count() == 0
    client.post(last_link())
    assert signed_in(client)


def test_another_browser_is_told_so_and_takes_one_more_click(client, other_browser):
    ask(client)
    page = other_browser.get(last_link()).text
    assert "asked for on another browser" in page
    assert 'name="mine"' in page
    refused = other_browser.post(last_link())
    assert refused.status_code == 422
    assert "confirm that it was you" in refused.text
    assert not signed_in(other_browser)
    other_browser.post(last_link(), data={"mine": "1"})
    assert signed_in(other_browser)
    assert not signed_in(client)


def test_a_link_works_once(client, other_browser):
    ask(client)
    client.post(last_link())
    answer = other_browser.post(last_link(), data={"mine": "1"})
    assert answer.status_code == 410
    assert "works once" in answer.text
    assert not signed_in(other_browser)


def test_a_link_is_good_for_ten_minutes(client, moved_clock):
    ask(client)
    moved_clock(11 * 60)
    assert client.get(last_link()).status_code == 410
    assert client.post(last_link()).status_code == 410


@pytest.mark.parametrize("change", [lambda t: t[:-1], lambda t: t + "A", lambda t: t.swapcase(), lambda t: "x", lambda t: "é" * 50, lambda t: "A" * 5_000])
def test_a_changed_link_is_no_link(client, change):
    ask(client)
    token = last_link().rsplit("/", 1)[1]
    answer = client.post("/sign-in/link/" + change(token))
    assert answer.status_code == 410
    assert not signed_in(client)


def test_the_page_tells_its_address_to_nobody(client):
    ask(client)
    headers = client.get(last_link()).headers
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"


def test_a_new_password_makes_the_link_useless(client, as_person, moved_clock):
    ada = as_person(ADA)
    ask(client, ADA.email)
    ada.post("/me/password", data={"password": "vier Wörter ohne Sinn"})
    assert client.get(last_link()).status_code == 410


@pytest.mark.parametrize("state", ["banned", "deactivated"])
def test_who_may_not_come_in_gets_no_session(client, state):
    with writing():
        factories.person(ADA).state = state
    ask(client, ADA.email)
    assert client.post(last_link()).status_code == 422
    assert not signed_in(client)
