"""Mails as people's programs send them, and what became of them."""

from email.message import EmailMessage
from email.policy import SMTP

from community import clock
from community.db import db, writing
from community.inbound.models import Received
from community.inbound.receiving import take_in
from community.jobs.inbound import process
from community.notifications.reply_keys import reply_address
from tests import factories
from tests.cast import ADA, Part

WORDS = "Thank you, on one page it would hang beside the fridge."


def mail(
    sender: Part | str = ADA, to: str = "ideas@hourfold.example", text: str = WORDS, *, message_id: str = "", subject: str = "Re: Print the week",
    attach: str = "", **headers: str,
) -> bytes:
    """A plain reply; headers by their names, with _ for -."""
    message = EmailMessage(policy=SMTP)
    message["From"] = f"{sender.name} <{sender.email}>" if isinstance(sender, Part) else sender
    message["To"], message["Subject"] = to, subject
    message["Date"] = "Mon, 01 Jun 2026 09:00:00 +0100"
    if message_id:
        message["Message-ID"] = message_id
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    if attach:
        message.add_attachment(b"not really a picture", maintype="image", subtype="png", filename=attach)
    return message.as_bytes()


def address(part: Part, idea_id: int, purpose: str = "comment", about: int = 0) -> str:
    """Where this person's reply goes to."""
    return reply_address(factories.person(part).id, idea_id, purpose, clock.now(), about)


def take(raw: bytes, **envelope: object) -> int:
    with writing():
        return take_in(raw, now=clock.now(), **envelope).id  # type: ignore[arg-type]


def arrive(raw: bytes, **envelope: object) -> Received:
    """It comes in and is processed as the worker does it."""
    number = take(raw, **envelope)
    while process():
        pass
    return row(number)


def row(number: int) -> Received:
    db.session.expire_all()
    return db.session.get_one(Received, number)


def rows() -> list[Received]:
    db.session.expire_all()
    return db.session.query(Received).order_by(Received.id).all()
