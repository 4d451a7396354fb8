"""The head of a mail, whatever is wrong with it: enough to know it again and to list it."""

import hashlib
import re
from dataclasses import dataclass
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import default
from email.utils import parseaddr

from community.accounts.rules import clean_line

_HEADER_LINE = re.compile(rb"[!-9;-~]+[ \t]*:|From ")
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_TRACE = (b"received", b"return-path", b"delivered-to", b"x-original-to", b"authentication-results", b"arc-", b"x-")
"""Beginnings of headers that each way of delivery writes for itself."""


@dataclass(frozen=True)
class Head:
    message_id: str
    address: str
    subject: str


def head_of(raw: bytes) -> Head:
    """Never raises: what cannot be read is empty."""
    try:
        message = BytesHeaderParser(policy=default).parsebytes(head_bytes(mended(raw)))
    except (MessageError, ValueError, TypeError, LookupError, AttributeError, IndexError, RecursionError):
        return Head("", "", "")
    address = parseaddr(header(message, "From"))[1]
    return Head(header(message, "Message-ID")[:250], address[:320], header(message, "Subject")[:200])


def header(message: EmailMessage, name: str) -> str:
    """A header as one line of text; "" where there is none, or one that nobody can read. The library's own parsers fail on
    some."""
    try:
        return clean_line(str(message[name] or ""))
    except Exception:
        return _as_written(message, name)


def _as_written(message: EmailMessage, name: str) -> str:
    raw = next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")
    return clean_line(raw.encode("ascii", "replace").decode())


def mended(raw: bytes) -> bytes:
    """Without lines in the head that are none: the library would take all that follows one for the body."""
    head = head_bytes(raw)
    lines = head.rstrip(b"\r\n").splitlines(keepends=True)
    sound = [line for number, line in enumerate(lines) if _HEADER_LINE.match(line) or (number and line[:1] in (b" ", b"\t"))]
    return raw if len(sound) == len(lines) else b"".join(sound) + raw[len(head.rstrip(b"\r\n")) :]


def head_bytes(raw: bytes) -> bytes:
    found = _END_OF_HEAD.search(raw)
    return raw[: found.end()] if found else raw


def key_of(raw: bytes, head: Head) -> str:
    """By which a mail is known again: its Message-ID with who sent it, else what it says without the traces of its way.

    The sender belongs to it, so that nobody can use up another one's Message-ID.
    """
    if head.message_id.strip("<> "):
        return hashlib.sha256(f"id|{head.message_id}|{head.address.lower()}".encode("utf-8", "replace")).hexdigest()
    body = raw[len(head_bytes(raw)) :].replace(b"\r\n", b"\n").strip()
    return hashlib.sha256(b"body|" + _own_lines(head_bytes(raw)) + b"|" + body).hexdigest()


def _own_lines(head: bytes) -> bytes:
    """The lines of the head that its writer wrote, whole headers, in order."""
    headers = re.split(rb"\r?\n(?![ \t])", head.strip())
    return b"\n".join(each.replace(b"\r\n", b"\n") for each in headers if not each.lower().startswith(_TRACE))
