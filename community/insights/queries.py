"""Questions about how the company answers, over the ideas one person may see."""

from datetime import datetime, timedelta

from sqlalchemy import Row, and_, func, select
from sqlalchemy.orm import aliased

from community.accounts.models import Person
from community.accounts.viewer import Viewer
from community.db import db
from community.ideas.models import Idea, Topic
from community.ideas.queries import CARD, listed, topics_visible_to

NEW_FOR = timedelta(days=7)
LONGEST_LIST = 10


def longest_waiting(viewer: Viewer, now: datetime, *, topic: str = "") -> list[Row]:
    """Cards of the ideas longest past their date, with the name of who owes the answer."""
    owner = aliased(Person)
    statement = (
        select(*CARD, owner.name.label("owner_name"))
        .join(Topic, Topic.id == Idea.topic_id)
        .outerjoin(owner, owner.id == func.coalesce(Idea.owner_id, Topic.owner_id))
        .where(listed(), topics_visible_to(viewer), Idea.answer_state == "awaiting", Idea.due_at < now)
        .order_by(Idea.due_at, Idea.id)
        .limit(LONGEST_LIST)
    )
    if topic:
        statement = statement.where(Topic.slug == topic)
    return list(db.session.execute(statement))


def tab_counts(viewer: Viewer, now: datetime) -> dict[str, int]:
    """How many ideas each list holds; `new` counts a week."""
    waiting = and_(Idea.answer_state == "awaiting", Idea.due_at.is_not(None))
    statement = (
        select(
            func.count(),
            func.count().filter(Idea.published_at >= now - NEW_FOR),
            func.count().filter(waiting),
            func.count().filter(Idea.answered_at.is_not(None)),
        )
        .select_from(Idea)
        .join(Topic, Topic.id == Idea.topic_id)
        .where(listed(), topics_visible_to(viewer))
    )
    return dict(zip(("top", "new", "waiting", "answered"), db.session.execute(statement).one(), strict=True))


def just_answered(viewer: Viewer, most: int = 3) -> list[Row]:
    """The newest answers: id, title, answerer_name, answered_at."""
    statement = (
        select(Idea.id, Idea.title, Idea.answerer_name, Idea.answered_at)
        .join(Topic, Topic.id == Idea.topic_id)
        .where(listed(), topics_visible_to(viewer), Idea.answered_at.is_not(None))
        .order_by(Idea.answered_at.desc(), Idea.id.desc())
        .limit(most)
    )
    return list(db.session.execute(statement))
