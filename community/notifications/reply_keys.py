"""The address that a reply to one of our mails goes to: it says who was written to, about which idea, and what a reply is.

Nothing is stored: the address carries what it is bound to, and a mark that nobody else can make.
"""

import hmac
import re
from base64 import b32decode, b32encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from struct import Struct

from flask import current_app

PURPOSES = ("comment", "answer", "question")
"""What becomes of a reply: a comment, the draft of an answer, or the reply to a question that staff ask."""
LASTS = timedelta(days=90)
PREFIX = "reply+"

_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
_PAYLOAD = Struct(">BIIIH")
"""The purpose, the person, the idea, what it is about, and the last day as days since 2020."""
_MARK = 16  # bytes: 128 bits
_LOCAL_PART = re.compile(r"reply\+([a-z2-7]{50})")


@dataclass(frozen=True)
class ReplyKey:
    """`about` is the comment or the question replied to, 0 for the idea itself. `expired`: its 90 days are over."""

    person_id: int
    idea_id: int
    purpose: str
    about: int
    expired: bool


def reply_address(person_id: int, idea_id: int, purpose: str, now: datetime, about: int = 0) -> str:
    """reply+KEY@domain: 56 characters before the @ (RFC 5321 allows 64), in small letters, since some servers fold them."""
    until = (now + LASTS - _EPOCH).days
    payload = _PAYLOAD.pack(PURPOSES.index(purpose), person_id, idea_id, about, until)
    return f"{PREFIX}{_letters(payload + _mark(payload))}@{current_app.config['SETTINGS'].reply_domain}"


def read_key(local_part: str, now: datetime) -> ReplyKey | None:
    """What is before the @, or the whole address, in whatever letters; None for what was not made here."""
    found = _LOCAL_PART.fullmatch(local_part.strip().strip("<>").partition("@")[0].lower())
    if found is None:
        return None
    made = b32decode(found[1].upper() + "=" * (-len(found[1]) % 8))
    payload, mark = made[: _PAYLOAD.size], made[_PAYLOAD.size :]
    if _letters(made) != found[1] or not hmac.compare_digest(_mark(payload), mark):
        return None
    purpose, person_id, idea_id, about, until = _PAYLOAD.unpack(payload)
    return ReplyKey(person_id, idea_id, PURPOSES[purpose], about, (now - _EPOCH).days > until)


def _letters(content: bytes) -> str:
    return b32encode(content).decode().rstrip("=").lower()


def _mark(payload: bytes) -> bytes:
    secret = current_app.config["SETTINGS"].secret_key
    return hmac.digest(secret.encode(), b"reply-key|" + payload, "sha256")[:_MARK]
