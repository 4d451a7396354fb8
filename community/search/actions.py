"""Noting that an index entry is out of date, and what became of a suggestion."""

from datetime import datetime
from typing import Any

from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from community import events
from community.accounts.viewer import Viewer
from community.db import db
from community.ideas.models import Idea
from community.search.models import IndexTask
from community.search.suggested import Suggested


def queue_entry(idea_id: int, version: int, *, now: datetime) -> None:
    """One row an idea; a further change gives the row another version, so that work begun before it does not settle it."""
    insert: Any = postgres_insert if db.engine.dialect.name == "postgresql" else sqlite_insert
    row = insert(IndexTask).values(idea_id=idea_id, version=version, queued_at=now)
    db.session.execute(row.on_conflict_do_update(index_elements=["idea_id"], set_={"version": IndexTask.version + 1}))


def note_joined(actor: Viewer, idea: Idea, seen: Suggested, *, now: datetime) -> None:
    """Somebody joined an idea that they were shown, instead of posting their own."""
    events.record("suggestion.joined", at=now, actor_id=actor.id, idea_id=idea.id, shown=seen.shown, seconds=seen.seconds)


def note_refused(actor: Viewer, idea: Idea, aside_id: int, *, now: datetime) -> None:
    """Somebody posted an idea and had called another, shown before, different from it."""
    events.record("suggestion.refused", at=now, actor_id=actor.id, idea_id=idea.id, aside_id=aside_id)
