"""CRMs that push to us: their secrets, what they sent, and what came of it."""

import json
import re
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from community import audit
from community.accounts.rules import fold_name
from community.accounts.viewer import Viewer
from community.crm import vault
from community.crm.actions_in import WHAT, count, take_rows
from community.crm.models_in import Pushed, Source
from community.crm.rules_in import Taken
from community.crm.signing import new_secret
from community.db import db

MOST_TRIES = 5
KEPT = timedelta(days=30)
"""How long what came of a message can be seen; a replay is known as long as the message's row is there, and WH-5 asks for ten minutes."""
MOST_LISTED = 50


def slug_of(name: str) -> str:
    """The part of the address: small letters, figures and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", fold_name(name)).strip("-")[:40]


def add_source(actor: Viewer, name: str, *, secret_key: str, now: datetime) -> tuple[Source, str]:
    """The source, and its secret for the one time that it is shown."""
    secret = new_secret()
    row = Source(name=name, slug=slug_of(name), secret=vault.seal(secret_key, secret), created_by_id=actor.id, created_at=now)
    db.session.add(row)
    db.session.flush()
    _note(actor, "source.added", row, now)
    return row, secret


def renew_secret(actor: Viewer, row: Source, *, secret_key: str, now: datetime) -> str:
    """Another secret, shown once; the one before it is good no more."""
    secret = new_secret()
    row.secret, row.disabled_at = vault.seal(secret_key, secret), None
    _note(actor, "source.secret_changed", row, now)
    return secret


def disable_source(actor: Viewer, row: Source, *, now: datetime) -> bool:
    """From now on nothing is taken from it. True when it was in use."""
    if row.disabled_at is not None:
        return False
    row.disabled_at = now
    _note(actor, "source.disabled", row, now)
    return True


def _note(actor: Viewer, act: str, row: Source, now: datetime) -> None:
    audit.log(act, actor_id=actor.id, at=now, subject=("source", row.id), after={"slug": row.slug})


def keep_pushed(source_id: int, webhook_id: str, body: bytes, *, now: datetime) -> bool:
    """Store a message before anything is done with it; False for an id that this source has used before."""
    try:
        with db.session.begin_nested():
            db.session.add(Pushed(source_id=source_id, webhook_id=webhook_id, body=body, received_at=now, run_at=now))
    except IntegrityError:
        return False
    return True


def process_pushed(row: Pushed, *, now: datetime) -> None:
    """Take in what one message says; a body that is nothing we know is done with, and says so."""
    row.attempts += 1
    rows = _rows_of(row.body or b"")
    if rows is None:
        _end(row, {"problem": "body"}, now)
        return
    outcome: dict[str, Any] = {}
    for what, said in rows:
        taken = take_rows(what, said, source=f"hook:{row.source_id}", now=now)
        outcome[what] = {"counts": count(taken), "bad": _bad(taken)}
    _end(row, outcome, now)


def postpone_pushed(row: Pushed, *, now: datetime) -> None:
    """Something of ours went wrong: try again later, five times at most."""
    row.attempts += 1
    if row.attempts >= MOST_TRIES:
        row.state, row.done_at, row.body, row.outcome = "failed", now, None, {"problem": "ours"}
    else:
        row.run_at = now + timedelta(minutes=2**row.attempts)


def _end(row: Pushed, outcome: dict[str, Any], now: datetime) -> None:
    row.state, row.done_at, row.outcome, row.body = "done", now, outcome, None


def _rows_of(body: bytes) -> list[tuple[str, list[Any]]] | None:
    """Accounts before contacts, which name them; None where the body is not one object of such lists."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, dict) or not data or set(data) - set(WHAT) or not all(isinstance(rows, list) for rows in data.values()):
        return None
    return [(what, data[what]) for what in WHAT if what in data]


def _bad(taken: list[Taken]) -> list[list[Any]]:
    bad = [(number, row) for number, row in enumerate(taken, 1) if row.outcome == "refused"]
    return [[number, row.external_id, [[each.field, each.code, each.detail] for each in row.problems]] for number, row in bad[:MOST_LISTED]]


def forget_pushed(now: datetime) -> None:
    db.session.execute(delete(Pushed).where(Pushed.received_at < now - KEPT, Pushed.state != "waiting"))
