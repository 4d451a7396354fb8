"""Keeping the sentence vectors up to date: what waits, the slow part without a transaction, then one short write."""

import secrets
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import Row, delete, func, insert, literal, or_, select, tuple_
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from community.db import db
from community.ideas.models import Idea
from community.ideas.rules import IdeaState
from community.search import near_vectors
from community.search.meaning import Packed, digest, from_bytes, pack
from community.search.models import IdeaVector, VectorTask, VectorTotals
from community.search.sentences import FORMAT, SIZE, encode, title_text, whole_text

Packer = Callable[[Sequence[str]], Packed]

BATCH = 16
"""Ideas encoded between two writes: about a second of work, so that a worker told to stop loses no more."""

_ZERO = np.zeros(SIZE, np.int64).tobytes()


@dataclass(frozen=True)
class Made:
    """The vectors an idea should have; empty when it is out of sight."""

    idea_id: int
    digest: str = ""
    title: bytes = b""
    whole: bytes = b""


def queue_vectors(ids: Collection[int]) -> None:
    """One row an idea; a further change gives the row another version."""
    if not ids:
        return
    insert_into: Any = postgres_insert if db.engine.dialect.name == "postgresql" else sqlite_insert
    here = select(Idea.id).where(Idea.id.in_(ids))
    row = insert_into(VectorTask).from_select(["idea_id", "version"], here.add_columns(literal(1)))
    db.session.execute(row.on_conflict_do_update(index_elements=["idea_id"], set_={"version": VectorTask.version + 1}))


def queue_missing() -> None:
    """Queue every idea whose vectors are missing, and every one that still has some though it is out of sight."""
    has = IdeaVector.title != b""
    seen = Idea.state == IdeaState.PUBLISHED
    missing = select(Idea.id, literal(1)).outerjoin(IdeaVector, IdeaVector.idea_id == Idea.id).where(
        or_(seen & func.coalesce(~has, True), ~seen & func.coalesce(has, False)),
        Idea.id.not_in(select(VectorTask.idea_id)),
    )
    db.session.execute(insert(VectorTask).from_select(["idea_id", "version"], missing))


def waiting_tasks() -> Sequence[Row]:
    """The newest ideas first, for those are the ones that people add to: (idea_id, version)."""
    return db.session.execute(select(VectorTask.idea_id, VectorTask.version).order_by(VectorTask.idea_id.desc()).limit(BATCH)).all()


def still_to_make(tasks: Sequence[Row]) -> dict[int, tuple[str, str]]:
    """Of these, the ideas whose text has changed since their vectors were made: title and text as they are encoded."""
    statement = select(Idea.id, Idea.title, Idea.body, IdeaVector.digest).outerjoin(IdeaVector, IdeaVector.idea_id == Idea.id)
    ids = [task.idea_id for task in tasks]
    rows = db.session.execute(statement.where(Idea.id.in_(ids), Idea.state == IdeaState.PUBLISHED)).all()
    texts = {row.id: (title_text(row.title), whole_text(row.title, row.body)) for row in rows}
    return {row.id: texts[row.id] for row in rows if row.digest != digest(*texts[row.id])}


def out_of_sight(tasks: Sequence[Row]) -> list[Made]:
    """Those whose vectors must go."""
    ids = [task.idea_id for task in tasks]
    return [Made(i) for i in db.session.scalars(select(Idea.id).where(Idea.id.in_(ids), Idea.state != IdeaState.PUBLISHED))]


def packed(texts: Sequence[str]) -> Packed:
    """One row of bytes a text. Raises CannotLoad."""
    return pack(encode(texts))


def make(texts: dict[int, tuple[str, str]], packer: Packer) -> list[Made]:
    """The slow part, 80 ms an idea: call it with no transaction open."""
    vectors = iter(packer([text for pair in texts.values() for text in dict.fromkeys(pair)]))
    made = []
    for idea_id, (title, whole) in texts.items():
        first = next(vectors).tobytes()
        made.append(Made(idea_id, digest(title, whole), first, first if whole == title else next(vectors).tobytes()))
    return made


def keep(made: Sequence[Made]) -> None:
    """Write these vectors in one version, with the sums that their mean comes from."""
    totals = hold_totals()
    old = select(IdeaVector.title, IdeaVector.whole).where(IdeaVector.idea_id.in_([m.idea_id for m in made]), IdeaVector.title != b"")
    _count(totals, [(row.title, row.whole) for row in db.session.execute(old)], -1)
    here = set(db.session.scalars(select(Idea.id).where(Idea.id.in_([m.idea_id for m in made]))))
    kept = [m for m in made if m.idea_id in here]
    totals.version += 1
    db.session.execute(delete(IdeaVector).where(IdeaVector.idea_id.in_([m.idea_id for m in made])))
    if kept:
        db.session.execute(insert(IdeaVector), [{**vars(m), "version": totals.version} for m in kept])
    _count(totals, [(m.title, m.whole) for m in kept if m.title], 1)
    if totals.pgvector:
        near_vectors.keep([(m.idea_id, m.title, m.whole) for m in made])
    db.session.flush()


def settle_tasks(tasks: Sequence[Row]) -> None:
    """Forget the work that is done; an idea changed in the meantime has another version and stays."""
    done = [(task.idea_id, task.version) for task in tasks]
    db.session.execute(delete(VectorTask).where(tuple_(VectorTask.idea_id, VectorTask.version).in_(done)))


def prepare() -> None:
    """See to it that what is stored is of today's format, and that the database finds the nearest by itself if it can."""
    totals = hold_totals()
    totals.pgvector = not near_vectors.rebuild(_all_rows())
    db.session.flush()


def _all_rows() -> Iterator[near_vectors.Rows]:
    statement = select(IdeaVector.idea_id, IdeaVector.title, IdeaVector.whole).execution_options(yield_per=1_000)
    for rows in db.session.execute(statement).partitions():
        yield [(row.idea_id, row.title, row.whole) for row in rows]


def count_waiting() -> int:
    return db.session.scalar(select(func.count()).select_from(VectorTask)) or 0


def hold_totals() -> VectorTotals:
    """The one row, held until the transaction ends, so that versions grow in the order in which they can be read."""
    totals = db.session.scalar(select(VectorTotals).where(VectorTotals.id == 1).with_for_update().execution_options(populate_existing=True))
    if totals is not None and totals.format == FORMAT:
        return totals
    if totals is not None:
        db.session.delete(totals)
    db.session.execute(delete(IdeaVector))
    db.session.flush()
    totals = VectorTotals(
        id=1, format=FORMAT, epoch=secrets.token_hex(8), version=0, count=0, title_sum=_ZERO, whole_sum=_ZERO,
        pgvector=not near_vectors.rebuild(()),
    )
    db.session.add(totals)
    db.session.flush()
    return totals


def _count(totals: VectorTotals, vectors: Sequence[tuple[bytes, bytes]], sign: int) -> None:
    totals.count += sign * len(vectors)
    totals.title_sum = _sum(totals.title_sum, [title for title, _ in vectors], sign)
    totals.whole_sum = _sum(totals.whole_sum, [whole for _, whole in vectors], sign)


def _sum(before: bytes, vectors: Sequence[bytes], sign: int) -> bytes:
    total = np.frombuffer(before, np.int64).copy()
    for content in vectors:
        total += sign * from_bytes(content).astype(np.int64)
    return total.tobytes()
