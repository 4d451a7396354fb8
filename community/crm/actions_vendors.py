"""What administrators do with connections, and marking what a CRM may no longer be right about."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from community import audit, events
from community.accounts.viewer import Viewer
from community.crm import queries_vendors as queries
from community.crm import vault
from community.crm.models_vendors import Connection, CrmRun, Pending, SyncAttempt
from community.crm.rules import DISABLE_AFTER
from community.db import db

KEPT = timedelta(days=30)
PRUNED_AT_ONCE = 500
MARKED_AT_ONCE = 500


def connect(
    actor: Viewer, name: str, vendor: str, url: str, credentials: Mapping[str, str], mapping: dict[str, Any], *, secret_key: str, now: datetime
) -> Connection:
    """A connection that sends nothing yet: an administrator looks at what it would send first."""
    sealed = vault.seal(secret_key, json.dumps(dict(credentials)))
    row = Connection(
        name=name, vendor=vendor, url=url, credentials=sealed, mapping=mapping, created_by_id=actor.id, created_at=now
    )
    db.session.add(row)
    db.session.flush()
    _note(actor, "connection.added", row, now, after={"name": name, "vendor": vendor, "url": url})
    return row


def change_connection(
    actor: Viewer, row: Connection, values: Mapping[str, Any], credentials: Mapping[str, str] | None, *, secret_key: str, now: datetime
) -> bool:
    """name, url and mapping; credentials where new ones were typed. True when something changed."""
    before, after = audit.change(row, values)
    if "url" in after:
        row.token, row.token_until = "", None
    if credentials is not None:
        row.credentials, row.token, row.token_until = vault.seal(secret_key, json.dumps(dict(credentials))), "", None
        row.busy_until = None
        after = {**after, "credentials": True}
    if after:
        _note(actor, "connection.changed", row, now, before, after)
    return bool(after)


def enable_connection(actor: Viewer, row: Connection, *, now: datetime) -> bool:
    """From now on changes are sent; and first everything as of now, where it differs."""
    if row.enabled_at is not None:
        return False
    row.enabled_at, row.disabled_reason, row.failures, row.failing_since, row.busy_until = now, "", 0, None, None
    _note(actor, "connection.enabled", row, now)
    begin_run("send", connection=row, actor_id=actor.id, now=now)
    return True


def disable_connection(actor: Viewer, row: Connection, *, now: datetime) -> bool:
    if not shut_connection(row, "by_hand", now=now, actor_id=actor.id):
        return False
    _note(actor, "connection.disabled", row, now)
    return True


def shut_connection(row: Connection, reason: str, *, now: datetime, actor_id: int | None = None) -> bool:
    """Send nothing more; reason is by_hand, failing or secret. True when it was enabled."""
    if row.enabled_at is None:
        return False
    row.enabled_at, row.disabled_reason = None, reason
    events.record("connection.disabled", at=now, actor_id=actor_id, connection_id=row.id, reason=reason, maker_id=row.created_by_id)
    return True


def warn_connection(row: Connection, status: int | None, *, now: datetime) -> None:
    """Note once in each run of failures that nothing gets through; `status` is what the CRM last replied, if it did."""
    if row.enabled_at and row.failing_since and not queries.was_warned(row.id, row.failing_since):
        since, ends = row.failing_since.isoformat(), (row.failing_since + DISABLE_AFTER).isoformat()
        events.record("connection.failing", at=now, connection_id=row.id, since=since, ends=ends, status=status, maker_id=row.created_by_id)


def begin_run(
    kind: str, *, connection: Connection, actor_id: int | None, now: datetime
) -> CrmRun:
    """Walk over everybody, a batch at a time, in a job; one that is under way is not begun twice."""
    queries.hold_connection(connection.id)
    found = queries.open_run(kind, connection_id=connection.id)
    if found is not None:
        return found
    row = CrmRun(connection_id=connection.id, kind=kind, by_id=actor_id, started_at=now, total=queries.count_subjects(), counts={})
    db.session.add(row)
    db.session.flush()
    return row


def send_everything(actor: Viewer, row: Connection, *, now: datetime) -> CrmRun:
    """Everything as of now: whoever differs from what was confirmed is sent."""
    made = begin_run("send", connection=row, actor_id=actor.id, now=now)
    _note(actor, "connection.sent_everything", row, now, after={"run": made.id})
    return made


def try_refused_again(actor: Viewer, row: Connection, *, now: datetime) -> int:
    """What the CRM refused is sent once more; returns how many."""
    refused = (Pending.connection_id == row.id, Pending.refused_at.is_not(None))
    again = update(Pending).where(*refused).values(refused_at=None, problem="", changes=Pending.changes + 1)
    count = int(db.session.execute(again).rowcount)  # type: ignore[attr-defined]
    if count:
        _note(actor, "connection.tried_again", row, now, after={"records": count})
    return count


def mark(connection_ids: Collection[int], kind: str, subject_ids: Collection[int], *, now: datetime) -> None:
    """These may differ from what these CRMs know. One row a subject; a further change counts up and lifts a refusal."""
    rows = [
        {"connection_id": connection_id, "subject_kind": kind, "subject_id": subject_id, "since": now}
        for connection_id in connection_ids for subject_id in sorted(subject_ids)
    ]
    insert: Any = postgres_insert if db.engine.dialect.name == "postgresql" else sqlite_insert
    for start in range(0, len(rows), MARKED_AT_ONCE):
        row = insert(Pending).values(rows[start : start + MARKED_AT_ONCE])
        again = {"changes": Pending.changes + 1, "refused_at": None, "problem": ""}
        db.session.execute(row.on_conflict_do_update(index_elements=["connection_id", "subject_kind", "subject_id"], set_=again))


def prune_attempts(now: datetime) -> bool:
    """Forget some requests of more than thirty days ago; False when there are none."""
    ids = queries.old_attempts(now - KEPT, PRUNED_AT_ONCE)
    if ids:
        db.session.execute(delete(SyncAttempt).where(SyncAttempt.id.in_(ids)))
    return bool(ids)


def _note(
    actor: Viewer, act: str, row: Connection, now: datetime,
    before: dict[str, Any] | None = None, after: dict[str, Any] | None = None,
) -> None:
    audit.log(act, actor_id=actor.id, at=now, subject=("connection", row.id), before=before, after=after)
