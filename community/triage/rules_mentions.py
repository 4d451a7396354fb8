"""What may be logged as seen elsewhere. Pure."""

import re
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from community.accounts.rules_handles import channel_word

LONGEST_URL = 2_000
LONGEST_TEXT = 2_000
OFFERED = 5
"""So many ideas that sound like it are offered."""
LOOSE_CLOCKS = timedelta(minutes=5)
"""How far ahead of ours another machine's clock may be."""
_JUNK = re.compile(r"[\s\\\x00-\x1f\x7f\u0080-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean_url(text: str) -> str:
    """An http or https address as it was given; "" for anything else, and for what browsers and servers read differently."""
    text = text.strip()
    if len(text) > LONGEST_URL or _JUNK.search(text):
        return ""
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018  (reading it checks it)
    except ValueError:
        return ""
    fine = parts.scheme in ("http", "https") and parts.hostname and parts.username is None and parts.password is None
    return text if fine else ""


def is_past(said_at: datetime, now: datetime) -> bool:
    return said_at <= now + LOOSE_CLOCKS


def place_of(channel: str, handle: str) -> str:
    """Who said it and where, as everyone may read it: what stands there in public."""
    return ", ".join(word for word in (f"@{handle}" if handle else "", channel_word(channel) if channel else "") if word)[:200]
