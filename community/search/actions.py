"""Noting that an index entry is out of date."""

from datetime import datetime
from typing import Any

from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from community.db import db
from community.search.models import IndexTask


def queue_entry(idea_id: int, version: int, *, now: datetime) -> None:
    """One row an idea; a further change gives the row another version, so that work begun before it does not settle it."""
    insert: Any = postgres_insert if db.engine.dialect.name == "postgresql" else sqlite_insert
    row = insert(IndexTask).values(idea_id=idea_id, version=version, queued_at=now)
    db.session.execute(row.on_conflict_do_update(index_elements=["idea_id"], set_={"version": IndexTask.version + 1}))
