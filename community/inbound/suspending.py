"""Writing to an address no more, and writing to it again."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select

from community import audit, events
from community.accounts.models import Person
from community.accounts.queries import hash_of
from community.accounts.rules_erasing import bears
from community.accounts.viewer import Viewer
from community.db import db
from community.inbound import queries_bounces as queries
from community.inbound.models import Answered
from community.inbound.models_bounces import Bounce, Suspension
from community.inbound.rules_bounces import FEW, REMEMBERED, TOGETHER


def suspend(person: Person, bounce: Bounce, *, now: datetime) -> bool:
    """Send nothing more to this person's address but codes to sign in; False where nothing goes there already."""
    if person.mail_suspended_at is not None:
        return False
    person.mail_suspended_at = now
    alone = queries.suspended_since(now - TOGETHER) < FEW
    row = Suspension(
        person_id=person.id, address=person.email or "", since=now, cause=bounce.cause, status=bounce.status,
        reason=bounce.reason, bounce_id=bounce.id, told_at=now if alone else None,
    )
    db.session.add(row)
    later = {} if alone else {"later": True}
    events.record("address.suspended", at=now, person_id=person.id, cause=bounce.cause, status=bounce.status, **later)
    db.session.flush()
    return True


def tell_of_many(now: datetime) -> bool:
    """Have administrators told of all that was not told alone, an hour after the first of it; False when there is nothing."""
    waiting = queries.untold()
    if not waiting or now - waiting[0].since < TOGETHER:
        return False
    latest = waiting[-1]
    for held in waiting:
        held.told_at = now
    events.record(
        "addresses.suspended", at=now, person_id=latest.person_id, cause=latest.cause, status=latest.status, others=len(waiting) - 1
    )
    db.session.flush()
    return True


def restore(person: Person, *, ended_by: str, actor: Viewer | None = None, now: datetime) -> bool:
    """Send mails there again, with a clean slate; False where nothing was held back. An administrator's act is audited."""
    if person.mail_suspended_at is None:
        return False
    held, person.mail_suspended_at = queries.suspension_of(person.id), None
    if held is not None:
        held.ended_at, held.ended_by, held.ended_by_id = now, ended_by, actor.id if actor else None
    _forgive(person.email or "")
    events.record("address.restored", at=now, actor_id=actor.id if actor else None, person_id=person.id, by=ended_by)
    if actor is not None and ended_by == "staff":
        audit.log("address.restored", actor_id=actor.id, at=now, subject=("person", person.id))
    db.session.flush()
    return True


def _forgive(address: str) -> None:
    """What came back before counts no more."""
    for bounce in queries.counted(address):
        bounce.points = 0


def end_next(now: datetime) -> bool:
    """End one suspension whose time is over; False when there is none."""
    held = queries.next_to_end(now)
    if held is None:
        return False
    person = db.session.get_one(Person, held.person_id)
    if not restore(person, ended_by="expired", now=now):
        held.ended_at, held.ended_by = now, "expired"
    return True


def forget_person(person_id: int) -> None:
    db.session.execute(delete(Suspension).where(Suspension.person_id == person_id))
    db.session.execute(delete(Bounce).where(Bounce.person_id == person_id))


def forget_bounces_of(traces: Collection[str]) -> None:
    """What came back from an address before anybody here had it, and when it was answered automatically."""
    rows = db.session.execute(select(Bounce.id, Bounce.address_folded, Bounce.reason))
    found = [row.id for row in rows if bears(f"{row.address_folded} {row.reason}", traces)]
    db.session.execute(delete(Bounce).where(Bounce.id.in_(found)))
    db.session.execute(delete(Answered).where(Answered.sender_hash.in_([hash_of(trace) for trace in traces])))


def forget_old(now: datetime) -> None:
    """Forget what came back long ago, and the suspensions that ended as long ago."""
    before = now - REMEMBERED
    db.session.execute(delete(Suspension).where(Suspension.ended_at < before))
    named = select(Suspension.bounce_id).where(Suspension.bounce_id.is_not(None))
    db.session.execute(delete(Bounce).where(Bounce.at < before, Bounce.id.not_in(named)))
