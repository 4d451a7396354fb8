"""Two customers of the demo whose mail comes back: nothing is sent to one for now, the other's mailbox has room again."""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from community.accounts.models import Person
from community.accounts.rules import Role
from community.db import db
from community.events import Event
from community.inbound import suspending
from community.inbound.models_bounces import Bounce, Suspension

REASONS = (
    ("hard", "5.1.1", "550 5.1.1 Recipient address rejected: User unknown in virtual mailbox table"),
    ("soft", "4.2.2", "452 4.2.2 The email account that you tried to reach is over quota"),
)


def mail_came_back(now: datetime) -> None:
    """Administrators know of it already, so that the first minute is calm."""
    quiet = select(Person).where(Person.role == Role.CUSTOMER, Person.email.is_not(None)).order_by(Person.id.desc()).limit(2)
    for person, (cause, status, reason) in zip(db.session.scalars(quiet), REASONS, strict=False):
        _come_back(person, Bounce(cause=cause, status=status, reason=reason, points=2, at=now), now)
        if cause == "soft":
            suspending.restore(person, ended_by="proved", now=now)
    ours = Event.kind.in_(("address.suspended", "address.restored"))
    db.session.execute(update(Event).where(ours).values(expanded=True))


def _come_back(person: Person, bounce: Bounce, now: datetime) -> None:
    bounce.person_id, bounce.address_folded, bounce.day = person.id, person.email_folded or "", (now - timedelta(days=1)).date()
    db.session.add(bounce)
    db.session.flush()
    suspending.suspend(person, bounce, now=now)
    db.session.query(Suspension).filter_by(person_id=person.id).update({"since": now - timedelta(days=3)})
