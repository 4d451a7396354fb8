"""The demo's letterbox: the folder that HEED_MAIL_URL names, read as a mail program would read it."""

import mailbox
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import SMTP, default
from email.utils import make_msgid, parsedate_to_datetime
from pathlib import Path

from community.accounts.rules import clean_line

NEWEST = 60
LOOKED_AT = 400
"""So many of the newest letters are looked through for one address."""


@dataclass(frozen=True)
class Line:
    """One letter in the list."""

    key: str
    to: str
    subject: str
    at: datetime


@dataclass(frozen=True)
class OpenLetter:
    """`reply_to` is empty where nobody would read a reply."""

    line: Line
    sender: str
    text: str
    html: str
    headers: list[tuple[str, str]]
    reply_to: str = ""
    message_id: str = ""


def newest(folder: Path) -> list[Line]:
    """The newest letters first."""
    box = _open(folder)
    if box is None:
        return []
    keys = sorted(box.keys(), key=_age, reverse=True)[:LOOKED_AT]
    return list(_lines(box, keys))


def letter(folder: Path, key: str) -> OpenLetter | None:
    box = _open(folder)
    if box is None or key not in box:
        return None
    return opened(key, box.get_bytes(key))


def opened(key: str, content: bytes) -> OpenLetter:
    message = message_from_bytes(content, policy=default)
    assert isinstance(message, EmailMessage)
    headers = [(name, str(value)) for name, value in message.items()]
    return OpenLetter(_line(key, message), str(message["From"] or ""), _part(message, "plain"), _part(message, "html"), headers, str(message["Reply-To"] or ""), str(message["Message-ID"] or ""))


def reply_to(letter: OpenLetter, words: str, now: datetime) -> bytes:
    """The mail that its reader's program would send: the words above what they reply to."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = letter.line.to, letter.reply_to, f"Re: {clean_line(letter.line.subject)}"
    message["Date"], message["Message-ID"] = now, make_msgid(domain="letterbox.example")
    message["In-Reply-To"] = message["References"] = letter.message_id
    quoted = "\n".join(f"> {line}".rstrip() for line in letter.text.splitlines())
    message.set_content(f"{words}\n\nOn {now:%d %B %Y, at %H:%M}, {clean_line(letter.sender)} wrote:\n\n{quoted}\n", cte="quoted-printable")
    return message.as_bytes()


def _open(folder: Path) -> mailbox.Maildir | None:
    return mailbox.Maildir(folder, create=False) if (folder / "new").is_dir() else None


def _age(key: str) -> tuple[int, str]:
    seconds = key.split(".", 1)[0]
    return (int(seconds) if seconds.isdigit() else 0), key


def _lines(box: mailbox.Maildir, keys: list[str]) -> Iterator[Line]:
    parser = BytesHeaderParser(policy=default)
    for key in keys:
        try:
            yield _line(key, parser.parsebytes(box.get_bytes(key)))
        except (KeyError, OSError, ValueError):
            continue  # it was moved or removed while we looked


def _line(key: str, message: object) -> Line:
    headers: EmailMessage = message  # type: ignore[assignment]
    addresses = [address.addr_spec for address in headers["To"].addresses] if headers["To"] else []
    return Line(key, ", ".join(addresses), str(headers["Subject"] or ""), parsedate_to_datetime(str(headers["Date"])))


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part is not None else ""
