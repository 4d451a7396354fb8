"""A message as the bytes that every try sends: headers after RFC 5322, 2369, 2919, 3834 and 8058, all in seven bits."""

import hashlib
import hmac
import re
from dataclasses import dataclass, field
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy

from community.accounts.rules import clean_line

LONGEST_SUBJECT = 180
LONGEST_LINE = 76
_ADDRESS = re.compile(r"[!#-+\--9=?A-Z^-~]+@[A-Za-z0-9.-]+")


class Signs(UnstructuredHeader, BaseHeader):
    """A header of addresses and ids: folded at blanks, never inside of one, and never encoded.

    Python encodes one that is longer than a line as if it were words; mail programs then see no address to unsubscribe at
    and no thread.
    """

    max_count = 1

    def fold(self, *, policy: Policy) -> str:
        first, *rest = str(self).split(" ")
        lines = [f"{self.name}: {first}"]
        for each in rest:
            if len(lines[-1]) + 1 + len(each) > LONGEST_LINE:
                lines.append(f" {each}")
            else:
                lines[-1] += f" {each}"
        return policy.linesep.join(lines) + policy.linesep


_KINDS_OF_HEADERS = HeaderRegistry()
for _name in ("List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "In-Reply-To", "References", "Feedback-ID", "Heed-Alerts"):
    _KINDS_OF_HEADERS.map_to_type(_name, Signs)
POLICY = SMTP.clone(cte_type="7bit", max_line_length=LONGEST_LINE, header_factory=_KINDS_OF_HEADERS)


@dataclass(frozen=True)
class Words:
    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Envelope:
    """What goes into the headers. `thread` holds idea ids, the root first; `stop` is the one-click address, `stop_mail`
    the one to write to; `listed`: sent to many or again and again; `reply_to` is where an answer to the mail goes, where that
    is not its sender; `alerts` name what an alarm tells, as idea.cycle.tier, for programs that sort mail."""

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
    stop_mail: str = ""
    kind: str = ""


def compose(envelope: Envelope, words: Words) -> bytes:
    """Raise ValueError where an address cannot stand in a header."""
    message = EmailMessage(policy=POLICY)
    message["Subject"] = clean_line(words.subject)[:LONGEST_SUBJECT]
    message["From"] = envelope.sender
    message["To"] = _address(envelope.address, clean_line(envelope.name))
    if envelope.reply_to:
        message["Reply-To"] = _address(envelope.reply_to)
    message["Date"] = envelope.date
    message["Message-ID"] = envelope.message_id
    for name, value in _list_headers(envelope):
        message[name] = value
    message.set_content(_sendable(words.text), charset="utf-8", cte="quoted-printable")
    message.add_alternative(_sendable(words.html), subtype="html", charset="utf-8", cte="quoted-printable")
    message.set_boundary("heed-" + hashlib.sha256(envelope.message_id.encode()).hexdigest()[:32])
    return message.as_bytes()


def _address(text: str, name: str = "") -> Address:
    """One address and no more; ValueError for anything else."""
    if not _ADDRESS.fullmatch(text):
        raise ValueError(f"{text!r} is not one address")
    try:
        return Address(name, addr_spec=text)
    except (MessageError, IndexError, ValueError) as problem:
        raise ValueError(f"{text!r} is not one address") from problem


def _list_headers(envelope: Envelope) -> list[tuple[str, str]]:
    headers = [("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "All")]
    if envelope.listed:
        headers.append(("List-Id", f"<ideas.{envelope.domain}>"))
    if envelope.stop:
        ways = f"<{envelope.stop}>" + (f", <mailto:{envelope.stop_mail}?subject=unsubscribe>" if envelope.stop_mail else "")
        headers += [("List-Unsubscribe", ways), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"), ("Precedence", "list")]
    if envelope.kind:
        headers.append(("Feedback-ID", f"{envelope.kind}::{'list' if envelope.stop else 'direct'}:{_sender_id(envelope.domain)}"))
    if envelope.alerts:
        headers.append(("Heed-Alerts", ", ".join(envelope.alerts)))
    if envelope.thread:
        ids = [f"<idea.{idea_id}@{envelope.domain}>" for idea_id in envelope.thread]
        headers += [("In-Reply-To", ids[0]), ("References", " ".join(ids))]
    return headers


def _sender_id(domain: str) -> str:
    """By which Gmail adds up what its readers say of our mails: the same for all of them, 12 characters."""
    return "heed" + hashlib.sha256(domain.encode()).hexdigest()[:8]


def message_id_of(secret: str, domain: str, *facts: object) -> str:
    """The same for the same facts (an event and a person), and not to be guessed by others."""
    text = "|".join(str(fact) for fact in facts)
    digest = hmac.new(secret.encode(), f"message-id|{text}".encode(), hashlib.sha256).hexdigest()[:24]
    return f"<heed.{facts[0]}.{digest}@{domain}>"


def _sendable(text: str) -> str:
    """Without NUL, and without lone surrogates, which no charset can carry."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()
