"""What administrators ask about working hours and about who is in charge of what."""

from sqlalchemy import Row, func, or_, select

from community.db import db
from community.ideas.models import Idea, Topic
from community.ideas.queries import listed
from community.ideas.rules import IdeaState
from community.responses.models import Calendar
from community.responses.queries_desk import waits
from community.responses.rules import FINAL


def calendars() -> list[Row]:
    """Every calendar with the number of topics that use it, by name."""
    used = select(func.count()).where(Topic.calendar_id == Calendar.id).scalar_subquery()
    statement = select(Calendar.id, Calendar.name, Calendar.zone, used.label("topics"))
    return list(db.session.execute(statement.order_by(Calendar.name, Calendar.id)))


def calendar(calendar_id: int) -> Calendar | None:
    return db.session.get(Calendar, calendar_id) if 0 < calendar_id < 2**31 else None


def owed_by_owner_of(topic_id: int, most: int) -> list[int]:
    """Ids of what waits in a topic for its own owner, the first due first: for an answer, or for a reply."""
    waiting = or_(waits(), Idea.asked_due_at.is_not(None))
    statement = select(Idea.id).where(listed(), Idea.topic_id == topic_id, Idea.owner_id.is_(None), waiting)
    return list(db.session.scalars(statement.order_by(Idea.due_at, Idea.id).limit(most)))


def open_ideas_of(person_id: int) -> list[Idea]:
    """Unfinished ideas this person is in charge of: given to them, or in a topic of theirs and given to nobody."""
    theirs = or_(Idea.owner_id == person_id, (Idea.owner_id.is_(None)) & (Topic.owner_id == person_id))
    alive = Idea.state.in_((IdeaState.PUBLISHED, IdeaState.PENDING))
    statement = select(Idea).join(Topic, Topic.id == Idea.topic_id)
    statement = statement.where(theirs, alive, Idea.root_id.is_(None), Idea.status.not_in(FINAL))
    return list(db.session.scalars(statement.order_by(Idea.id)))
