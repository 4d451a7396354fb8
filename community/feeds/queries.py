"""What feeds tell. They go to readers that cannot sign in, so everything here is what any visitor may see."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, literal, null, select, tuple_, union_all

from community.accounts.models import Person
from community.accounts.viewer import VISITOR
from community.db import db
from community.ideas.models import Comment, Idea, Topic
from community.ideas.queries import listed, topics_visible_to
from community.responses.models import Answer

PAGE_SIZE = 20
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Told:
    """One page of what happened, the newest first, and the key to go on from."""

    rows: list[Row]
    next_key: tuple[int, int, int] | None


def key_of(text: str) -> tuple[int, int, int] | None:
    """(microseconds since 1970, rank, id) of the last one told, from "1~2~3"; None when it was tampered with."""
    parts = text.split("~")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) < 17 for part in parts):
        return None
    at, rank, last = map(int, parts)
    return (at, rank, last) if rank < 10 and last < 2**31 else None


def ideas_told(ids: Collection[int]) -> list[Row]:
    """These ideas with their words and their authors, in the order of `ids`."""
    statement = (
        select(
            Idea.id, Idea.title, Idea.body_html, Idea.tags, Idea.status, Idea.language, Idea.published_at, Idea.edited_at,
            Idea.answered_at, Person.name.label("author"), Topic.name.label("topic_name"), Topic.slug.label("topic_slug"),
        )
        .join(Topic, Topic.id == Idea.topic_id)
        .join(Person, Person.id == Idea.author_id)
        .where(Idea.id.in_(ids), listed(), topics_visible_to(VISITOR))
    )
    place = {idea_id: number for number, idea_id in enumerate(ids)}
    return sorted(db.session.execute(statement), key=lambda row: place[row.id]) if ids else []


def conversation(idea_id: int, group: Collection[int], after: tuple[int, int, int] | None) -> Told:
    """Answers to an idea, and comments on it and on what joined it."""
    answers = _answer_columns().where(Answer.idea_id == idea_id, Answer.withdrawn_at.is_(None))
    comments = (
        select(
            literal(1).label("rank"), Comment.id, Comment.idea_id, Comment.created_at.label("at"), null().label("edited_at"),
            Comment.body_html, literal("").label("status"), Person.name.label("author"),
        )
        .join(Person, Person.id == Comment.author_id)
        .where(Comment.idea_id.in_(group), Comment.hidden_at.is_(None))
    )
    said = union_all(answers, comments).subquery()
    return _newest(select(said), said.c, after)


def answers_told(topic: str, after: tuple[int, int, int] | None) -> Told:
    """Answers, each with the title of its idea; of one topic where it is named."""
    statement = _answer_columns().add_columns(Idea.title, Topic.name.label("topic_name"), Topic.slug.label("topic_slug"))
    statement = statement.join(Idea, Idea.id == Answer.idea_id).join(Topic, Topic.id == Idea.topic_id)
    statement = statement.where(Answer.withdrawn_at.is_(None), listed(), topics_visible_to(VISITOR))
    told = (statement.where(Topic.slug == topic) if topic else statement).subquery()
    return _newest(select(told), told.c, after)


def _answer_columns() -> Select:
    return select(
        literal(2).label("rank"), Answer.id, Answer.idea_id, Answer.created_at.label("at"), Answer.edited_at, Answer.body_html,
        Answer.status, Person.name.label("author"),
    ).join(Person, Person.id == Answer.author_id)


def _newest(statement: Select, columns: Any, after: tuple[int, int, int] | None) -> Told:
    order = (columns.at, columns.rank, columns.id)
    if after:
        at, rank, last = after
        statement = statement.where(tuple_(*order) < tuple_(_EPOCH + timedelta(microseconds=at), rank, last))
    rows = list(db.session.execute(statement.order_by(*(column.desc() for column in order)).limit(PAGE_SIZE + 1)))
    if len(rows) <= PAGE_SIZE:
        return Told(rows, None)
    last_row = rows[PAGE_SIZE - 1]
    return Told(rows[:PAGE_SIZE], ((last_row.at - _EPOCH) // timedelta(microseconds=1), last_row.rank, last_row.id))
