"""The sentence vectors of all ideas, and which of them come nearest to what was asked.

They are rows (idea_vectors). Each process keeps a copy in memory, 0.8 MB per 1,000 ideas, and reads on from the version
it knows; where PostgreSQL has pgvector it names the nearest itself and only their rows are read.
"""

from collections.abc import Collection, Mapping, Sequence
from threading import Lock
from typing import Any

import numpy as np
from flask import current_app
from sqlalchemy import Text, bindparam, select

from community.db import as_list, db, listed_in
from community.glance import Glance
from community.ideas.models import Idea
from community.search import near_vectors, sentences
from community.search.block import Block
from community.search.meaning import Asked, Cosines, Mean, asked_of, centred, from_bytes, mean_of, unpack
from community.search.models import IdeaVector, VectorTotals
from community.search.sentences import FORMAT, CannotLoad, encode_one, title_text, whole_text


def in_use() -> bool:
    """Whether ideas are compared by what their sentences mean: unless switched off or the model cannot run here."""
    return current_app.config["SETTINGS"].sentences and not sentences.problem()


def asked(title: str, body: str = "") -> Asked | None:
    """The vectors of what somebody types; None where there are none."""
    if not in_use():
        return None
    try:
        whole = encode_one(whole_text(title, body)) if body.strip() else None
        return asked_of(encode_one(title_text(title)), whole)
    except CannotLoad:
        return None


def asked_by(idea_id: int) -> Asked | None:
    """The stored vectors of an idea; None while it has none."""
    row = db.session.execute(select(IdeaVector.title, IdeaVector.whole).where(IdeaVector.idea_id == idea_id)).one_or_none()
    if row is None or not row.title:
        return None
    return Asked(unpack(from_bytes(row.title)), unpack(from_bytes(row.whole)))


def compare(wanted: Asked, most: int, also: Collection[int]) -> dict[int, Cosines]:
    """The `most` nearest ideas and those of `also`, as far as they have vectors."""
    totals = totals_now()
    if totals is None:
        return {}
    mean = mean_in(totals)
    if totals.pgvector and (ids := near_vectors.nearest(centred(wanted, mean), most)) is not None:
        rows = rows_of({*ids, *also})
        block = Block.of(rows)
        block.centre(mean)
        return block.cosines(wanted, range(block.count))
    return _memory.compare(totals, wanted, most, also)


def crowds_of(ids: Collection[int]) -> dict[int, float]:
    """How near the neighbours of these ideas are to them; looks at every vector there is, so it is for the worker."""
    totals = totals_now()
    joined = select(Idea.id, Idea.root_id).where(Idea.root_id.is_not(None))
    return _memory.crowds(totals, ids, {row.id: row.root_id for row in db.session.execute(joined)}) if totals else {}


def totals_now() -> Any:
    """A row of what is known of all vectors together: epoch, version, count, the sums and whether pgvector has them; None when
    there are none of today's format."""
    return next(iter(_TOTALS(format=FORMAT)), None)


def mean_in(totals: Any) -> Mean:
    title, whole = (np.frombuffer(content, np.int64) for content in (totals.title_sum, totals.whole_sum))
    return Mean(mean_of(title, totals.count), mean_of(whole, totals.count))


def rows_of(ids: Collection[int]) -> Sequence[Any]:
    return _ROWS_OF(ids=as_list(ids)) if ids else []


_totals = VectorTotals.__table__.c
_TOTALS = Glance(
    lambda: select(_totals.epoch, _totals.version, _totals.count, _totals.title_sum, _totals.whole_sum, _totals.pgvector)
    .where(_totals.id == 1, _totals.format == bindparam("format"))
)
_ROWS = select(IdeaVector.idea_id, IdeaVector.title, IdeaVector.whole, IdeaVector.crowd)
_ROWS_OF = Glance(lambda: _ROWS.where(listed_in(IdeaVector.idea_id, bindparam("ids", type_=Text())), IdeaVector.title != b""))


class Memory:
    """This process's copy of the vectors, as far as the version it has read."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._block, self._epoch, self._version = Block(), "", 0

    def compare(self, totals: Any, wanted: Asked, most: int, also: Collection[int]) -> dict[int, Cosines]:
        with self._guard:
            self._read_on(totals)
            block = self._block
            places = {block.place[idea_id] for idea_id in also if idea_id in block.place}
            return block.cosines(wanted, sorted(places.union(block.nearest(wanted, most))))

    def crowds(self, totals: Any, ids: Collection[int], root_of: Mapping[int, int]) -> dict[int, float]:
        with self._guard:
            self._read_on(totals)
            return self._block.crowds(ids, root_of)

    def _read_on(self, totals: Any) -> None:
        if totals.epoch != self._epoch:
            self._block, self._epoch, self._version = Block(), totals.epoch, 0
        if totals.version > self._version:
            news = _ROWS.where(IdeaVector.version > self._version).execution_options(yield_per=5_000)
            for rows in db.session.execute(news).partitions():
                self._block.take_in([(row.idea_id, row.title, row.whole, row.crowd) for row in rows])
            self._version = totals.version
        self._block.centre(mean_in(totals))


_memory = Memory()
