"""Whatever comes is kept once, as it came."""

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from community import clock
from community.db import db, writing
from community.inbound.models import Received
from community.inbound.receiving import take_in
from community.inbound.rules import HEAD, LARGEST
from tests.inbound.letters import mail, row, rows, take


def test_it_is_kept_as_it_came_with_what_the_envelope_said(app):
    raw = mail(message_id="<one@brannocs.example>")
    kept = row(take(raw, channel="pipe", sender="ada@brannocs.example", recipient="reply+x@hourfold.example"))
    assert (kept.content, kept.size, kept.state, kept.outcome) == (raw, len(raw), "waiting", "")
    assert (kept.address, kept.subject, kept.message_id) == ("ada@brannocs.example", "Re: Print the week", "<one@brannocs.example>")
    assert (kept.sender, kept.recipient) == ("ada@brannocs.example", "reply+x@hourfold.example")


def test_the_same_mail_by_two_channels_is_one(app):
    raw = mail(message_id="<one@brannocs.example>")
    first = take(raw, channel="pipe")
    assert take(b"Received: from elsewhere\r\n" + raw, channel="mailbox") == first
    assert len(rows()) == 1


def test_without_a_message_id_what_it_says_tells_mails_apart(app):
    first = take(mail(text="One."))
    assert take(b"Return-Path: <ada@brannocs.example>\r\nReceived: by us\r\n  at noon\r\n" + mail(text="One.")) == first
    assert take(mail(text="Two.")) != first
    assert take(mail("Ben <ben@ostara.example>", text="One.")) not in (first, first + 1)


def test_nobody_can_use_up_the_message_id_of_somebody_else(app):
    mine = take(mail(message_id="<one@brannocs.example>"))
    assert take(mail("Mallory <m@elsewhere.example>", message_id="<one@brannocs.example>")) != mine


def test_of_one_that_is_too_large_the_head_is_kept(app):
    kept = row(take(mail(text="x" * 70 + "\n") + b"y" * LARGEST))
    assert len(kept.content) == HEAD
    assert (kept.size > LARGEST, kept.address) == (True, "ada@brannocs.example")


def test_every_way_of_writing_the_empty_sender_is_the_empty_sender(app):
    for number, sender in enumerate(["", "<>", "MAILER-DAEMON", "mailer-daemon@mx.hourfold.example"]):
        assert row(take(mail(text=str(number)), sender=sender)).sender == "<>"
    assert row(take(mail(text="unknown"), sender=None)).sender == ""


BROKEN = [b"", b"\r\n\r\n", b"\0", b"From: \xff\xfe\r\nMessage-ID: <\0>\r\n\r\n\x00", b"From: " + b"<" * 5000 + b"\n\n", b"Subject: =?utf-8?q?=ED=A0=80?=\n\n"]


@given(raw=st.binary(max_size=400) | st.sampled_from(BROKEN))
@example(BROKEN[3])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_taken(app, raw):
    with writing():
        first = take_in(raw, now=clock.now()).id
        assert take_in(raw, now=clock.now()).id == first
        assert db.session.get_one(Received, first).state == "waiting"
