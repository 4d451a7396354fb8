"""Files that staff upload: kept until they are taken in, dropped or a day old."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update

from community import audit
from community.accounts.viewer import Viewer
from community.crm.models_in import Upload
from community.db import db

KEPT = timedelta(days=1)
OPEN = ("mapping", "checking", "ready", "applying")


def add_upload(actor: Viewer, what: str, name: str, content: bytes, mapping: dict[str, str], *, now: datetime) -> Upload:
    row = Upload(what=what, name=name, content=content, mapping=mapping, state="mapping", created_by_id=actor.id, created_at=now)
    db.session.add(row)
    db.session.flush()
    return row


def map_columns(row: Upload, mapping: dict[str, str]) -> bool:
    """Say which column is which, and have the file looked at. True unless it is past that."""
    if row.state not in ("mapping", "ready"):
        return False
    row.mapping, row.state, row.read, row.preview = mapping, "checking", 0, {}
    return True


def apply_upload(actor: Viewer, row: Upload, *, now: datetime) -> bool:
    """Have what was looked at written. True when it was ready."""
    if row.state != "ready":
        return False
    row.state, row.read, row.outcome = "applying", 0, {}
    audit.log("upload.applied", actor_id=actor.id, at=now, subject=("upload", row.id), after={"what": row.what, **row.preview.get("counts", {})})
    return True


def drop_upload(row: Upload, *, now: datetime) -> bool:
    """Forget the file without taking it in, unless that has begun."""
    if row.state not in ("mapping", "checking", "ready"):
        return False
    end_upload(row, "dropped", now=now)
    return True


def note_progress(row: Upload, tally: dict[str, Any], read: int, *, looked: bool) -> None:
    row.read = read
    if looked:
        row.preview = tally
    else:
        row.outcome = tally


def end_upload(row: Upload, state: str, *, now: datetime) -> None:
    """From here on the file itself is gone; what came of it stays."""
    row.state, row.done_at, row.content = state, now, None


def forget_uploads(now: datetime) -> None:
    """Files that nobody went on with."""
    old = (Upload.created_at < now - KEPT, Upload.state.in_(("mapping", "checking", "ready")))
    db.session.execute(update(Upload).where(*old).values(state="dropped", content=None, done_at=now))
