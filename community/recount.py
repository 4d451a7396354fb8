"""Proving stored counts, roots and places in lists against the rows they follow from, and mending them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from community.accounts.models import Person
from community.advocates.models import LedgerLine
from community.db import db
from community.ideas.models import Comment, HelpfulMark, Idea
from community.ideas.queries_groups import counted_comments, counted_parts
from community.ideas.rules import hot_score
from community.triage.models import Merge
from community.voices.queries import counted_voices
from community.votes.queries import counted_votes

NOTICED = 2e-6
"""Places are stored with six digits."""


@dataclass(frozen=True)
class Difference:
    """A stored number that is not what its rows say."""

    what: str
    id: int
    stored: float
    counted: float


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


def _roots() -> Iterator[Difference]:
    """Ideas that are not where the open merges put them; 0 stands for on their own."""
    edges = db.session.execute(select(Merge.part_id, Merge.root_id).where(Merge.unmerged_at.is_(None)))
    above = {row.part_id: row.root_id for row in edges}
    concerned = or_(Idea.root_id.is_not(None), Idea.id.in_(select(Merge.part_id)))
    for idea_id, root_id in db.session.execute(select(Idea.id, Idea.root_id).where(concerned)):
        top = _top(above, idea_id)
        true = 0 if top == idea_id else top
        if true != (root_id or 0):
            yield Difference("root of idea", idea_id, root_id or 0, true)


def _top(above: Mapping[int, int], idea_id: int) -> int:
    """Up to what is part of nothing; where ideas went round in a circle, some idea of it."""
    for _ in range(len(above)):
        idea_id = above.get(idea_id, idea_id)
    return idea_id


def _places() -> Iterator[Difference]:
    """Ideas whose place among the trending is not what their votes and their age are worth."""
    statement = select(Idea.id, Idea.hot, counted_votes().label("votes"), Idea.published_at, Idea.created_at)
    for row in db.session.execute(statement):
        true = hot_score(row.votes, row.published_at or row.created_at)
        if abs(true - row.hot) > NOTICED:
            yield Difference("place of idea", row.id, row.hot, true)


def differences() -> Iterator[Difference]:
    """Every stored number that is wrong now."""
    yield from _roots()
    for what, (stored, counted) in _counts().items():
        table: Any = stored.class_
        for row_id, kept, true in db.session.execute(select(table.id, stored, counted).where(stored != counted)):
            yield Difference(what, row_id, kept, true)
    yield from _places()


def mend() -> int:
    """Set every wrong number to what its rows say; returns how many were wrong. The caller commits."""
    roots = list(_roots())
    _set("root_id", [(each.id, each.counted or None) for each in roots])
    wrong = len(roots)
    for stored, counted in _counts().values():
        statement = update(stored.class_).where(stored != counted).values({stored.key: counted})
        wrong += db.session.execute(statement.execution_options(synchronize_session=False)).rowcount  # type: ignore[attr-defined]
    places = list(_places())
    _set("hot", [(each.id, each.counted) for each in places])
    return wrong + len(places)


def _set(column: str, values: Sequence[tuple[int, float | None]]) -> None:
    if values:
        db.session.execute(update(Idea), [{"id": idea_id, column: value} for idea_id, value in values])
