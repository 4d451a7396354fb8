"""Which work is waiting."""

from datetime import datetime

from sqlalchemy import func, select

from community.crm.models import Delivery
from community.db import db
from community.events import Dispatch, Event
from community.inbound.models import Received
from community.jobs.leader import LEASE
from community.jobs.models import Leader
from community.notifications import queries_sending

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


def last_beat() -> datetime | None:
    """When the leading worker last showed that it runs; None when none ever did."""
    until = db.session.scalar(select(Leader.until).where(Leader.id == 1))
    return until - LEASE if until else None


def oldest_waiting(now: datetime) -> datetime | None:
    """Since when the longest waiting piece of work has been due: an event, a handler's run, a mail either way or a delivery."""
    moments = (
        select(func.min(Event.at)).where(Event.expanded.is_(False)),
        select(func.min(Dispatch.run_at)).where(Dispatch.state == "ready"),
        select(func.min(Delivery.run_at)).where(Delivery.state == "queued"),
        select(func.min(Received.run_at)).where(Received.state == "waiting"),
    )
    found = [queries_sending.oldest_neglected(now), *map(db.session.scalar, moments)]
    return min((moment for moment in found if moment is not None), default=None)
