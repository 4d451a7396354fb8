"""Questions about what staff asked: whom, who may reply, who replied. Whoever may see the idea may see them.

A question stays on the idea that it was asked on and is read by root, as voices are.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import aliased

from community.accounts.models import Person
from community.accounts.rules import ADVOCATES
from community.accounts.viewer import Viewer
from community.cocreation import rules
from community.cocreation.models import Question
from community.db import db
from community.ideas.models import Idea, Topic
from community.ideas.queries import listed, visible_to
from community.ideas.queries_groups import group_ids
from community.responses.queries import open_clock, open_pause
from community.voices.models import Voice
from community.votes.models import Vote

_AskedOn = aliased(Idea)
_By = aliased(Person)
_Author = aliased(Person)


def _replies() -> ColumnElement[int]:
    """In sight."""
    return select(func.count()).where(Voice.question_id == Question.id, Voice.hidden_at.is_(None)).scalar_subquery()


def _rows(viewer: Viewer) -> Select:
    """Each with whose it is, how many replied, `shown_on` and `title` of the idea that shows it, and whether it asks the
    reader (`asks_me`); Idea is that idea, so that what a reader may see can be asked of it."""
    columns: tuple[Any, ...] = (
        Question.id, Question.idea_id, Question.audience, Question.kind, Question.body_html, Question.asked_count,
        Question.asked_at, Question.closes_at, Question.answered_at, Question.comment_id, Question.closed_at,
        Question.by_id, _By.name.label("by"), _By.title.label("by_title"), _AskedOn.author_id, _Author.name.label("author"),
        Idea.id.label("shown_on"), Idea.title, Topic.name.label("topic"), _replies().label("replies"),
        _asks(viewer.id).label("asks_me"),
    )
    return (
        select(*columns)
        .join(_AskedOn, _AskedOn.id == Question.idea_id)
        .join(Idea, Idea.id == func.coalesce(_AskedOn.root_id, _AskedOn.id))
        .join(Topic, Topic.id == Idea.topic_id)
        .join(_By, _By.id == Question.by_id)
        .join(_Author, _Author.id == _AskedOn.author_id)
    )


def _asks(person_id: int | None) -> ColumnElement[bool]:
    """Whether a question is put to this person, as the votes now are."""
    if person_id is None:
        return false()
    mine = (Vote.idea_id.in_(group_ids()), Vote.person_id == person_id, Vote.void.is_(False))
    voted, level = exists().where(*mine), select(Person.level).where(Person.id == person_id).scalar_subquery()
    return or_(
        and_(Question.audience == rules.AUTHOR, _AskedOn.author_id == person_id),
        and_(Question.audience == "voters", voted),
        and_(Question.audience == "advocates", voted, level.in_(ADVOCATES)),
        and_(Question.audience == "critical", exists().where(*mine, Vote.importance == rules.CRITICAL)),
    )


def questions_on(viewer: Viewer, group: Collection[int]) -> list[Row]:
    """All that was asked on an idea and on what joined it, what is open first, then the newest."""
    statement = _rows(viewer).where(Question.idea_id.in_(group))
    return list(db.session.execute(statement.order_by(Question.closed_at.is_not(None), Question.id.desc())))


def question_row(viewer: Viewer, question_id: int) -> Row | None:
    """One question, or None when its idea is not there for this person."""
    statement = _rows(viewer).where(Question.id == question_id, visible_to(viewer))
    return db.session.execute(statement).one_or_none() if 0 < question_id < 2**31 else None


def open_questions(viewer: Viewer) -> list[Row]:
    """For staff: everything that waits for a reply or for its end, what ends first first."""
    statement = _rows(viewer).where(Question.closed_at.is_(None), listed(), visible_to(viewer))
    return list(db.session.execute(statement.order_by(Question.closes_at, Question.id)))


def questions_for(viewer: Viewer, now: datetime) -> list[Row]:
    """What this person is asked and has not replied to, what ends first first."""
    replied = exists().where(Voice.question_id == Question.id, Voice.person_id == viewer.id)
    waiting = (Question.closed_at.is_(None), Question.closes_at > now, Question.answered_at.is_(None), ~replied)
    statement = _rows(viewer).where(*waiting, _asks(viewer.id), listed(), visible_to(viewer))
    return list(db.session.execute(statement.order_by(Question.closes_at, Question.id)))


@dataclass(frozen=True)
class AskedCounts:
    """How many questions wait for an author, and how many are open to voters."""

    of_authors: int
    of_voters: int


def asked_counts() -> AskedCounts:
    author = Question.audience == rules.AUTHOR
    waits, open_to_voters = and_(author, Question.answered_at.is_(None)), ~author
    columns = (func.count().filter(waits), func.count().filter(open_to_voters))
    return AskedCounts(*db.session.execute(select(*columns).where(Question.closed_at.is_(None))).one())


def open_audiences(group: Collection[int]) -> frozenset[str]:
    """The audiences that a question on one of these ideas is open to; an author who has replied is waited for no more."""
    statement = select(Question.audience).where(Question.idea_id.in_(group), Question.closed_at.is_(None))
    waited = or_(Question.audience != rules.AUTHOR, Question.answered_at.is_(None))
    return frozenset(db.session.scalars(statement.where(waited)))


def open_to_author(group: Collection[int]) -> list[Question]:
    """The questions to authors that are not closed, replied to or not."""
    statement = select(Question).where(Question.idea_id.in_(group), Question.closed_at.is_(None))
    return list(db.session.scalars(statement.where(Question.audience == rules.AUTHOR)))


def people_asked(idea: Idea, audience: str) -> Select:
    """As a part of another statement: the ids of those whom a question on this idea, not merged, is put to."""
    if audience == rules.AUTHOR:
        return select(Idea.author_id).where(Idea.id == idea.id)
    group = select(Idea.id).where(or_(Idea.id == idea.id, Idea.root_id == idea.id))
    people = select(Vote.person_id).where(Vote.idea_id.in_(group), Vote.void.is_(False))
    if audience == "advocates":
        return people.join(Person, Person.id == Vote.person_id).where(Person.level.in_(ADVOCATES))
    return people.where(Vote.importance == rules.CRITICAL) if audience == "critical" else people


def question(question_id: int) -> Question | None:
    """As it now is."""
    return db.session.get(Question, question_id, populate_existing=True) if 0 < question_id < 2**31 else None


def is_waited_for(question: Question) -> bool:
    """Whether the answer clock stands still because of this question."""
    clock = open_clock(question.idea_id)
    pause = open_pause(clock.id) if clock else None
    return pause is not None and pause.question_id == question.id


def reply_of(question_id: int, person_id: int | None) -> Voice | None:
    """What this person replied, in sight or not."""
    return db.session.scalar(select(Voice).where(Voice.question_id == question_id, Voice.person_id == person_id))


def next_to_close(now: datetime) -> Question | None:
    """The open question whose end passed first."""
    statement = select(Question).where(Question.closed_at.is_(None), Question.closes_at <= now)
    return db.session.scalar(statement.order_by(Question.closes_at, Question.id).limit(1).with_for_update(skip_locked=True))
