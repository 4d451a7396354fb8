"""A server that will not have the recipient says so while we speak with it: that counts as if the mail had come back."""

import socket
from contextlib import contextmanager
from dataclasses import replace

import pytest
from aiosmtpd.controller import Controller

from community import clock
from community.db import db, writing
from community.inbound.models_bounces import Bounce
from community.jobs.mail import deliver
from community.notifications.actions import queue_mail
from tests import factories
from tests.cast import ADA
from tests.inbound.test_take_bounce import CODE, suspended
from tests.notifications.mails import rows


@contextmanager
def refusing(at_the_door, at_the_end="250 kept"):
    """A real server on loopback that answers this to the recipient, and that to the mail."""

    class Refuse:
        async def handle_RCPT(self, server, session, envelope, address, options):
            envelope.rcpt_tos.append(address)
            return at_the_door

        async def handle_DATA(self, server, session, envelope):
            return at_the_end

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(Refuse(), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{port}"
    finally:
        controller.stop()


@pytest.mark.parametrize(
    ("door", "end", "state", "counts"),
    [
        ("550 5.1.1 No such user", "250 kept", "dead", True),
        ("550 5.7.1 We do not like your address", "250 kept", "dead", False),
        ("450 4.2.1 Later", "250 kept", "failed", False),
        ("250 fine", "554 5.7.1 This looks like spam", "dead", False),
    ],
)
def test_only_what_is_about_the_address_counts(app, monkeypatch, door, end, state, counts):
    with writing():
        queue_mail("sign_in", address=ADA.email, person=factories.person(ADA), context=CODE, now=clock.now())
    with refusing(door, end) as url:
        monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], mail_url=url))
        deliver()
    assert rows()[0].state == state
    assert db.session.query(Bounce).count() == counts
    assert suspended() is counts
