"""What is held until staff have looked at it."""

from sqlalchemy import Row, select
from sqlalchemy.orm import aliased

from community.accounts.models import Person
from community.advocates.models import HeldOutcome
from community.db import db
from community.ideas.models import Idea

MOST = 50


def held(state: str = "waiting") -> list[Row]:
    """HeldOutcome with name and organisation_id of who would gain, `giver` whose word it was, and the idea's title; the oldest first."""
    giver = aliased(Person)
    statement = select(HeldOutcome, Person.name, giver.name.label("giver"), Idea.title).join(Person, Person.id == HeldOutcome.person_id)
    statement = statement.outerjoin(giver, giver.id == HeldOutcome.from_id).outerjoin(Idea, Idea.id == HeldOutcome.idea_id)
    return list(db.session.execute(statement.where(HeldOutcome.state == state).order_by(HeldOutcome.id).limit(MOST)))


def held_outcome(held_id: int) -> HeldOutcome | None:
    """As it now is, kept from others until this transaction ends."""
    return db.session.get(HeldOutcome, held_id, with_for_update=True, populate_existing=True) if 0 < held_id < 2**31 else None
