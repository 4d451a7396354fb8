"""Who has how much to answer, who is away, and whose dates somebody may set."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, case, func, or_, select, union

from community.accounts.models import Person
from community.accounts.rules import ANSWERING_ROLES, STAFF_ROLES, PersonState
from community.accounts.viewer import Viewer
from community.db import db
from community.ideas.models import Idea, Topic
from community.ideas.queries import listed
from community.responses.loads import Waiting
from community.responses.queries_desk import first_due, owner_of, waits


def what_waits() -> list[Waiting]:
    """Every idea that is owed an answer, or a reply to a question, now."""
    started = func.coalesce(case((Idea.answer_state == "answered", Idea.asked_at)), Idea.started_at, Idea.published_at, Idea.created_at)
    statement = select(owner_of, started, first_due()).join(Topic, Topic.id == Idea.topic_id)
    return [Waiting(*row) for row in db.session.execute(statement.where(listed(), or_(waits(), Idea.asked_due_at.is_not(None))))]


def people_who_answer(besides: Collection[int | None]) -> list[Person]:
    """Whoever may answer now, and `besides` those who still answer for something, by name."""
    may = and_(Person.state == PersonState.ACTIVE, Person.role.in_(ANSWERING_ROLES))
    statement = select(Person).where(or_(may, Person.id.in_([each for each in besides if each])))
    return list(db.session.scalars(statement.order_by(Person.name, Person.id)))


def led_by(viewer: Viewer) -> set[int]:
    """Whose away dates this person may set: their own, and those of the people under them on a ladder.

    A manager leads whoever answers for a topic of theirs or for an idea in it, a director the managers too;
    administrators lead all staff.
    """
    own = select(Person.id).where(Person.id == (viewer.id or 0))
    if viewer.may_administer:
        return set(db.session.scalars(union(own, select(Person.id).where(_of_staff()))))
    above: ColumnElement[bool] = or_(Topic.manager_id == (viewer.id or 0), Topic.director_id == (viewer.id or 0))
    rungs = [select(rung).where(above, rung.is_not(None)) for rung in (Topic.owner_id, Topic.deputy_id)]
    managers = select(Topic.manager_id).where(Topic.director_id == (viewer.id or 0), Topic.manager_id.is_not(None))
    owners = select(Idea.owner_id).join(Topic, Topic.id == Idea.topic_id).where(above, listed(), Idea.owner_id.is_not(None))
    return set(db.session.scalars(union(own, *rungs, managers, owners)))


def person_led(viewer: Viewer, person_id: int) -> Person | None:
    """One of those in led_by(), or None."""
    statement = select(Person).where(Person.id == person_id, _of_staff())
    return db.session.scalar(statement) if person_id in led_by(viewer) else None


def _of_staff() -> ColumnElement[bool]:
    return and_(Person.state == PersonState.ACTIVE, Person.role.in_(STAFF_ROLES))
