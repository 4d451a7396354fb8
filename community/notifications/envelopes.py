"""The address that reports of a mail's failing come back to: one for each mail, so that no report need be understood to know
which mail it is about (VERP), and signed, so that nobody can make one up."""

import hmac
import re
from base64 import b32encode

from flask import current_app

BOUNCES = "bounces"
_LOCAL_PART = re.compile(r"bounces\+([1-9][0-9]{0,18})\.([a-z2-7]{26})")


def return_path(mail_id: int) -> str:
    """bounces+ID.MARK@domain: 54 characters at most before the @, in small letters, since some servers fold them."""
    return f"{BOUNCES}+{mail_id}.{_mark(mail_id)}@{current_app.config['SETTINGS'].reply_domain}"


def mail_of(return_path: str) -> int | None:
    """The id of the mail whose return path this is, whole or before the @; None for one that was not made here."""
    found = _LOCAL_PART.fullmatch(return_path.strip().strip("<>").partition("@")[0].lower())
    if found is None or not hmac.compare_digest(_mark(int(found[1])), found[2]):
        return None
    return int(found[1])


def _mark(mail_id: int) -> str:
    """128 bits of a keyed digest."""
    secret = current_app.config["SETTINGS"].secret_key
    digest = hmac.digest(secret.encode(), f"return-path|{mail_id}".encode(), "sha256")[:16]
    return b32encode(digest).decode().rstrip("=").lower()
