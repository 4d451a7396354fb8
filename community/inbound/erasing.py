"""Looking for a person's traces in mails that came in, and taking them away."""

from collections.abc import Collection

from sqlalchemy import select

from community.accounts.rules_erasing import bears
from community.db import db
from community.inbound.models import Received
from community.notifications.actions_erasing import bears_in

BATCH = 100


def forget_in_received(person_id: int, traces: Collection[str], *, after: int) -> int | None:
    """Look through the next mails; the id to go on after, or None when there are no more."""
    rows = list(db.session.scalars(select(Received).where(Received.id > after).order_by(Received.id).limit(BATCH)))
    for mail in rows:
        heads = " ".join((mail.sender, mail.recipient, mail.address, mail.subject, mail.message_id, mail.error))
        if mail.person_id == person_id or bears(heads, traces) or bears_in(mail.content, traces):
            _forget(mail)
    return rows[-1].id if len(rows) == BATCH else None


def _forget(mail: Received) -> None:
    """What came of it stays; one that was still to be read is read by nobody any more."""
    mail.sender = mail.recipient = mail.address = mail.subject = mail.message_id = mail.error = ""
    mail.content = b""
    if mail.state == "waiting":
        mail.state, mail.outcome, mail.reason, mail.lease = "done", "ignored", "erased", None
