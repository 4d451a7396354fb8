"""Questions about what people said of answers."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, select
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


def mean_effort(viewer: Viewer, topic: str = "", since: datetime | None = None) -> tuple[float | None, int]:
    """The mean answer to the effort question, 1 to 7, and how many answers it is of; of one topic or of all, of those
    given since then. (None, 0) of none. Under rules_rating.ENOUGH it is to be shown as too few."""
    statement = _said(viewer, topic, since).with_only_columns(func.avg(Effort.score), func.count())
    mean, count = db.session.execute(statement).one()
    return (float(mean) if count else None), count


def effort_scores(viewer: Viewer, topic: str = "", since: datetime | None = None) -> list[int]:
    """Every answer to the effort question, for the spread of them."""
    return list(db.session.scalars(_said(viewer, topic, since)))


def _said(viewer: Viewer, topic: str, since: datetime | None) -> Select:
    """Answers to the question as it is worded now, about answers in sight of this person."""
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
    return statement.where(Effort.answered_at >= since) if since else statement


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


@dataclass(frozen=True)
class SaidOf:
    """For staff: what was said of some answers, the newest first, with who said it."""

    ratings: list[Row]
    efforts: list[Row]


def said_of_answers(answer_ids: Collection[int], most: int = MOST_WORDS) -> SaidOf:
    return _said_of(Answer.id.in_(answer_ids), most)


def said_by(person_id: int, most: int = 10) -> SaidOf:
    """What one person said of answers."""
    return _said_of(Person.id == person_id, most)


def said_of_answers_by(person_id: int, most: int = 10) -> SaidOf:
    """What was said of one person's answers."""
    return _said_of(Answer.author_id == person_id, most)


def _said_of(which: ColumnElement[bool], most: int) -> SaidOf:
    return SaidOf(*(_newest(each, which, most) for each in (_ratings(), _efforts())))


def _newest(statement: Select, which: ColumnElement[bool], most: int) -> list[Row]:
    return list(db.session.execute(statement.where(which, Answer.withdrawn_at.is_(None)).limit(most)))


def _ratings() -> Select:
    at = func.coalesce(Rating.changed_at, Rating.created_at, type_=UtcDateTime)
    return _about(Rating, Rating.helpful, Rating.reason, Rating.words, at.label("at")).order_by(at.desc(), Rating.person_id)


def _efforts() -> Select:
    statement = _about(Effort, Effort.score, Effort.words, Effort.answered_at.label("at")).where(Effort.score.is_not(None))
    return statement.order_by(Effort.answered_at.desc(), Effort.id.desc())


def _about(said: type[Rating] | type[Effort], *columns: Any) -> Select:
    statement = select(*columns, Person.id.label("person_id"), Person.name, Answer.id.label("answer_id"), Idea.id.label("idea_id"), Idea.title)
    statement = statement.select_from(said).join(Answer, Answer.id == said.answer_id).join(Idea, Idea.id == Answer.idea_id)
    return statement.join(Person, Person.id == said.person_id)
