"""After a change to what an idea says: its entry in the index is out of date."""

from datetime import datetime

from sqlalchemy import select

from community.db import db
from community.events import Event
from community.ideas.models import Idea
from community.search.actions import queue_entry


def on_changed(event: Event, cursor: int, now: datetime) -> None:
    """The idea, and the one it is part of: what joined counts as its text."""
    if event.idea_id is None:
        return
    root = db.session.scalar(select(Idea.root_id).where(Idea.id == event.idea_id))
    for idea_id in {event.idea_id, root or event.idea_id, event.data.get("root_id") or event.idea_id}:
        queue_entry(idea_id, event.id, now=now)
