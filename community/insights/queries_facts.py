"""What the public record is counted from, read in a few statements and sorted by topic."""

from collections import defaultdict
from datetime import datetime

from sqlalchemy import ColumnElement, Row, func, or_, select, true

from community.db import db
from community.events import Event
from community.ideas.models import Idea
from community.ideas.queries import listed
from community.ideas.rules import IdeaState
from community.insights.figures import FIRST, REPLY, REVIEW, Facts, Promise
from community.responses.models import Answer, Clock, Pause
from community.responses.models_rating import Effort
from community.responses.rules_rating import WORDING

PUBLISHED_ONCE = (IdeaState.PUBLISHED, IdeaState.HIDDEN, IdeaState.DELETED)


def facts_by_topic(now: datetime, topic_id: int = 0) -> dict[int, Facts]:
    """Everything by the id of its topic, private topics too: who may see which is asked where figures are shown.

    topic_id: of this one alone.
    """
    found: dict[int, Facts] = defaultdict(Facts)
    of = Idea.topic_id == topic_id if topic_id else true()
    for promise in promises(of):
        found[promise.topic_id].promises.append(promise)
    for topic_id, answers, in_force, legacy in _standing(now, of):
        found[topic_id].answers, found[topic_id].in_force, found[topic_id].legacy = answers, in_force, legacy
    for topic_id, start, end, running in _pauses(now, of):
        found[topic_id].pauses.append((start, end))
        found[topic_id].paused += running
    for topic_id, at, effort in _efforts(of):
        found[topic_id].efforts.append((at, effort))
    return found


def promises(of: ColumnElement[bool]) -> list[Promise]:
    """Every answer that customers were ever owed; imported old ideas owe none, and a void promise is none.

    What was taken out of sight later stays on record: hiding an idea neither mends nor spoils a past month.
    """
    given = select(Answer.status).where(Answer.idea_id == Clock.idea_id, Answer.created_at == Clock.stopped_at)
    status = func.coalesce(given.order_by(Answer.id).limit(1).scalar_subquery(), "")
    statement = (
        select(
            Idea.topic_id, Clock.kind, Clock.started_at, Clock.due_at, Clock.stopped_at, Clock.outcome, status,
            Clock.breached_by_change_at.is_not(None),
        )
        .select_from(Clock)
        .join(Idea, Idea.id == Clock.idea_id)
        .where(
            Clock.kind.in_((FIRST, REVIEW, REPLY)), Clock.outcome != "published",
            or_(Idea.legacy.is_(False), Clock.kind != FIRST), Idea.state.in_(PUBLISHED_ONCE), of,
        )
    )
    return [Promise(*row) for row in db.session.execute(statement)]


def _standing(now: datetime, of: ColumnElement[bool]) -> list[Row]:
    """By topic: (its id, answered ideas, those whose look-again date has not passed, imported ideas without an answer)."""
    answered = Idea.answered_at.is_not(None)
    in_force = answered & or_(Idea.review_at.is_(None), Idea.review_at > now)
    old = Idea.legacy.is_(True) & (Idea.status == "new")
    statement = select(Idea.topic_id, func.count().filter(answered), func.count().filter(in_force), func.count().filter(old))
    return list(db.session.execute(statement.where(listed(), of).group_by(Idea.topic_id)))


def _pauses(now: datetime, of: ColumnElement[bool]) -> list[tuple[int, datetime, datetime, bool]]:
    """Each stretch in which a clock stood still, up to now or to the clock's end: (topic id, from, to, still running)."""
    statement = (
        select(Idea.topic_id, Pause.started_at, Pause.ends_at, Pause.ended_at, Clock.stopped_at)
        .join(Clock, Clock.id == Pause.clock_id)
        .join(Idea, Idea.id == Pause.idea_id)
        .where(of)
    )
    found = []
    for topic_id, start, ends_at, ended_at, stopped_at in db.session.execute(statement):
        end = min(at for at in (ended_at or ends_at, stopped_at, now) if at)
        found.append((topic_id, start, end, ended_at is None and stopped_at is None and ends_at > now))
    return found


def _efforts(of: ColumnElement[bool]) -> list[Row]:
    """(topic id, when, 1 to 7) of everybody who was asked in today's words about an answer that stands in sight."""
    statement = (
        select(Idea.topic_id, Effort.answered_at, Effort.score)
        .join(Answer, Answer.id == Effort.answer_id)
        .join(Idea, Idea.id == Answer.idea_id)
        .where(
            Effort.score.is_not(None), Effort.answered_at.is_not(None), Effort.wording == WORDING,
            Answer.withdrawn_at.is_(None), Idea.state == IdeaState.PUBLISHED, of,
        )
    )
    return list(db.session.execute(statement))


def newest_event() -> int:
    return db.session.scalar(select(func.max(Event.id))) or 0
