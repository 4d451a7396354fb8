"""Questions about mails that came in."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, func, or_, select

from community.accounts.models import Person
from community.accounts.rules import fold
from community.db import db
from community.inbound.models import Received
from community.inbound.rules import STATES

PAGE_SIZE = 30


def by_key(key: str) -> Received:
    return db.session.scalars(select(Received).where(Received.key == key)).one()


def next_due(now: datetime) -> Received | None:
    """The next mail nobody has in hand; a lease that has passed counts for nothing."""
    free = or_(Received.lease.is_(None), Received.leased_until <= now)
    statement = select(Received).where(Received.state == "waiting", Received.run_at <= now, free)
    statement = statement.order_by(Received.run_at, Received.id).limit(1)
    return db.session.scalar(statement.with_for_update(skip_locked=True).execution_options(populate_existing=True))


def anything_due(now: datetime) -> bool:
    """One look at an index, before anybody takes the lock for writing."""
    return db.session.scalar(select(Received.id).where(Received.state == "waiting", Received.run_at <= now).limit(1)) is not None


def leased(received_id: int, lease: str) -> Received | None:
    """The mail, if this lease is still the one that holds it."""
    statement = select(Received).where(Received.id == received_id, Received.lease == lease, Received.state == "waiting")
    return db.session.scalar(statement.with_for_update().execution_options(populate_existing=True))


def old(before: datetime, most: int = 200) -> list[int]:
    """Ids of mails that are done with, came before this, and still have their bytes."""
    statement = select(Received.id).where(Received.received_at < before, Received.state != "waiting", Received.content != b"")
    return list(db.session.scalars(statement.order_by(Received.id).limit(most)))


@dataclass(frozen=True)
class ReceivedFilter:
    """`before` is the id of the last row already shown."""

    state: str = ""
    outcome: str = ""
    address: str = ""
    before: int = 0


@dataclass(frozen=True)
class ReceivedPage:
    rows: list[Row]
    next_id: int


_LINE = (
    Received.id, Received.channel, Received.address, Received.sender, Received.recipient, Received.subject, Received.size, Received.received_at,
    Received.state, Received.run_at, Received.attempts, Received.processed_at, Received.outcome, Received.reason, Received.error,
    Received.idea_id, Received.answer_id, (func.length(Received.content) > 0).label("has_bytes"), Person.name.label("person"),
)


def received_page(wanted: ReceivedFilter) -> ReceivedPage:
    """One keyset page, the newest first, each with the name of its writer where a key proved it."""
    statement = select(*_LINE).outerjoin(Person, Person.id == Received.person_id).order_by(Received.id.desc()).limit(PAGE_SIZE + 1)
    for column, value in ((Received.state, wanted.state), (Received.outcome, wanted.outcome)):
        if value:
            statement = statement.where(column == value)
    if wanted.address:
        statement = statement.where(func.lower(Received.address) == fold(wanted.address))
    if wanted.before:
        statement = statement.where(Received.id < wanted.before)
    rows = list(db.session.execute(statement))
    return ReceivedPage(rows[:PAGE_SIZE], rows[PAGE_SIZE - 1].id if len(rows) > PAGE_SIZE else 0)


def received(received_id: int, *, hold: bool = False) -> Received | None:
    return db.session.get(Received, received_id, with_for_update=hold) if 0 < received_id < 2**31 else None


def count_states() -> dict[str, int]:
    """How many wait, are processed, and need a look."""
    statement = select(Received.state, func.count()).group_by(Received.state)
    return dict.fromkeys(STATES, 0) | {row[0]: row[1] for row in db.session.execute(statement)}
