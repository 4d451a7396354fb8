"""Setting and changing one's own password."""

import pytest

from community.accounts.models import Session
from community.accounts.rules import password_problem
from community.db import db, writing
from tests import factories
from tests.cast import ADA, MARTA

GOOD, BETTER = "vier Wörter ohne Sinn", "noch vier Wörter mehr"


def set_it(browser, password=GOOD, current=""):
    return browser.post("/me/password", data={"password": password, "current": current})


def works(browser, password, part=ADA):
    return browser.post("/sign-in/password", data={"email": part.email, "password": password}).status_code == 303


@pytest.mark.parametrize("part", [ADA, MARTA])
def test_the_first_one_is_set_and_works(as_person, client, part):
    assert set_it(as_person(part)).status_code == 303
    assert works(client, GOOD, part)


def test_it_is_stored_as_argon2id_only(as_person):
    set_it(as_person(ADA))
    with writing():
        stored = factories.person(ADA).password_hash
    assert stored.startswith("$argon2id$")
    assert GOOD not in stored


def test_a_change_needs_the_present_one(as_person, client):
    ada = as_person(ADA)
    set_it(ada)
    answer = set_it(ada, BETTER, current="not this")
    assert answer.status_code == 422
    assert "not your present password" in answer.text
    assert set_it(ada, BETTER, current=GOOD).status_code == 303
    assert not works(client, GOOD)
    assert works(client, BETTER)


def test_every_other_browser_is_signed_out_and_this_one_goes_on_afresh(as_person):
    here, elsewhere = as_person(ADA), as_person(ADA)
    before = here.get_cookie("heed").value
    set_it(here)
    assert here.get("/me").status_code == 200
    assert here.get_cookie("heed").value != before
    assert elsewhere.get("/me").status_code == 302
    assert db.session.query(Session).filter(Session.revoked_at.is_(None)).count() == 1


def test_the_cookie_of_before_is_worth_nothing(app, as_person):
    here = as_person(ADA)
    before = here.get_cookie("heed").value
    set_it(here)
    answer = app.test_client(use_cookies=False).get("/me", headers={"Cookie": f"heed={before}"})
    assert answer.status_code == 302


@pytest.mark.parametrize("password", ["", "kurz", "7 chars", "password", "PASSWORD1", "Password123!", "qwertyuiop", "aaaaaaaaaaaa", "        ", "x" * 257, "ada@brannocs.example", "brannocs2026"])
def test_a_poor_one_is_refused_with_a_reason_and_nothing_changes(as_person, password):
    ada = as_person(ADA)
    answer = set_it(ada, password)
    assert answer.status_code == 422
    assert 'id="password-problem"' in answer.text
    assert 'type="password"' in answer.text
    assert 'type="password" value' not in answer.text
    with writing():
        assert factories.person(ADA).password_hash is None


@pytest.mark.parametrize("password", ["😀" * 200, "x y" * 40, "zwölf Boxkämpfer", "\x00abcdefgh\x00", "correct\u2028horse", "1" * 3 + "abcde"])
def test_any_characters_will_do(as_person, client, password):
    assert set_it(as_person(ADA), password).status_code == 303
    assert works(client, password)


def test_guessing_the_present_one_is_stopped(early_in_the_hour, as_person):
    ada = as_person(ADA)
    set_it(ada)
    statuses = [set_it(ada, BETTER, current=f"guess {i}").status_code for i in range(11)]
    assert statuses.count(422) == 9
    assert statuses[-1] == 429


@pytest.mark.parametrize(
    ("password", "problem"),
    [("1234567", "short"), ("x" * 300, "long"), ("iloveyou", "common"), ("Summer2026", "common"), ("okoro-okoro", ""), ("Okoro1990", "yours"), ("four plain words here", "")],
)
def test_what_speaks_against_a_password(password, problem):
    assert password_problem(password, ADA.email, ADA.name) == problem
