"""What waits for an answer: the queues of the desk."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Row, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from community.accounts.models import Person
from community.accounts.viewer import Viewer
from community.db import db
from community.ideas.models import Idea, Topic
from community.ideas.queries import CARD, listed

LOOK_AHEAD = timedelta(days=28)
MOST_ON_DESK = 200
WHOSE = ("mine", "everyone", "nobody", "imported")
_owner_id = func.coalesce(Idea.owner_id, Topic.owner_id)
_Owner = aliased(Person)


@dataclass(frozen=True)
class DeskCounts:
    """How many ideas wait in each queue of the desk."""

    mine: int
    everyone: int
    nobody: int
    imported: int


def desk_rows(viewer: Viewer, whose: str, now: datetime) -> list[Row]:
    """Ideas to answer or to renew, the most urgent first, with the name of who is to answer.

    Answers to renew come after what has none; imported ideas that nobody answered yet come by votes.
    """
    statement = (
        select(*CARD, Idea.owner_id, _Owner.name.label("owner_name"))
        .join(Topic, Topic.id == Idea.topic_id)
        .outerjoin(_Owner, _Owner.id == _owner_id)
        .where(listed(), _queue(viewer, whose, now))
    )
    order = [(Idea.vote_count + Idea.imported_votes).desc()] if whose == "imported" else [_renewing(now), _urgency()]
    return list(db.session.execute(statement.order_by(*order, Idea.id).limit(MOST_ON_DESK)))


def desk_counts(viewer: Viewer, now: datetime) -> DeskCounts:
    counts = [func.count(case((_queue(viewer, whose, now), 1))) for whose in WHOSE]
    owed = or_(_owed(now), _queue(viewer, "imported", now))
    statement = select(*counts).select_from(Idea).join(Topic, Topic.id == Idea.topic_id).where(listed(), owed)
    return DeskCounts(*tuple(db.session.execute(statement).one()))


def _queue(viewer: Viewer, whose: str, now: datetime) -> ColumnElement[bool]:
    if whose == "imported":
        return and_(Idea.legacy, Idea.answered_at.is_(None))
    if whose == "mine":
        return and_(_owed(now), _owner_id == (viewer.id or 0))
    return and_(_owed(now), Idea.owner_id.is_(None)) if whose == "nobody" else _owed(now)


def _owed(now: datetime) -> ColumnElement[bool]:
    """A clock runs, or the answer that holds is to be looked at again within four weeks."""
    runs = and_(Idea.answer_state.in_(("awaiting", "paused")), or_(Idea.legacy.is_(False), Idea.answered_at.is_not(None)))
    return or_(runs, and_(Idea.answer_state == "answered", Idea.review_at <= now + LOOK_AHEAD))


def _renewing(now: datetime) -> ColumnElement[int]:
    running_late = and_(Idea.answer_state != "answered", Idea.due_at <= now)
    return case((running_late, 0), (Idea.answered_at.is_not(None), 1), else_=0)


def _urgency() -> ColumnElement[datetime]:
    """When it falls due; what has no clock yet comes by its age."""
    return case((Idea.answer_state == "answered", Idea.review_at), else_=func.coalesce(Idea.due_at, Idea.started_at))
