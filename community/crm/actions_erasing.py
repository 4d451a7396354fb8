"""The last word to CRMs about a person: that they were forgotten. It names the key by which each knew them."""

from sqlalchemy import ColumnElement, delete, select

from community.crm.models import Attempt, Delivery, Endpoint
from community.db import db
from community.events import Event


def is_told(person_id: int) -> bool:
    """Whether no message is on its way any more that says who was forgotten; an endpoint that is shut is not waited for."""
    waiting = select(Delivery.id).join(Endpoint, Endpoint.id == Delivery.endpoint_id).where(_last_word(person_id))
    return db.session.scalar(waiting.where(Delivery.state == "queued", Endpoint.disabled_at.is_(None)).limit(1)) is None


def forget_last_word(person_id: int) -> None:
    """Where it has arrived. One that was given up, or waits for an endpoint to be opened, stays as long as the log does."""
    ids = select(Delivery.id).where(_last_word(person_id), Delivery.state == "done")
    db.session.execute(delete(Attempt).where(Attempt.delivery_id.in_(ids)))
    db.session.execute(delete(Delivery).where(_last_word(person_id), Delivery.state == "done"))


def _last_word(person_id: int) -> ColumnElement[bool]:
    return Delivery.event_id.in_(select(Event.id).where(Event.kind == "person.erased", Event.person_id == person_id))
