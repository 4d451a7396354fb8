"""A message as the bytes that every try sends: headers after RFC 5322, 2369, 2919, 3834 and 8058, all in seven bits."""

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from community.accounts.rules import clean_line

LONGEST_SUBJECT = 180
POLICY = SMTP.clone(cte_type="7bit", max_line_length=76)


@dataclass(frozen=True)
class Words:
    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Envelope:
    """What goes into the headers. `thread` holds idea ids, the root first; `stop` is the one-click address; `reply_to` is
    where an answer to the mail goes, where that is not its sender; `alerts` name what an alarm tells, as idea.cycle.tier,
    for programs that sort mail."""

    sender: str
    address: str
    name: str
    message_id: str
    domain: str
    date: datetime
    thread: list[int] = field(default_factory=list)
    stop: str = ""
    listed: bool = True
    alerts: tuple[str, ...] = ()
    reply_to: str = ""


def compose(envelope: Envelope, words: Words) -> bytes:
    """Raise ValueError where an address cannot stand in a header."""
    message = EmailMessage(policy=POLICY)
    message["Subject"] = clean_line(words.subject)[:LONGEST_SUBJECT]
    message["From"] = envelope.sender
    message["To"] = Address(clean_line(envelope.name), addr_spec=envelope.address)
    if envelope.reply_to:
        message["Reply-To"] = Address(addr_spec=envelope.reply_to)
    message["Date"] = envelope.date
    message["Message-ID"] = envelope.message_id
    for name, value in _list_headers(envelope):
        message[name] = value
    message.set_content(_sendable(words.text), charset="utf-8", cte="quoted-printable")
    message.add_alternative(_sendable(words.html), subtype="html", charset="utf-8", cte="quoted-printable")
    message.set_boundary("heed-" + hashlib.sha256(envelope.message_id.encode()).hexdigest()[:32])
    return message.as_bytes()


def _list_headers(envelope: Envelope) -> list[tuple[str, str]]:
    headers = [("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "All")]
    if envelope.listed:
        headers.append(("List-Id", f"<ideas.{envelope.domain}>"))
    if envelope.stop:
        headers += [("List-Unsubscribe", f"<{envelope.stop}>"), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")]
    if envelope.alerts:
        headers.append(("Heed-Alerts", ", ".join(envelope.alerts)))
    if envelope.thread:
        ids = [f"<idea.{idea_id}@{envelope.domain}>" for idea_id in envelope.thread]
        headers += [("In-Reply-To", ids[0]), ("References", " ".join(ids))]
    return headers


def message_id_of(secret: str, domain: str, *facts: object) -> str:
    """The same for the same facts (an event and a person), and not to be guessed by others."""
    text = "|".join(str(fact) for fact in facts)
    digest = hmac.new(secret.encode(), f"message-id|{text}".encode(), hashlib.sha256).hexdigest()[:24]
    return f"<heed.{facts[0]}.{digest}@{domain}>"


def _sendable(text: str) -> str:
    """Without NUL, and without lone surrogates, which no charset can carry."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()
