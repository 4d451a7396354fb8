"""Storing what came in, by whatever channel. Nothing is decided here: whoever handed it over hears at once that it is kept."""

from datetime import datetime
from typing import Any

from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from community.accounts.rules import clean_line
from community.db import db
from community.inbound import queries
from community.inbound.heads import head_of, key_of
from community.inbound.models import Received
from community.inbound.rules import HEAD, LARGEST


def take_in(
    raw: bytes, *, now: datetime, channel: str = "pipe", sender: str | None = None, recipient: str = "", size: int | None = None,
) -> Received:
    """Keep a mail as it came; the same mail a second time is the row of the first. Any bytes will do.

    sender and recipient: the envelope's, where they are known; an empty sender is that of reports. size: of the whole mail,
    where `raw` is only its beginning.
    """
    size = size or len(raw)
    kept = raw if size <= LARGEST else raw[:HEAD]
    head = head_of(kept)
    key = key_of(kept, head)
    values = {
        "key": key, "channel": channel, "message_id": head.message_id, "sender": envelope_sender(sender),
        "recipient": clean_line(recipient)[:320], "address": head.address, "subject": head.subject, "size": size, "content": kept,
        "received_at": now, "state": "waiting", "run_at": now, "attempts": 0, "outcome": "", "reason": "", "error": "",
    }
    insert: Any = postgres_insert if db.engine.dialect.name == "postgresql" else sqlite_insert
    db.session.execute(insert(Received).values(**values).on_conflict_do_nothing(index_elements=["key"]))
    return queries.by_key(key)


def envelope_sender(sender: str | None) -> str:
    """"" where it is unknown, <> for the empty sender of reports, however the mail server writes it."""
    if sender is None:
        return ""
    plain = clean_line(sender).strip("<> ")
    return plain[:320] if plain and plain.upper().partition("@")[0] != "MAILER-DAEMON" else "<>"
