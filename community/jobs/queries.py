"""Which work is waiting."""

from datetime import datetime

from sqlalchemy import func, select

from community.db import db
from community.events import Dispatch, Event

BATCH = 200


def unexpanded_events() -> list[Event]:
    """The oldest events whose handlers have no rows yet."""
    statement = select(Event).where(Event.expanded.is_(False)).order_by(Event.id).limit(BATCH)
    return list(db.session.scalars(statement.with_for_update(skip_locked=True)))


def next_dispatch(now: datetime) -> Dispatch | None:
    """The oldest due handler run; on PostgreSQL rows that another worker holds are passed over."""
    statement = select(Dispatch).where(Dispatch.state == "ready", Dispatch.run_at <= now)
    return db.session.scalar(statement.order_by(Dispatch.id).limit(1).with_for_update(skip_locked=True))


def waiting_dispatches() -> int:
    return db.session.scalar(select(func.count()).select_from(Dispatch).where(Dispatch.state == "ready")) or 0
