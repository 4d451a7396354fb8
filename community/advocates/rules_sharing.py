"""Share links: whose it is, for which idea, and how long it counts.

A link carries a reference (`?via=...`) of 22 characters: 64 bits of proof, and the two ids under a mask that the proof
and the site's key make. So it tells nothing, is the same every time, and neither can one be made up nor the next one be
guessed. Nothing is stored for it. After landing it is taken off the address and kept in a cookie that the site signs.

What counts: the last link somebody came by, for LASTS; once for the person who joins, once for each vote and each idea.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from struct import Struct

LASTS = timedelta(days=30)
_IDS = Struct(">II")
_PROOF = 8  # bytes
_LENGTH = 22
_LANDED_MARK = 12  # bytes, 16 characters


@dataclass(frozen=True)
class Shared:
    """`idea_id` is 0 where somebody shared the site itself."""

    person_id: int
    idea_id: int = 0


@dataclass(frozen=True)
class Landed:
    """Whose link a browser last came by, and when."""

    shared: Shared
    at: datetime


def reference(secret: str, shared: Shared) -> str:
    plain = _IDS.pack(shared.person_id, shared.idea_id)
    proof = _digest(secret, b"share-proof|" + plain)[:_PROOF]
    return _text(proof + _masked(secret, proof, plain))


def read_reference(secret: str, text: str) -> Shared | None:
    """None for what was not made here."""
    made = _bytes(text) if len(text) == _LENGTH else b""
    if len(made) != _PROOF + _IDS.size or _text(made) != text:
        return None
    proof, plain = made[:_PROOF], _masked(secret, made[:_PROOF], made[_PROOF:])
    if not hmac.compare_digest(_digest(secret, b"share-proof|" + plain)[:_PROOF], proof):
        return None
    return Shared(*_IDS.unpack(plain))


def keepsake(secret: str, text: str, now: datetime) -> str:
    """What the cookie holds of a reference: when it was come by, too, and a mark that nobody else can make."""
    said = f"{text}.{int(now.timestamp()):x}"
    return f"{said}.{_mark(secret, said)}"


def read_keepsake(secret: str, text: str, now: datetime) -> Landed | None:
    """None for what was not made here, and for what is older than LASTS."""
    said, _, mark = text.rpartition(".")
    made, _, seconds = said.partition(".")
    if not text.isascii() or not hmac.compare_digest(_mark(secret, said), mark):
        return None
    shared, at = read_reference(secret, made), datetime.fromtimestamp(int(seconds, 16), UTC)
    return Landed(shared, at) if shared and now - at < LASTS else None


def _masked(secret: str, proof: bytes, ids: bytes) -> bytes:
    mask = _digest(secret, b"share-mask|" + proof)
    return bytes(one ^ other for one, other in zip(ids, mask, strict=False))


def _mark(secret: str, said: str) -> str:
    return _text(_digest(secret, b"share-landed|" + said.encode())[:_LANDED_MARK])


def _digest(secret: str, what: bytes) -> bytes:
    return hmac.digest(secret.encode(), what, "sha256")


def _text(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return b""
