"""Asking for a code: the same answer for everybody, and not too often."""

import re

import pytest

from community.accounts.models import Person, SignIn
from community.accounts.queries import hash_of
from community.db import db, writing
from community.events import Event
from tests import factories
from tests.accounts.mails import ask, last_code, last_link, mails, text_of
from tests.cast import ADA


def test_a_mail_with_code_and_link_is_queued_and_the_code_page_asks_for_it(client):
    answer = ask(client)
    assert (answer.status_code, answer.location) == (303, "/sign-in/code")
    [mail] = mails("nia@ostara.example")
    assert mail.state == "queued"
    assert re.fullmatch(r"\d{6}", last_code())
    assert last_link().startswith("/sign-in/link/")
    assert "nia@ostara.example" in client.get("/sign-in/code").text


def test_neither_code_nor_link_is_stored_or_told_in_an_event(client):
    ask(client)
    row, event = db.session.query(SignIn).one(), db.session.query(Event).filter_by(kind="sign_in.requested").one()
    token, code = last_link().rsplit("/", 1)[1], last_code()
    stored = " ".join(str(value) for value in vars(row).values())
    assert token not in stored
    assert code not in stored
    assert row.link_hash == hash_of(token)
    assert row.code_hash != hash_of(code)
    assert (event.data, event.person_id) == ({}, None)


def test_the_subject_which_lists_show_does_not_tell_the_code(client):
    ask(client)
    assert not re.search(r"\d{3} ?\d{3}", mails()[-1].subject)


def test_the_link_comes_from_the_settings_and_never_from_the_request(client):
    client.post("/sign-in", data={"email": "nia@ostara.example"}, headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})
    assert "evil.example" not in text_of(mails()[-1])
    assert "http://127.0.0.1:8000/sign-in/link/" in text_of(mails()[-1])


def test_known_and_unknown_addresses_get_the_same_answer(client, other_browser):
    with writing():
        factories.person(ADA)
    known, unknown = ask(client, ADA.email), ask(other_browser, "not" + ADA.email)
    assert (known.status_code, known.data) == (unknown.status_code, unknown.data)
    assert dict(known.headers).keys() == dict(unknown.headers).keys()
    pages = [browser.get("/sign-in/code").text for browser in (client, other_browser)]
    assert pages[0] == pages[1].replace("not" + ADA.email, ADA.email)
    assert len(mails()) == 2


def test_known_and_unknown_addresses_cost_the_same_statements(client, other_browser, statements):
    with writing():
        factories.person(ADA)
    with statements() as known:
        ask(client, ADA.email)
    with statements() as unknown:
        ask(other_browser, "not" + ADA.email)
    assert len(known) == len(unknown)


@pytest.mark.parametrize("state", ["banned", "deactivated"])
def test_the_banned_get_the_same_answer_too(client, state):
    with writing():
        factories.person(ADA).state = state
    assert ask(client, ADA.email).location == "/sign-in/code"
    assert len(mails(ADA.email)) == 1


@pytest.mark.parametrize(
    "typed",
    [
        "", "nobody", "a@b", "a@b@c.example", "a@x.example, b@x.example", "a@x.example;b@x.example", "a b@x.example",
        '"a b"@x.example', "Nia <nia@x.example>", "x" * 65 + "@x.example", "a@" + "x" * 250 + ".example", "a@x..example",
        "a" * 200_000 + "@x.example", "ñandú@x.example", "a@-x.example", "a\u2028b@x.example", "a@x.example\nBcc: b@x.example",
    ],
)
def test_what_is_not_one_address_is_asked_again_with_what_was_typed(client, typed):
    answer = ask(client, typed)
    assert answer.status_code == 422
    assert "one mail address" in answer.text
    assert mails() == []


@pytest.mark.parametrize("typed", ["nia\x00@ostara.example", " nia@ostara.example ", "nia@ostara.example\u2028", "nia@OSTARA.example", "\u200bnia@ostara.example", "ｎｉａ＠ostara.example"])
def test_an_address_is_cleaned_of_what_only_looks_like_nothing(client, typed):
    assert ask(client, typed).status_code == 303
    assert mails()[-1].address == "nia@ostara.example"


def test_an_international_domain_is_written_the_way_mail_servers_know_it(client):
    ask(client, "nia@bücher.example")
    assert mails()[-1].address == "nia@xn--bcher-kva.example"


def test_a_second_click_sends_no_second_mail(client):
    ask(client)
    assert ask(client).location == "/sign-in/code"
    assert len(mails()) == 1


def test_fifty_requests_send_at_most_five_mails_and_say_when_to_come_back(app, client):
    answers = []
    for _ in range(50):
        browser = app.test_client()
        answers.append(ask(browser))
    assert len(mails()) == 5
    assert [answer.status_code for answer in answers[:5]] == [303] * 5
    assert {answer.status_code for answer in answers[5:]} == {429}
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 3600
    assert 'value="nia@ostara.example"' in answers[-1].text


def test_one_network_is_limited_by_its_64_whatever_addresses_it_uses(app, client):
    statuses = []
    for i in range(40):
        browser = app.test_client()
        answer = browser.post(
            "/sign-in", data={"email": f"p{i}@x.example"}, environ_overrides={"REMOTE_ADDR": f"2001:db8:0:1::{i + 1:x}"}
        )
        statuses.append(answer.status_code)
    assert statuses == [303] * 30 + [429] * 10
    elsewhere = app.test_client().post(
        "/sign-in", data={"email": "q@x.example"}, environ_overrides={"REMOTE_ADDR": "2001:db8:0:2::1"}
    )
    assert elsewhere.status_code == 303


def test_a_forwarded_address_from_a_stranger_is_not_believed(app, client):
    for i in range(35):
        last = app.test_client().post("/sign-in", data={"email": f"p{i}@x.example"}, headers={"X-Forwarded-For": f"192.0.2.{i}"})
    assert last.status_code == 429


def test_a_newer_code_replaces_the_older_one_of_the_same_browser(client, moved_clock):
    ask(client)
    old = last_link()
    moved_clock(60)
    ask(client)
    assert client.get(old).status_code == 410
    assert client.get(last_link()).status_code == 200


def test_nobody_joins_by_asking(client):
    ask(client)
    assert db.session.query(Person).count() == 0


@pytest.mark.parametrize("target", ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "/" + "x" * 600])
def test_the_way_back_is_one_of_our_own_pages(client, target):
    ask(client, next_url=target)
    assert db.session.query(SignIn).one().next_url == "/"
