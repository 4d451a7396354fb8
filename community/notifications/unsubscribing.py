"""The address that a mail program writes to where its reader wants no more of a stream and it knows no one-click address
(RFC 2369); good for nothing else, for as long as the secret key holds."""

import hmac
import re
from base64 import b32encode

from flask import current_app

from community.notifications.rules_telling import REFUSABLE

PREFIX = "unsubscribe+"
_LOCAL_PART = re.compile(r"unsubscribe\+([1-9][0-9]{0,9})(?:\.([1-9][0-9]{0,9}))?\.([a-z2-7]{26})")


def stop_address(person_id: int, what: str, which: int | str) -> str:
    """unsubscribe+PERSON.MARK@domain for a kind, unsubscribe+PERSON.IDEA.MARK@domain for an idea: 60 characters at most before
    the @, in small letters."""
    about = f"{person_id}.{which}" if what == "idea" else str(person_id)
    return f"{PREFIX}{about}.{_mark(person_id, what, which)}@{current_app.config['SETTINGS'].reply_domain}"


def stopped_by(address: str) -> tuple[int, str, int | str] | None:
    """Whose mails, and of which idea or kind, a mail to this address stops; None for an address that was not made here."""
    found = _LOCAL_PART.fullmatch(address.strip().strip("<>").partition("@")[0].lower())
    if found is None:
        return None
    person_id, idea_id, mark = int(found[1]), found[2], found[3]
    choices: list[tuple[str, int | str]] = [("idea", int(idea_id))] if idea_id else [("kind", kind) for kind in REFUSABLE]
    good = (choice for choice in choices if hmac.compare_digest(_mark(person_id, *choice), mark))
    return next(((person_id, *choice) for choice in good), None)


def _mark(person_id: int, what: str, which: int | str) -> str:
    """128 bits of a keyed digest."""
    secret = current_app.config["SETTINGS"].secret_key
    digest = hmac.digest(secret.encode(), f"unsubscribe|{person_id}|{what}|{which}".encode(), "sha256")[:16]
    return b32encode(digest).decode().rstrip("=").lower()
