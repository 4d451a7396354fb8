"""Questions about what people said of answers."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, literal, select, true, union_all
from sqlalchemy.orm import joinedload

from community.accounts.models import Person
from community.accounts.rules import PersonState, Role
from community.accounts.viewer import Viewer
from community.db import UtcDateTime, db
from community.ideas.models import Idea, Topic
from community.ideas.queries import topics_visible_to, visible_idea
from community.ideas.rules import IdeaState
from community.responses.models import Answer
from community.responses.models_rating import Effort, EffortRound, Rating
from community.responses.rules_rating import WORDING


def effort_scores(viewer: Viewer, topic: str = "", since: datetime | None = None) -> list[int]:
    """Every answer, 1 to 7, to the effort question as it is worded now, about answers in sight of this person; of one
    topic or of all, of those given since then."""
    statement = (
        select(Effort.score)
        .select_from(Effort)
        .join(Answer, Answer.id == Effort.answer_id)
        .join(Idea, Idea.id == Answer.idea_id)
        .join(Topic, Topic.id == Idea.topic_id)
        .where(
            Effort.score.is_not(None), Effort.wording == WORDING, Answer.withdrawn_at.is_(None),
            Idea.state == IdeaState.PUBLISHED, topics_visible_to(viewer),
        )
    )
    if topic:
        statement = statement.where(Topic.slug == topic)
    return list(db.session.scalars(statement.where(Effort.answered_at >= since) if since else statement))


@dataclass(frozen=True)
class AnswersRead:
    """An idea's answers as one person reads them, the one that holds first: what they said of that one, and the newest
    question that was put to them about any."""

    answers: list[Answer] = field(default_factory=list)
    rating: Rating | None = None
    effort: Effort | None = None


def answers_read_by(viewer: Viewer, idea_id: int) -> AnswersRead:
    """All of it in one statement."""
    statement = (
        select(Answer, Rating, Effort)
        .outerjoin(Rating, and_(Rating.answer_id == Answer.id, Rating.person_id == (viewer.id or 0)))
        .outerjoin(Effort, and_(Effort.answer_id == Answer.id, Effort.person_id == (viewer.id or 0)))
        .where(Answer.idea_id == idea_id, Answer.withdrawn_at.is_(None))
    )
    rows = db.session.execute(statement.options(joinedload(Answer.author)).order_by(Answer.id.desc())).all()
    effort = next((row.Effort for row in rows if row.Effort), None)
    return AnswersRead([row.Answer for row in rows], rows[0].Rating if rows else None, effort)


def answer_seen_by(viewer: Viewer, answer_id: int) -> Answer | None:
    """An answer that was not withdrawn, to an idea that this person may see."""
    answer = db.session.get(Answer, answer_id) if 0 < answer_id < 2**31 else None
    if answer is None or answer.withdrawn_at is not None:
        return None
    return answer if visible_idea(viewer, answer.idea_id) else None


def answer_in_force(idea_id: int) -> int | None:
    """The id of the answer that holds."""
    return db.session.scalar(select(func.max(Answer.id)).where(Answer.idea_id == idea_id, Answer.withdrawn_at.is_(None)))


def asked_by(person_id: int | None, group: Collection[int]) -> bool:
    """Whether one of these ideas is this person's."""
    statement = select(Idea.id).where(Idea.id.in_(group), Idea.author_id == person_id).limit(1)
    return db.session.scalar(statement) is not None


def customers_who_asked(group: Collection[int]) -> list[int]:
    """Ids of the customers whose ideas these are, each once."""
    authors = select(Idea.author_id).where(Idea.id.in_(group), Idea.state == IdeaState.PUBLISHED)
    statement = select(Person.id).where(Person.id.in_(authors), Person.role == Role.CUSTOMER, Person.state == PersonState.ACTIVE)
    return list(db.session.scalars(statement.order_by(Person.id)))


def next_round(now: datetime) -> EffortRound | None:
    """The answer that has been due longest for its authors to be asked; on PostgreSQL one that nobody else has in hand."""
    statement = select(EffortRound).where(EffortRound.settled_at.is_(None), EffortRound.due_at <= now)
    statement = statement.order_by(EffortRound.due_at, EffortRound.answer_id).limit(1)
    return db.session.scalar(statement.with_for_update(skip_locked=True))


def effort_of(person_id: int | None, answer_id: int) -> Effort | None:
    """The question that was put to this person about this answer."""
    return db.session.scalar(select(Effort).where(Effort.person_id == person_id, Effort.answer_id == answer_id))


MOST_WORDS = 50


def said_of_answers(answer_ids: Collection[int], most: int = MOST_WORDS) -> list[Row]:
    """For staff: what was said of these answers, the newest first, with who said it.

    Rows of `kind` rating (`value` 1 for helpful, 0 for not, and a reason) or effort (`value` 1 to 7).
    """
    return _newest(Answer.id.in_(answer_ids), most)


def newest_said(most: int = MOST_WORDS) -> list[Row]:
    """The same of whatever answer; staff may see every idea."""
    return _newest(true(), most)


def said_by(person_id: int, most: int = 10) -> list[Row]:
    """What one person said of answers."""
    return _newest(Person.id == person_id, most)


def said_of_answers_by(person_id: int, most: int = 10) -> list[Row]:
    """What was said of one person's answers."""
    return _newest(Answer.author_id == person_id, most)


def _newest(which: ColumnElement[bool], most: int) -> list[Row]:
    changed = func.coalesce(Rating.changed_at, Rating.created_at, type_=UtcDateTime)
    ratings = _about(Rating, "rating", case((Rating.helpful, 1), else_=0), Rating.reason, changed)
    efforts = _about(Effort, "effort", Effort.score, literal(""), Effort.answered_at).where(Effort.score.is_not(None))
    both = union_all(ratings.where(which), efforts.where(which)).subquery()
    return list(db.session.execute(select(both).order_by(both.c.at.desc(), both.c.kind, both.c.person_id).limit(most)))


def _about(said: type[Rating] | type[Effort], kind: str, value: Any, reason: Any, at: Any) -> Select:
    statement = select(
        literal(kind).label("kind"), value.label("value"), reason.label("reason"), said.words, at.label("at"),
        Person.id.label("person_id"), Person.name, Idea.id.label("idea_id"), Idea.title,
    )
    statement = statement.select_from(said).join(Answer, Answer.id == said.answer_id).join(Idea, Idea.id == Answer.idea_id)
    return statement.join(Person, Person.id == said.person_id).where(Answer.withdrawn_at.is_(None))
