"""Signatures of webhooks, after Standard Webhooks 1.0.0.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import binascii
import hmac
import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from standardwebhooks import Webhook

PREFIX = "whsec_"
TOLERANCE = 300  # seconds, old or new
LIVE_SECRETS = 10
KEY_BYTES = range(24, 65)
WEBHOOK_ID = re.compile(r"[A-Za-z0-9_-]{1,200}", re.ASCII)
TIMESTAMP = re.compile(r"[0-9]{1,11}", re.ASCII)


class BadSignature(ValueError):
    """A request that is not, or no longer, what its sender signed. `reason` is for our log, not for the sender:
    one of headers, id, timestamp, tolerance, body, signature."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def sign(
    secret_or_secrets: str | Sequence[str], webhook_id: str, at: datetime, body: bytes
) -> dict[str, str]:
    """The three headers to send with exactly these bytes, UTF-8 JSON, at this moment of sending.

    Several secrets give several signatures, so that a receiver may change over during a rotation.
    Raises ValueError for a naive time, an id that could be confused with what follows it, or an unusable secret.
    """
    if not WEBHOOK_ID.fullmatch(webhook_id):
        raise ValueError("a webhook id is letters, digits, - and _")
    moment = _utc(at)
    return {
        "webhook-id": webhook_id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": " ".join(_signatures(secret_or_secrets, webhook_id, moment, body.decode())),
    }


def verify(
    secret_or_secrets: str | Sequence[str], headers: Mapping[str, str], body: bytes, now: datetime
) -> str:
    """The id of a request that one of the secrets signed within five minutes of `now`; else raises BadSignature.

    The library's own verify reads the machine's clock and raises whatever a broken header provokes,
    so the parts are read here and only the signature is its.
    """
    webhook_id, timestamp, presented = _read(headers)
    if abs(_utc(now).timestamp() - timestamp) > TOLERANCE:
        raise BadSignature("tolerance")
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise BadSignature("body") from None
    signed_at = datetime.fromtimestamp(timestamp, UTC)
    expected = _signatures(secret_or_secrets, webhook_id, signed_at, text)
    if not _any_equal(expected, presented.split(" ")):
        raise BadSignature("signature")
    return webhook_id


def _read(headers: Mapping[str, str]) -> tuple[str, int, str]:
    named = {name.lower(): value for name, value in headers.items()}
    try:
        webhook_id, timestamp = named["webhook-id"], named["webhook-timestamp"]
        signature = named["webhook-signature"]
    except KeyError:
        raise BadSignature("headers") from None
    if not WEBHOOK_ID.fullmatch(webhook_id):
        raise BadSignature("id")
    if not TIMESTAMP.fullmatch(timestamp):
        raise BadSignature("timestamp")
    return webhook_id, int(timestamp), signature


def _any_equal(expected: Sequence[str], presented: Sequence[str]) -> bool:
    """Compares every pair, each in constant time, so that the time taken tells nothing of the secret."""
    offered = [one.encode("utf-8", "replace") for one in presented[: 2 * LIVE_SECRETS]]
    equal = [hmac.compare_digest(ours.encode(), theirs) for ours in expected for theirs in offered]
    return any(equal)


def _signatures(
    secret_or_secrets: str | Sequence[str], webhook_id: str, moment: datetime, text: str
) -> list[str]:
    all_secrets = [secret_or_secrets] if isinstance(secret_or_secrets, str) else list(secret_or_secrets)
    if not 1 <= len(all_secrets) <= LIVE_SECRETS:
        raise ValueError(f"between 1 and {LIVE_SECRETS} secrets can be live at once")
    return [Webhook(_key(secret)).sign(webhook_id, moment, text) for secret in all_secrets]


def _key(secret: str) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX) + "==")
    except (binascii.Error, ValueError):
        raise ValueError("a webhook secret is whsec_ and base64") from None
    if not secret.startswith(PREFIX) or len(key) not in KEY_BYTES:
        raise ValueError("a webhook secret is whsec_ and 24 to 64 bytes in base64")
    return key


def _utc(moment: datetime) -> datetime:
    # The library relabels a time as UTC without converting it, so another zone would sign another instant.
    if moment.tzinfo is None:
        raise ValueError("a signature needs a time with its zone")
    return moment.astimezone(UTC)
