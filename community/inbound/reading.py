"""A mail as what its sender meant to say: bytes in, a Letter out. Pure; never raises, whatever the bytes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default
from email.utils import getaddresses

from community.accounts.rules import clean_line, clean_text
from community.inbound import markup
from community.inbound.charsets import decoded
from community.inbound.heads import head_bytes, header, mended
from community.inbound.stripping import own_words

DEEPEST = 20
MOST_PARTS = 200
MOST_NAMED = 10
MEANT_FOR_US = ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc")
_NO_ATTACHMENTS = ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature", "text/calendar")
_DROPPED_UNSEEN = ("winmail.dat", "smime.p7s", "signature.asc", "invite.ics")


@dataclass(frozen=True)
class Letter:
    """`senders` and `recipients` are plain addresses. `text` is all that was written, `words` what is new in it. `left_out`
    names its attachments. `message` is for the head, and for reports."""

    senders: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    subject: str = ""
    text: str = ""
    words: str = ""
    left_out: tuple[str, ...] = ()
    message: EmailMessage = field(default_factory=EmailMessage)


@dataclass
class _Found:
    texts: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def read(raw: bytes) -> Letter:
    message = _parsed(raw)
    found = _Found()
    try:
        _collect(message, found)
    except Exception:
        # The library gives up on some structures; what the mail says is then looked for as if it had none.
        found = _Found([decoded(raw[len(head_bytes(raw)) :][:100_000], "")])
    text = clean_text("\n\n".join(found.texts))
    return Letter(
        senders=_addresses(message, ("From",)), recipients=_addresses(message, MEANT_FOR_US), subject=header(message, "Subject"),
        text=text, words=clean_text(own_words(text)), left_out=tuple(found.left_out[:MOST_NAMED]), message=message,
    )


def _parsed(raw: bytes) -> EmailMessage:
    try:
        return message_from_bytes(mended(raw), policy=default)
    except Exception:
        # Nested a thousand times, or with a header that the parser trips over.
        return EmailMessage(policy=default)


def _collect(part: Message, found: _Found, depth: int = 0) -> None:
    """The texts of a part and of those in it, in order."""
    kind = part.get_content_type()
    if depth > DEEPEST or len(found.texts) > MOST_PARTS:
        return
    if kind == "multipart/alternative":
        _collect_one_of(part, found, depth)
    elif kind == "message/rfc822":
        found.left_out.append(_name(part) or "message")
    elif part.is_multipart():
        for each in _parts(part):
            _collect(each, found, depth + 1)
    else:
        _take(part, kind, found)


def _collect_one_of(part: Message, found: _Found, depth: int) -> None:
    """The first of the same words in several forms that says anything; plain text comes first."""
    tried = _Found()
    for each in _parts(part):
        tried = _Found()
        _collect(each, tried, depth + 1)
        if any(text.strip() for text in tried.texts):
            break
    found.texts += tried.texts
    found.left_out += [name for each in _parts(part) for name in _names_in(each, depth + 1)]


def _names_in(part: Message, depth: int) -> list[str]:
    found = _Found()
    _collect(part, found, depth)
    return found.left_out


def _parts(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [each for each in payload if isinstance(each, Message)] if isinstance(payload, list) else []


def _take(part: Message, kind: str, found: _Found) -> None:
    """A text that is shown becomes words; everything else is left out, and named where a person attached it.

    What claims to have parts and has none is text.
    """
    attached = part.get_content_disposition() == "attachment" or (_name(part) and kind != "text/html")
    if kind.startswith("multipart/"):
        found.texts.append(decoded(_bytes_of(part), ""))
    elif kind in ("text/plain", "text/html") and not attached:
        text = decoded(_bytes_of(part), part.get_content_charset("") or "")
        found.texts.append(markup.text_of(text) if kind == "text/html" else _unflowed(text, part))
    elif _is_meant(part, kind):
        found.left_out.append(_name(part) or kind)


def _is_meant(part: Message, kind: str) -> bool:
    """Not the pictures of a signature, not what programs add."""
    shown_within = kind.startswith("image/") and part["Content-ID"] and part.get_content_disposition() != "attachment"
    return not shown_within and kind not in _NO_ATTACHMENTS and _name(part).lower() not in _DROPPED_UNSEEN and not kind.startswith("text/rfc")


def _bytes_of(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _name(part: Message) -> str:
    return clean_line(part.get_filename() or "")[:120]


def _unflowed(text: str, part: Message) -> str:
    """RFC 3676: a line that ends in a space goes on in the next."""
    if str(part.get_param("format", "")).lower() != "flowed":
        return text
    joint = "" if str(part.get_param("delsp", "")).lower() == "yes" else " "
    return re.sub(r"(?m)^(?!-- $)(?!>)(.*?) \r?\n(?!>)", rf"\1{joint}", text)


def _addresses(message: EmailMessage, names: tuple[str, ...]) -> tuple[str, ...]:
    """Each once, in order."""
    return tuple(dict.fromkeys(address for name in names for address in _in_header(message, name)))


def _in_header(message: EmailMessage, name: str) -> Iterator[str]:
    try:
        values = [str(value) for value in message.get_all(name, [])]
    except Exception:
        # As in heads: some headers make the library's own parser fail.
        values = [header(message, name)]
    for _name_of, address in getaddresses([clean_line(value) for value in values]):
        if "@" in address:
            yield clean_line(address)[:320]
