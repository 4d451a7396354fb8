"""Where one is signed in: seen, ended, and never longer than promised."""

from datetime import timedelta

import pytest

from community import clock
from community.accounts.actions import close_sessions_of, open_session
from community.accounts.models import Session
from community.accounts.rules import browser_name
from community.db import db, writing
from tests import factories
from tests.cast import ADA, BEN, MARTA

HOUR = 3_600


def signed_in(browser):
    return browser.get("/me").status_code == 200


def rows():
    return db.session.query(Session).order_by(Session.id).populate_existing().all()


def test_the_page_lists_my_browsers_and_nobody_elses(as_person):
    with writing():
        open_session(factories.person(ADA), browser="Mozilla/5.0 (Windows NT 10.0) Firefox/140.0", network="192.0.2.7", now=clock.now())
        open_session(factories.person(BEN), browser="Mozilla/5.0 (iPhone) Safari/605", network="198.51.100.9", now=clock.now())
    page = as_person(ADA).get("/me/sessions").text
    assert "Firefox, Windows" in page
    assert "192.0.2.7" in page
    assert "198.51.100.9" not in page
    assert page.count("this one") == 1


def test_ending_one_signs_that_browser_out(as_person):
    here, elsewhere = as_person(ADA), as_person(ADA)
    here.post(f"/me/sessions/{rows()[1].id}/close")
    assert signed_in(here)
    assert not signed_in(elsewhere)


def test_ending_this_one_signs_out(as_person):
    here = as_person(ADA)
    assert here.post(f"/me/sessions/{rows()[0].id}/close").location == "/"
    assert not signed_in(here)


def test_ending_all_others_leaves_this_one(as_person):
    browsers = [as_person(ADA) for _ in range(3)]
    ben = as_person(BEN)
    browsers[0].post("/me/sessions/close-others")
    assert [signed_in(browser) for browser in (*browsers, ben)] == [True, False, False, True]


@pytest.mark.parametrize("session_id", ["theirs", "0", "999999", "99999999999999999999"])
def test_nobody_ends_anothers(as_person, session_id):
    ben, ada = as_person(BEN), as_person(ADA)
    theirs = rows()[0].id
    assert ada.post(f"/me/sessions/{theirs if session_id == 'theirs' else session_id}/close").status_code == 404
    assert signed_in(ben)


def test_after_signing_out_the_old_cookie_is_worth_nothing(app, as_person):
    ada = as_person(ADA)
    before = ada.get_cookie("heed").value
    ada.post("/sign-out")
    answer = app.test_client(use_cookies=False).get("/me", headers={"Cookie": f"heed={before}"})
    assert answer.status_code == 302
    assert rows()[0].revoked_at is not None


@pytest.mark.parametrize(("part", "hours"), [(ADA, 12), (MARTA, 1)])
def test_an_idle_browser_is_signed_out(as_person, moved_clock, part, hours):
    browser = as_person(part)
    moved_clock(hours * HOUR - 60)
    assert signed_in(browser)
    moved_clock(2 * hours * HOUR)
    assert not signed_in(browser)


@pytest.mark.parametrize(("part", "hours"), [(ADA, 30 * 24), (MARTA, 12)])
def test_a_busy_browser_stays_signed_in_until_the_longest_time(as_person, moved_clock, part, hours):
    browser, step = as_person(part), 0.9 * (12 if part is ADA else 1)
    at = 0.0
    while at + step < hours - 0.1:
        at += step
        moved_clock(at * HOUR)
        assert signed_in(browser), at
    moved_clock(hours * HOUR + 60)
    assert not signed_in(browser)


def test_a_clock_set_back_an_hour_signs_nobody_out(as_person, moved_clock):
    browser = as_person(ADA)
    moved_clock(-HOUR)
    assert signed_in(browser)


def test_another_role_ends_every_session(as_person):
    ada = as_person(ADA)
    with writing():
        factories.person(ADA).role = "administrator"
    assert not signed_in(ada)


@pytest.mark.parametrize("state", ["banned", "deactivated", "erased"])
def test_the_banned_are_out_at_once(as_person, state):
    ada = as_person(ADA)
    with writing():
        factories.person(ADA).state = state
    assert not signed_in(ada)


def test_closing_all_of_a_person_spares_the_others(as_person):
    ada, ben = as_person(ADA), as_person(BEN)
    with writing():
        close_sessions_of(factories.person(ADA).id, now=clock.now())
    assert not signed_in(ada)
    assert signed_in(ben)


def test_the_row_holds_no_token_and_the_browser_no_control_characters(app):
    with writing():
        token = open_session(factories.person(ADA), browser="x\x00\n\u202e" + "y" * 900, network="n", now=clock.now())
    [row] = rows()
    assert token not in row.token_hash
    assert row.browser.startswith("x y")
    assert len(row.browser) == 200
    assert row.expires_at - row.created_at == timedelta(days=30)


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
        ("curl/8.0", ""), ("", ""),
    ],
)
def test_a_browser_is_named_as_people_know_it(agent, name):
    assert browser_name(agent) == name
