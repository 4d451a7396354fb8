"""Signing in by password, for customers and staff alike."""

import statistics
import time

import pytest

from community.accounts.models import Session
from community.accounts.passwords import hash_password, password_matches
from community.db import db, writing
from tests import factories
from tests.accounts.mails import ask, last_code
from tests.cast import ADA, CLEO, MARTA

GOOD = "vier Wörter ohne Sinn"
HASHED = hash_password(GOOD)


@pytest.fixture
def people(app):
    with writing():
        for part in (ADA, MARTA):
            factories.person(part).password_hash = HASHED
        factories.person(CLEO)


def sign_in(browser, email=ADA.email, password=GOOD, **kwargs):
    return browser.post("/sign-in/password", data={"email": email, "password": password, "next": "/?tab=new"}, **kwargs)


@pytest.mark.parametrize("part", [ADA, MARTA])
def test_the_right_password_signs_in(client, people, part):
    assert sign_in(client, part.email).location == "/?tab=new"
    assert part.name in client.get("/me").text


def test_an_address_is_known_in_any_spelling(client, people):
    assert sign_in(client, " ADA@Brannocs.EXAMPLE ").status_code == 303


@pytest.mark.parametrize(
    ("email", "password"),
    [
        (ADA.email, "wrong words"), (ADA.email, ""), (CLEO.email, ""), (CLEO.email, GOOD), ("nobody@x.example", GOOD), ("", GOOD),
        ("junk", GOOD), ("a\x00@x.example", GOOD), (ADA.email, "x" * 500_000), (ADA.email, GOOD + "\x00"), (ADA.email, "é" * 300),
    ],
)
def test_every_other_try_gets_one_answer(client, people, email, password):
    answer = sign_in(client, email, password)
    assert answer.status_code == 422
    assert "do not go together" in answer.text
    assert db.session.query(Session).count() == 0


@pytest.mark.parametrize("state", ["banned", "deactivated", "erased"])
def test_who_may_not_come_in_gets_the_answer_of_a_wrong_password(client, people, state):
    wrong = sign_in(client, password="wrong words").text
    with writing():
        factories.person(ADA).state = state
    answer = sign_in(client)
    assert (answer.status_code, answer.text) == (422, wrong)
    assert db.session.query(Session).count() == 0


def test_an_accent_may_be_composed_by_another_keyboard(client, people):
    assert sign_in(client, password="vier Wo\u0308rter ohne Sinn").status_code == 303


def test_an_unknown_address_takes_as_long_as_a_wrong_password(app, people):
    with app.app_context():
        known = factories.person(ADA)
        spent = {}
        for who in (known, None):
            times = []
            for _ in range(9):
                begun = time.process_time()
                assert not password_matches(who, "wrong words")
                times.append(time.process_time() - begun)
            spent[who is None] = statistics.median(times)
    assert abs(spent[True] - spent[False]) < 0.5 * max(spent.values())


def test_guessing_at_one_address_is_stopped_and_mail_still_works(early_in_the_hour, client, other_browser, people):
    statuses = [sign_in(client, password=f"wrong {i}", environ_overrides={"REMOTE_ADDR": f"192.0.2.{i}"}).status_code for i in range(12)]
    assert statuses == [422] * 10 + [429] * 2
    refused = sign_in(other_browser, environ_overrides={"REMOTE_ADDR": "192.0.2.99"})
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 300
    ask(other_browser, ADA.email)
    assert other_browser.post("/sign-in/code", data={"code": last_code()}).status_code == 303


def test_guessing_from_one_network_is_stopped_whoever_is_guessed_at(early_in_the_hour, client, people):
    addresses = ({"REMOTE_ADDR": f"2001:db8::{i + 1:x}"} for i in range(30))
    statuses = [sign_in(client, f"p{i}@x.example", "wrong", environ_overrides=a).status_code for i, a in enumerate(addresses)]
    assert statuses == [422] * 25 + [429] * 5


def test_a_refusal_for_haste_keeps_the_address(early_in_the_hour, client, people):
    for _ in range(11):
        answer = sign_in(client, password="wrong words")
    assert answer.status_code == 429
    assert f'value="{ADA.email}"' in answer.text


def test_the_password_is_never_shown_again(client, people):
    assert "wrong words" not in sign_in(client, password="wrong words").text
