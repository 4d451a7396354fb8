"""Which mail goes next, who holds it, and how the way out is."""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, func, not_, or_, select, union_all
from sqlalchemy.orm import aliased

from community import clock
from community.db import db
from community.notifications.models import Mail
from community.notifications.models_sending import FullDomain, MailServer
from community.notifications.queries import WAITING
from community.notifications.rules_sending import MINUTE, UNHURRIED, is_resting

PRIORITIES = (0, 1, 2, 3)
CANDIDATES = 8
"""So many rows are looked at, in case other workers are just taking the first."""


def lease_time(now: datetime) -> datetime:
    """The time by which leases are taken and end: the database's own, since the clocks of two machines may differ.

    A SQLite database is used from one machine.
    """
    if db.engine.dialect.name == "sqlite":
        return now
    return db.session.scalars(select(func.clock_timestamp())).one() + clock.moved()


def next_due(now: datetime, leases: datetime) -> Mail | None:
    """The next mail nobody has in hand, whose domain has room; a lease that has passed counts for nothing."""
    free = or_(Mail.lease.is_(None), Mail.leased_until <= leases)
    first = union_all(*(_first_of(state, priority, free, now) for state in WAITING for priority in PRIORITIES)).subquery()
    statement = select(Mail).where(Mail.id.in_(select(first.c.id)), free)
    statement = statement.order_by(Mail.priority, Mail.run_at, Mail.id).limit(1)
    return db.session.scalar(statement.with_for_update(skip_locked=True))


def _first_of(state: str, priority: int, free: ColumnElement[bool], now: datetime) -> Select[tuple[int]]:
    """A stretch of the index that ends with the first few rows, however many wait."""
    statement = select(Mail.id).where(Mail.state == state, Mail.priority == priority, Mail.run_at <= now, free)
    if priority >= UNHURRIED:
        full = select(FullDomain.domain).where(FullDomain.until > now, FullDomain.until <= now + MINUTE)
        statement = statement.where(Mail.domain.not_in(full))
    return select(statement.order_by(Mail.run_at, Mail.id).limit(CANDIDATES).subquery().c.id)


def leased(mail_id: int, lease: str) -> Mail | None:
    """The mail, if this lease is still the one that holds it."""
    statement = select(Mail).where(Mail.id == mail_id, Mail.lease == lease)
    return db.session.scalar(statement.with_for_update())


def tries_lately(domain: str, rate: int, now: datetime) -> list[datetime]:
    """When mails to this domain were last tried within a minute, newest first, at most so many."""
    tried = (Mail.domain == domain, Mail.tried_at > now - MINUTE, Mail.tried_at <= now)
    return [at for at in db.session.scalars(select(Mail.tried_at).where(*tried).order_by(Mail.tried_at.desc()).limit(rate)) if at]


def server() -> MailServer | None:
    """How the mail server was when it was last tried; None when it never failed."""
    return db.session.get(MailServer, 1)


def server_rests(now: datetime) -> bool:
    return is_resting(db.session.scalar(select(MailServer.rests_until).where(MailServer.id == 1)), now)


def oldest_neglected(now: datetime) -> datetime | None:
    """Since when the longest waiting mail could have gone, had anybody taken it up.

    Those that wait for the server, or for their domain's turn while it has its share, are not neglected.
    """
    row, other = server(), aliased(Mail)
    if row is not None and row.failures:
        return None
    served = exists().where(other.domain == Mail.domain, other.tried_at > now - 2 * MINUTE)
    waiting = (Mail.state == "queued", or_(Mail.priority < UNHURRIED, not_(served)))
    return db.session.scalar(select(func.min(Mail.run_at)).where(*waiting))
