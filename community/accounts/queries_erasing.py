"""Questions about erasures."""

from datetime import datetime

from sqlalchemy import exists, select

from community.accounts.models import Person
from community.accounts.models_erasing import Erasure
from community.accounts.rules import PersonState
from community.db import db
from community.events import Dispatch, Event


def erasure_of(person_id: int | None) -> Erasure | None:
    return db.session.get(Erasure, person_id) if person_id is not None else None


def traces_left(person_id: int | None) -> list[str]:
    """What is to be looked for, in the form rules_erasing.bears takes; nothing when all was found."""
    found = erasure_of(person_id)
    return found.traces if found else []


def due_erasure(now: datetime) -> Erasure | None:
    """The request whose time came the longest ago."""
    waiting = select(Erasure).where(Erasure.erased_at.is_(None), Erasure.due_at <= now).order_by(Erasure.due_at, Erasure.person_id)
    return db.session.scalar(waiting.limit(1).with_for_update(skip_locked=True))


def begun_erasures() -> list[Erasure]:
    return list(db.session.scalars(select(Erasure).where(Erasure.erased_at.is_not(None)).order_by(Erasure.person_id)))


def is_followed(person_id: int) -> bool:
    """Whether every handler of their erasure has done its part."""
    erased = (Event.kind == "person.erased", Event.person_id == person_id)
    working = Event.expanded.is_(False) | exists().where(Dispatch.event_id == Event.id, Dispatch.state != "done")
    return db.session.scalar(select(Event.id).where(*erased, working).limit(1)) is None


def person_to_erase(person_id: int) -> Person | None:
    """Anyone not erased yet, held until the transaction ends."""
    statement = select(Person).where(Person.id == person_id, Person.state != PersonState.ERASED).with_for_update()
    return db.session.scalar(statement) if 0 < person_id < 2**31 else None
