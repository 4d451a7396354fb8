"""Queueing a mail: rendered once, kept as bytes, the same for every try."""

import re
from email import message_from_bytes, policy

import pytest

from community import clock, events
from community.db import db, writing
from community.notifications.actions import queue_mail
from community.notifications.models import Mail
from tests import factories
from tests.cast import ADA

CONTEXT = {"code": "123456", "link": "http://127.0.0.1:8000/sign-in/link/abc", "kept": []}


@pytest.fixture
def queue(app):
    def put(address=ADA.email, **changes):
        with writing():
            event = events.record("sign_in.requested", at=clock.now())
            return queue_mail("sign_in", address=address, event=event, now=clock.now(), **{"person": None, "context": CONTEXT} | changes)

    return put


def parsed(mail):
    return message_from_bytes(mail.content, policy=policy.default)


def test_a_mail_waits_with_its_bytes_and_its_message_id(queue):
    mail = queue()
    assert (mail.state, mail.attempts, mail.address) == ("queued", 0, ADA.email)
    assert parsed(mail)["Message-ID"] == mail.message_id
    assert "Your code" in mail.subject


def test_a_second_call_for_the_same_event_and_address_answers_with_the_first(app):
    with writing():
        event = events.record("sign_in.requested", at=clock.now())
        first, second = (queue_mail("sign_in", address=ADA.email, person=None, context=CONTEXT, event=event, now=clock.now()) for _ in range(2))
        assert first.id == second.id
    assert db.session.query(Mail).count() == 1


def test_an_address_no_header_can_carry_is_dead_at_once(queue):
    mail = queue(address="a@b.example, c@d.example")
    assert mail.state == "dead"
    assert "cannot be written" in mail.reason


def test_everything_is_seven_bits_wide_in_short_lines(queue):
    with writing():
        person = factories.person(ADA)
        person.name = "Ådå Ökoro \U0001f600 " + "x" * 60
    content = queue(person=person).content
    assert content.isascii()
    assert max(len(line) for line in content.split(b"\r\n")) <= 998
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_a_line_end_in_a_name_starts_no_header(queue):
    with writing():
        person = factories.person(ADA)
        person.name = "Ada\r\nBcc: eve@elsewhere.example\u2028X"
    mail = parsed(queue(person=person))
    assert mail["Bcc"] is None
    assert [a.addr_spec for a in mail["To"].addresses] == [ADA.email]


def test_a_sign_in_mail_cannot_be_refused(queue):
    mail = parsed(queue())
    assert mail["List-Unsubscribe"] is None
    assert mail["List-Id"] is None
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "All"


def test_text_and_html_carry_the_same_links(queue):
    mail = parsed(queue())
    text, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert set(re.findall(r"https?://\S+", text)) == set(re.findall(r'href="([^"]+)"', html))
