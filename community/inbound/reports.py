"""Reading what programs write about mail: that it could not be delivered (RFC 3464, and what follows no standard), that it
will take longer, that it arrived, or that its reader complained (RFC 5965). Pure; never raises."""

import contextlib
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, message_from_string
from email.header import decode_header, make_header
from email.message import Message

from flufl.bounce import all_failures

from community.accounts.rules import clean_line
from community.inbound.rules_bounces import status_in

FAILED, DELAYED, ARRIVED, COMPLAINT = "failed", "delayed", "arrived", "complaint"
LONGEST_REASON = 500
_ACTIONS = {"failed": FAILED, "delayed": DELAYED, "delivered": ARRIVED, "relayed": ARRIVED, "expanded": ARRIVED}
_COMPLAINTS = frozenset({"abuse", "fraud", "virus", "other", "opt-out", "opt-out-list", "miscategorized"})
_RETURN_PATH = re.compile(r"bounces\+[1-9][0-9]{0,18}\.[a-z2-7]{26}", re.IGNORECASE)
_MESSAGE_ID = re.compile(r"^[ \t>]*Message-ID:[ \t]*(?:\r?\n[ \t]+)?(<[!-;=?-~]{1,250}>)", re.IGNORECASE | re.MULTILINE)
_SYSTEMS = re.compile(r"mailer-?daemon|postmaster|daemon@|mail.?delivery|system admin|administrator@", re.IGNORECASE)
_REPORTS = ("message/delivery-status", "message/global-delivery-status")

logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class Report:
    """`what` is failed, delayed, arrived or complaint. `status` is an enhanced code or "". `keys` are local parts of return
    paths found in it, `message_ids` Message-IDs below its own head: they say which mail it is about."""

    what: str
    status: str = ""
    reason: str = ""
    keys: tuple[str, ...] = ()
    message_ids: tuple[str, ...] = ()


def read_report(raw: bytes) -> Report | None:
    """What a mail reports; None where it reports nothing. The standards first, then what Mailman knows of the rest."""
    try:
        message = message_from_bytes(raw)
        found = _complaint(message) or _delivery_status(message) or _by_habit(message)
        return _about(found, message) if found else None
    except Exception:
        # Any bytes may come from anywhere, and the library's parsers fail on some of them: no report is no report.
        return None


def _about(found: Report, message: Message) -> Report:
    text = "\n".join(_texts(message))
    keys = dict.fromkeys(key.lower() for key in _RETURN_PATH.findall(_head(message) + text))
    reason = clean_line(found.reason)[:LONGEST_REASON]
    return Report(found.what, found.status, reason, tuple(keys), tuple(dict.fromkeys(_MESSAGE_ID.findall(text))))


def _complaint(message: Message) -> Report | None:
    for part in message.walk():
        if part.get_content_type() == "message/feedback-report":
            kind = next((_plain(said) for group in _fields(part) if (said := group.get("Feedback-Type"))), "").lower()
            return Report(COMPLAINT, reason=kind) if kind in _COMPLAINTS else Report(ARRIVED, reason=kind)
    return None


def _delivery_status(message: Message) -> Report | None:
    """The worst that is said of any recipient: a mail of ours has only one."""
    found = [
        report for part in message.walk() if part.get_content_type() in _REPORTS
        for fields in _fields(part) if (report := _of_recipient(fields))
    ]
    return min(found, key=lambda report: (FAILED, DELAYED, ARRIVED).index(report.what), default=None)


def _of_recipient(fields: Message) -> Report | None:
    status, said = status_in(_plain(fields.get("Status"))), _diagnosis(_plain(fields.get("Diagnostic-Code")))
    action = _plain(fields.get("Action")).lower().partition(" ")[0]
    what = _ACTIONS.get(action) or ({"5": FAILED, "4": DELAYED, "2": ARRIVED}.get(status[:1]) if fields.get("Final-Recipient") else None)
    if what is None:
        return None
    closer = status_in(said)
    if (closer[:1] == status[:1] and status.endswith(".0.0")) or not status:
        status = closer or status
    return Report(what, status or ("5.0.0" if what == FAILED else ""), said)


def _diagnosis(code: str) -> str:
    """Without its type: smtp; 550 5.1.1 No such user."""
    kind, mark, rest = code.partition(";")
    return rest.strip() if mark and re.fullmatch(r"[\w-]+", kind.strip()) else code


def _by_habit(message: Message) -> Report | None:
    """What follows no standard, as Mailman knows it; of mail systems only: whoever is out of office may quote one."""
    if not _SYSTEMS.search(_plain(message.get("From"))) and message.get("X-Failed-Recipients") is None:
        return None
    later, never = all_failures(message)
    if not later and not never:
        return None
    said = _own_words(message)
    status = status_in(said)
    if never:
        return Report(FAILED, status if status[:1] in ("4", "5") else "5.0.0", _gist(said))
    return Report(DELAYED, status, _gist(said))


def _own_words(message: Message) -> str:
    """What the report itself says, before it quotes the mail that came back."""
    first = next((_decoded(part) for part in message.walk() if not part.is_multipart()), "")
    return re.split(r"(?im)^-{2,}.*(?:copy of|original|below this line|returned).*$|^(?:Return-Path|Received|Message-ID): ", first)[0]


def _gist(text: str) -> str:
    """The lines that name a code, else the beginning."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    telling = [line for line in lines if status_in(line)]
    return " ".join(telling or [line for line in lines if line])


def _fields(part: Message) -> list[Message]:
    """The groups of fields of a part that holds nothing else, however it was parsed."""
    payload = part.get_payload()
    if isinstance(payload, list):
        groups = [each for each in payload if isinstance(each, Message)]
        inner = [message_from_string(text) for each in groups if (text := _decoded(each)).strip()]
        return [*groups, *inner] or [Message()]
    return [message_from_string(group) for group in re.split(r"\r?\n[ \t]*\r?\n", _decoded(part)) if group.strip()] or [Message()]


def _texts(message: Message) -> Iterator[str]:
    """Every part as text, with the heads of parts and of the mails they carry: not its own head."""
    for part in message.walk():
        if part is not message:
            yield _head(part)
        if not part.is_multipart():
            yield _decoded(part)


def _head(message: Message) -> str:
    return "\n".join(f"{name}: {value}" for name, value in message.items()) + "\n"


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    try:
        return payload.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:
        return payload.decode("utf-8", "replace")


def _plain(value: object) -> str:
    """A header's value on one line, its encoded words read."""
    text = str(value or "")
    with contextlib.suppress(LookupError, ValueError, UnicodeError):
        text = str(make_header(decode_header(text)))
    return " ".join(text.replace("\x00", "").encode("utf-8", "ignore").decode().split())
