"""Taking changed ideas into the index: read what waits, write the index, then settle what has not changed since."""

from collections.abc import Sequence

from sqlalchemy import Row, delete, select, tuple_

from community.db import db
from community.search.index import index_here
from community.search.interface import BATCH
from community.search.models import IndexTask


def waiting_tasks() -> Sequence[Row]:
    """The ideas whose entries are out of date, longest first: (idea_id, version)."""
    statement = select(IndexTask.idea_id, IndexTask.version).order_by(IndexTask.queued_at, IndexTask.idea_id)
    return db.session.execute(statement.limit(BATCH)).all()


def all_tasks() -> Sequence[Row]:
    """Whatever waits now, for a rebuild takes in everything: (idea_id, version)."""
    return db.session.execute(select(IndexTask.idea_id, IndexTask.version)).all()


def take_in(tasks: Sequence[Row]) -> None:
    """One commit of the index for all of them. Done twice it changes nothing."""
    index_here().update([task.idea_id for task in tasks])


def settle_tasks(tasks: Sequence[Row]) -> None:
    """Forget the work that is done; an idea changed in the meantime has another version and stays."""
    done = [(task.idea_id, task.version) for task in tasks]
    db.session.execute(delete(IndexTask).where(tuple_(IndexTask.idea_id, IndexTask.version).in_(done)))
