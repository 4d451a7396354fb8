"""Mail that comes in by HTTP."""

import pytest

from community.inbound.rules import HEAD, LARGEST
from tests.inbound.letters import mail, rows

SECRET = "0123456789abcdefghijklmnopqrstuv"


@pytest.fixture
def hook(settings, client):
    settings(inbound_secret=SECRET)

    def post(raw, secret=SECRET, query=""):
        return client.post(f"/mail/inbound{query}", data=raw, headers={"Heed-Secret": secret, "Sec-Fetch-Site": None}, content_type="message/rfc822")

    return post


def test_it_is_stored_before_200_is_said(hook):
    answer = hook(mail(), query="?sender=&recipient=reply%2Bx@hourfold.example")
    assert answer.status_code == 200
    (found,) = rows()
    assert answer.get_json() == {"stored": found.id}
    assert (found.content, found.channel, found.sender, found.recipient) == (mail(), "hook", "<>", "reply+x@hourfold.example")


def test_the_same_once_more_says_the_same(hook):
    assert hook(mail()).get_json() == hook(mail()).get_json()
    assert len(rows()) == 1


@pytest.mark.parametrize("secret", ["", "wrong", SECRET.upper(), SECRET + "x", "ä"])
def test_without_the_secret_nothing_is_stored(hook, secret):
    assert hook(mail(), secret).status_code == 401
    assert rows() == []


def test_where_no_secret_is_set_there_is_no_hook(client):
    assert client.post("/mail/inbound", data=mail(), headers={"Heed-Secret": ""}).status_code == 404


def test_nothing_is_no_mail(hook):
    assert hook(b"").status_code == 400


def test_of_ten_megabytes_the_head_is_kept_and_nobody_sends_it_again(hook):
    assert hook(mail() + b"A" * LARGEST).status_code == 200
    (found,) = rows()
    assert (found.size > LARGEST, len(found.content)) == (True, HEAD)


def test_more_than_a_form_may_hold_is_taken_as_it_is(hook):
    assert hook(mail() + b"A" * 3_000_000).status_code == 200
    assert len(rows()[0].content) > 3_000_000
