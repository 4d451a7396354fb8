"""Proving the stored counts against the rows they count, and mending them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import InstrumentedAttribute

from community.accounts.models import Person
from community.advocates.models import LedgerLine
from community.db import db
from community.ideas.models import Comment, HelpfulMark, Idea
from community.ideas.queries_groups import counted_comments, counted_parts
from community.voices.queries import counted_voices
from community.votes.queries import counted_votes


@dataclass(frozen=True)
class Difference:
    """A stored number that is not what its rows say."""

    what: str
    id: int
    stored: int
    counted: int


Counted = tuple[InstrumentedAttribute[int], ColumnElement[int]]


def _counts() -> dict[str, Counted]:
    """Each stored count beside the question that proves it."""
    return {
        "parts of idea": (Idea.part_count, counted_parts()),
        "votes of idea": (Idea.vote_count, counted_votes()),
        "comments of idea": (Idea.comment_count, counted_comments()),
        "voices of idea": (Idea.voice_count, counted_voices()),
        "helpful marks of comment": (Comment.helpful_count, _rows(HelpfulMark, HelpfulMark.comment_id == Comment.id)),
        "points of person": (Person.points, _points()),
    }


def _rows(table: Any, *where: ColumnElement[bool]) -> ColumnElement[int]:
    return select(func.count()).select_from(table).where(*where).scalar_subquery()


def _points() -> ColumnElement[int]:
    total = func.coalesce(func.sum(LedgerLine.points), 0)
    return select(total).where(LedgerLine.person_id == Person.id).scalar_subquery()


def differences() -> Iterator[Difference]:
    """Every stored count that is wrong now."""
    for what, (stored, counted) in _counts().items():
        table: Any = stored.class_
        for row_id, kept, true in db.session.execute(select(table.id, stored, counted).where(stored != counted)):
            yield Difference(what, row_id, kept, true)


def mend() -> int:
    """Set every wrong count to what its rows say; returns how many were wrong. The caller commits."""
    wrong = 0
    for stored, counted in _counts().values():
        statement = update(stored.class_).where(stored != counted).values({stored.key: counted})
        wrong += db.session.execute(statement.execution_options(synchronize_session=False)).rowcount  # type: ignore[attr-defined]
    return wrong
