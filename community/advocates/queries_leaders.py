"""Who helped most in one topic and quarter, of what the reader may see, without those who stay off."""

from sqlalchemy import Row, func, select

from community.accounts.models import Person
from community.accounts.rules import PersonState, Role
from community.accounts.viewer import Viewer
from community.advocates.models import LedgerLine
from community.advocates.rules_leaders import Quarter
from community.db import db
from community.ideas.models import Idea, Topic
from community.ideas.queries import topics_visible_to, visible_to

MOST = 10


def topics_to_see(viewer: Viewer) -> list[Topic]:
    statement = select(Topic).where(topics_visible_to(viewer), Topic.opened_at.is_not(None)).order_by(Topic.position, Topic.id)
    return list(db.session.scalars(statement))


def topic_to_see(viewer: Viewer, topic_id: int) -> Topic | None:
    """One that is open to them; staff see those that are not open yet, or not any more, too."""
    statement = select(Topic).where(Topic.id == topic_id, topics_visible_to(viewer))
    statement = statement if viewer.is_staff else statement.where(Topic.opened_at.is_not(None))
    return db.session.scalar(statement) if 0 < topic_id < 2**31 else None


def leaders(viewer: Viewer, topic_id: int, quarter: Quarter) -> list[Row]:
    """id, name, level and points of up to ten people: what was earned in the quarter and counts now, most first."""
    points = func.sum(LedgerLine.points).label("points")
    statement = select(Person.id, Person.name, Person.level, points).join(LedgerLine, LedgerLine.person_id == Person.id)
    statement = statement.join(Idea, Idea.id == LedgerLine.idea_id).join(Topic, Topic.id == Idea.topic_id)
    within = (Topic.id == topic_id, LedgerLine.earned_at >= quarter.start, LedgerLine.earned_at < quarter.end, visible_to(viewer))
    shown = (Person.role == Role.CUSTOMER, Person.state == PersonState.ACTIVE, Person.unranked_at.is_(None), Person.contact_since.is_(None))
    statement = statement.where(*within, *shown).group_by(Person.id, Person.name, Person.level).having(points > 0)
    return list(db.session.execute(statement.order_by(points.desc(), Person.id).limit(MOST)))
