"""Where a mail comes back to: an address of its own, which nobody else can make."""


from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community import clock
from community.db import writing
from community.jobs.mail import deliver
from community.notifications.actions import queue_mail
from community.notifications.delivery import Letter, carrier_for
from community.notifications.envelopes import mail_of, return_path
from tests.cast import ADA
from tests.notifications.mails import rows
from tests.smtp_sink import Sink

LARGEST = 2**63 - 1


@pytest.mark.parametrize("mail_id", [1, 42, 2**31, LARGEST])
def test_it_leads_back_to_the_mail_and_fits_every_server(app, mail_id):
    address = return_path(mail_id)
    local = address.partition("@")[0]
    assert mail_of(address) == mail_of(local) == mail_of(f"<{address}>") == mail_of(address.upper()) == mail_id
    assert len(local) <= 64
    assert local == local.lower()


def test_one_made_up_or_changed_leads_nowhere(app):
    local = return_path(42).partition("@")[0]
    other = return_path(43).partition("@")[0]
    made_up = [local[:-1] + ("a" if local[-1] != "a" else "b"), local.replace("42", "43"), "bounces+42." + other.split(".")[1], "bounces+042" + local[10:],
               "bounces+42", "bounces", "", "@", "bounces+0." + "a" * 26, local + "a", "reply" + local[7:], local.replace("42", "٤٢")]
    assert [mail_of(each) for each in made_up] == [None] * len(made_up)


def test_another_key_makes_other_addresses(app, monkeypatch):
    before = return_path(42)
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], secret_key="another key, as long as the first one is"))
    assert return_path(42) != before
    assert mail_of(before) is None


@pytest.fixture(scope="module")
def flask_app(built_app):
    return built_app


@given(text=st.text(max_size=80))
def test_any_text_can_be_asked_about(flask_app, text):
    with flask_app.app_context():
        assert mail_of(text) is None


def test_the_server_is_told_this_sender_and_the_reader_another(app, tmp_path, monkeypatch):
    with writing():
        mail = queue_mail("sign_in", address=ADA.email, person=None, context={"code": "123456", "link": "http://127.0.0.1:8000/x", "kept": []}, now=clock.now())
    with Sink(tmp_path) as sink:
        monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], mail_url=sink.url))
        deliver()
        (entry,) = sink.ledger()
    assert mail_of(entry["from"]) == mail.id
    assert rows()[0].state == "sent"
    assert b"bounces+" not in rows()[0].content


def test_a_folder_says_where_it_would_have_come_back_to(app, tmp_path):
    """As the last server on a mail's way does, RFC 5321 section 4.4."""
    carrier = carrier_for(replace(app.config["SETTINGS"], mail_url=f"maildir:{tmp_path / 'mail'}"))
    carrier.carry(Letter(7, "lease", ADA.email, b"Subject: Hello\r\n\r\nHello\r\n", return_path=return_path(7)))
    (key,) = carrier.box.keys()
    assert mail_of(carrier.box[key]["Return-Path"]) == 7
