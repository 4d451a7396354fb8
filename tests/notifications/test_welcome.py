"""Who signs in for the first time is welcomed once: what we promise, what we will send, and how to change it."""

import pytest

from community.accounts.rules import Role
from community.db import db, writing
from community.events import Event
from community.jobs.worker import drain
from tests import factories
from tests.accounts.mails import ask, last_code
from tests.cast import ADA, SAM
from tests.notifications.mails import parsed, rows, text_of, urls_in

NIA = "nia@ostara.example"


def arrive(browser, email):
    ask(browser, email)
    assert browser.post("/sign-in/code", data={"code": last_code()}).status_code == 303
    drain()


@pytest.mark.parametrize("email", [NIA, ADA.email])
def test_a_customer_is_welcomed_after_the_first_sign_in_whoever_made_the_account(client, email):
    with writing():
        factories.person(ADA)
    arrive(client, email)
    (mail,) = rows("welcome")
    assert mail.address == email
    text = text_of(mail)
    assert "Every idea gets an answer in words, from a named person" in text
    assert "What we will send you" in text
    assert any("/mail/preferences/" in url for url in urls_in(text))
    assert parsed(mail)["List-Unsubscribe"] is None


def test_nobody_is_welcomed_twice(client):
    for _ in range(2):
        arrive(client, NIA)
    assert len(rows("welcome")) == 1
    assert db.session.query(Event).filter_by(kind="person.arrived").count() == 1


def test_staff_are_not_welcomed_as_customers(client):
    with writing():
        assert factories.person(SAM).role == Role.STAFF
    arrive(client, SAM.email)
    assert rows("welcome") == []


def test_asking_for_a_code_alone_welcomes_nobody(client):
    ask(client, NIA)
    drain()
    assert rows("welcome") == []
