"""Proving stored counts, roots, places in lists and pairs against the rows they follow from, and mending them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from community.accounts.models import Person
from community.advocates.models import LedgerLine
from community.db import db
from community.ideas.models import Comment, HelpfulMark, Idea
from community.ideas.queries_groups import counted_comments, counted_parts
from community.ideas.rules import hot_score
from community.responses.models import Answer
from community.responses.models_rating import Rating
from community.triage.models import Merge, Twin, TwinSummary
from community.triage.queries_twins import gain_of_pair, learned, twin_summary
from community.triage.twins import keep_summary
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
        "helpful ratings of answer": (Answer.helpful_count, _rows(Rating, Rating.answer_id == Answer.id, Rating.helpful.is_(True))),
        "other ratings of answer": (Answer.unhelpful_count, _rows(Rating, Rating.answer_id == Answer.id, Rating.helpful.is_(False))),
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


def _pairs() -> Iterator[Difference]:
    """Pairs that may be the same, by their lower idea, whose certainty or gain is not what the finds and the votes say."""
    sides = case((Twin.from_low > Twin.from_high, Twin.from_low), else_=Twin.from_high)
    for what, stored, counted in (("certainty of pair", Twin.certainty, sides), ("gain of pair", Twin.gain, gain_of_pair())):
        for row in db.session.execute(select(Twin.low_id, stored, counted).where(func.abs(stored - counted) > NOTICED)):
            yield Difference(what, *row)


def _twins() -> Iterator[Difference]:
    """Figures of the queue of such pairs, once the worker has stored them, that are not what the pairs and judgements say."""
    if db.session.get(TwinSummary, 1) is None:
        return
    kept, true = twin_summary(), learned()
    for figure in ("judged", "same", "likely", "apart", "apart_in_public"):
        if getattr(kept, figure) != getattr(true, figure):
            yield Difference(f"twins {figure.replace('_', ' ')}", 1, getattr(kept, figure), getattr(true, figure))


def differences() -> Iterator[Difference]:
    """Every stored number that is wrong now."""
    yield from _roots()
    for what, (stored, counted) in _counts().items():
        table: Any = stored.class_
        for row_id, kept, true in db.session.execute(select(table.id, stored, counted).where(stored != counted)):
            yield Difference(what, row_id, kept, true)
    yield from _places()
    yield from _pairs()
    yield from _twins()


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
    return wrong + len(places) + _mend_twins()


def _mend_twins() -> int:
    """As the worker does every minute."""
    wrong = len(list(_pairs()))
    sides = case((Twin.from_low > Twin.from_high, Twin.from_low), else_=Twin.from_high)
    for column, counted in ((Twin.certainty, sides), (Twin.gain, gain_of_pair())):
        statement = update(Twin).where(func.abs(column - counted) > NOTICED).values({column.key: counted})
        db.session.execute(statement.execution_options(synchronize_session=False))
    wrong_sums = len(list(_twins()))
    if wrong_sums:
        keep_summary(learned())
    return wrong + wrong_sums


def _set(column: str, values: Sequence[tuple[int, float | None]]) -> None:
    if values:
        db.session.execute(update(Idea), [{"id": idea_id, column: value} for idea_id, value in values])
