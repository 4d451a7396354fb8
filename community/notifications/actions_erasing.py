"""Looking for a person's traces in stored mails, and taking them away."""

from collections.abc import Collection
from email import message_from_bytes
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import default

from sqlalchemy import delete, select, update

from community.accounts.rules import fold_name
from community.accounts.rules_erasing import bears, without
from community.db import db
from community.notifications.models import Mail
from community.notifications.models_outside import OutsideAddress
from community.notifications.models_sending import MailServer, MailTrial
from community.notifications.models_tries import MailTry

BATCH = 100
STILL_TO_GO = ("queued", "failed")


def forget_in_mails(person_id: int, traces: Collection[str], *, after: int) -> int | None:
    """Look through the next mails; the id to go on after, or None when there are no more."""
    rows = list(db.session.scalars(select(Mail).where(Mail.id > after).order_by(Mail.id).limit(BATCH)))
    for mail in rows:
        if mail.person_id == person_id or fold_name(mail.address) in traces:
            _forget(mail)
        elif bears(mail.subject, traces) or bears_in(mail.content, traces):
            _empty(mail)
    return rows[-1].id if len(rows) == BATCH else None


def bears_in(content: bytes, traces: Collection[str]) -> bool:
    """Whether a mail says any of these, in its head or in its words, however they are encoded."""
    if not content:
        return False
    try:
        message = message_from_bytes(content, policy=default)
        heads = " ".join(f"{name} {value}" for name, value in message.items())
        return bears(heads, traces) or any(bears(_words(part), traces) for part in message.walk() if isinstance(part, EmailMessage))
    except (MessageError, ValueError, LookupError):
        return bears(content.decode("utf-8", "replace"), traces)


def _words(part: EmailMessage) -> str:
    return str(part.get_content()) if part.get_content_maintype() == "text" else ""


def _forget(mail: Mail) -> None:
    """That a mail went stays, for the figures; to whom and what it said does not."""
    mail.address, mail.domain, mail.reason = f"{mail.id}@erased.invalid", "", mail.reason if mail.state == "skipped" else ""
    _empty(mail)
    db.session.execute(update(MailTry).where(MailTry.mail_id == mail.id).values(reply=""))


def _empty(mail: Mail) -> None:
    mail.subject, mail.content = "", b""
    if mail.state in STILL_TO_GO:
        mail.state, mail.reason, mail.lease = "skipped", "erased", None


def forget_trials_of(traces: Collection[str]) -> None:
    trials = db.session.execute(select(MailTrial.id, MailTrial.address, MailTrial.said))
    found = [row.id for row in trials if bears(f"{row.address} {row.said}", traces)]
    db.session.execute(delete(MailTrial).where(MailTrial.id.in_(found)))
    for server in db.session.scalars(select(MailServer).where(MailServer.problem != "")):
        server.problem = without(server.problem, traces, "…")
    db.session.execute(delete(OutsideAddress).where(OutsideAddress.address_folded.in_(list(traces))))
