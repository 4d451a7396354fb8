"""What a person decides about what a CRM may know of them, and what follows at once."""

from datetime import datetime

from sqlalchemy import update

from community import events
from community.accounts.models import Person
from community.accounts.viewer import Viewer
from community.crm.models import Attempt, Delivery
from community.crm.queries import tries_about
from community.db import db


def refuse_export(actor: Viewer, person: Person, *, now: datetime) -> bool:
    """From now on nothing about this person leaves; what waits is called back. True when it was allowed before."""
    if person.export_refused_at is not None:
        return False
    person.export_refused_at = now
    recall_deliveries(person.id, now=now)
    events.record("person.export_refused", at=now, actor_id=actor.id, person_id=person.id)
    return True


def allow_export(actor: Viewer, person: Person, *, now: datetime) -> bool:
    """A CRM may know of this person again, and is told anew. True when it was refused before."""
    if person.export_refused_at is None:
        return False
    person.export_refused_at = None
    events.record("person.export_allowed", at=now, actor_id=actor.id, person_id=person.id)
    events.record("person.updated", at=now, actor_id=actor.id, person_id=person.id)
    return True


def recall_deliveries(person_id: int, *, now: datetime) -> None:
    """What names them and has not arrived is not sent any more, and its bytes are gone."""
    waiting = (Delivery.person_id == person_id, Delivery.state.in_(("queued", "failed")))
    db.session.execute(update(Delivery).where(*waiting).values(state="recalled", done_at=now, body=b""))


def forget_in_deliveries(person_id: int, *, now: datetime) -> None:
    """The log keeps that something was sent, and neither what it said of them nor what was replied."""
    recall_deliveries(person_id, now=now)
    db.session.execute(update(Delivery).where(Delivery.person_id == person_id).values(body=b""))
    db.session.execute(update(Attempt).where(Attempt.delivery_id.in_(tries_about(person_id))).values(reply="", headers={}))
