"""What the public record is counted from, read in a few statements and sorted by topic."""

from collections import defaultdict
from datetime import datetime

from sqlalchemy import Row, func, or_, select

from community.db import db
from community.events import Event
from community.ideas.models import Idea
from community.ideas.queries import listed
from community.ideas.rules import IdeaState
from community.insights.figures import FIRST, REPLY, REVIEW, Facts, Promise
from community.responses.models import Answer, Clock

PUBLISHED_ONCE = (IdeaState.PUBLISHED, IdeaState.HIDDEN, IdeaState.DELETED)


def facts_by_topic(now: datetime) -> dict[int, Facts]:
    """Everything by the id of its topic, private topics too: who may see which is asked where figures are shown."""
    found: dict[int, Facts] = defaultdict(Facts)
    for promise in promises():
        found[promise.topic_id].promises.append(promise)
    for topic_id, answers, in_force, legacy in _standing(now):
        found[topic_id].answers, found[topic_id].in_force, found[topic_id].legacy = answers, in_force, legacy
    return found


def promises() -> list[Promise]:
    """Every answer that customers were ever owed; imported old ideas owe none, and a void promise is none.

    What was taken out of sight later stays on record: hiding an idea neither mends nor spoils a past month.
    """
    given = select(Answer.status).where(Answer.idea_id == Clock.idea_id, Answer.created_at == Clock.stopped_at)
    status = func.coalesce(given.order_by(Answer.id).limit(1).scalar_subquery(), "")
    statement = (
        select(Idea.topic_id, Clock.kind, Clock.started_at, Clock.due_at, Clock.stopped_at, Clock.outcome, status)
        .select_from(Clock)
        .join(Idea, Idea.id == Clock.idea_id)
        .where(
            Clock.kind.in_((FIRST, REVIEW, REPLY)), Clock.outcome != "published",
            or_(Idea.legacy.is_(False), Clock.kind != FIRST), Idea.state.in_(PUBLISHED_ONCE),
        )
    )
    return [Promise(*row) for row in db.session.execute(statement)]


def _standing(now: datetime) -> list[Row]:
    """By topic: (its id, answered ideas, those whose look-again date has not passed, imported ideas without an answer)."""
    answered = Idea.answered_at.is_not(None)
    in_force = answered & or_(Idea.review_at.is_(None), Idea.review_at > now)
    old = Idea.legacy.is_(True) & (Idea.status == "new")
    statement = select(Idea.topic_id, func.count().filter(answered), func.count().filter(in_force), func.count().filter(old))
    return list(db.session.execute(statement.where(listed()).group_by(Idea.topic_id)))


def newest_event() -> int:
    return db.session.scalar(select(func.max(Event.id))) or 0
