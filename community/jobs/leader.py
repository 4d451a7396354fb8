"""One worker leads: it expands events and runs the periodic jobs; another takes over when its lease has passed."""

from datetime import datetime, timedelta

from sqlalchemy import insert, or_, update

from community.db import db
from community.jobs.models import Leader

LEASE = timedelta(seconds=20)


def take_lead(holder: str, now: datetime) -> bool:
    """Take or prolong the lease; False while another worker holds it. A lease that ends far ahead was taken by a
    clock that has since been set back, and counts for nothing."""
    free = or_(Leader.holder == holder, Leader.until <= now, Leader.until > now + 2 * LEASE)
    taken = update(Leader).where(Leader.id == 1, free).values(holder=holder, until=now + LEASE)
    if db.session.execute(taken).rowcount == 1:  # type: ignore[attr-defined]
        return True
    if db.session.get(Leader, 1, with_for_update=True) is not None:
        return False
    db.session.execute(insert(Leader).values(id=1, holder=holder, until=now + LEASE))
    return True


def give_up_lead(holder: str, now: datetime) -> None:
    """Let another worker lead at once."""
    db.session.execute(update(Leader).where(Leader.id == 1, Leader.holder == holder).values(until=now))
