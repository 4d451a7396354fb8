"""What Whoosh keeps of its terms, read into arrays and scored a segment at a time."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from whoosh.reading import IndexReader, TermNotFound
from whoosh.searching import Searcher

from community.search.rules import K1, B

MOST_KEPT = 2_000_000
"""So many postings of 8 bytes a process keeps; those that were not asked for longest go first."""

Postings = tuple[NDArray[np.int32], NDArray[np.float32]]


@dataclass(frozen=True)
class Segment:
    """One segment of the index: never changed once written, but for what is deleted from it."""

    name: str
    numbers: NDArray[np.int64]
    lengths: NDArray[np.float32]


@dataclass(frozen=True)
class Scoring:
    """What each term is worth, by word; of each of `groups` one term must be there; none of `without`."""

    worth: Mapping[str, Mapping[str, float]]
    average: float
    groups: tuple[frozenset[str], ...] = ()
    without: frozenset[str] = frozenset()


class Shelf:
    """The arrays of the segments in use. Not for two threads at once."""

    def __init__(self) -> None:
        self._segments: dict[str, Segment] = {}
        self._kept: OrderedDict[tuple[str, str], Postings] = OrderedDict()
        self._size = 0

    def scores(self, searcher: Searcher, scoring: Scoring, most: int | None) -> dict[int, float]:
        """By idea id, best first, and of equals the newest."""
        leaves = [(reader, self._segment(reader)) for reader, _ in searcher.reader().leaf_readers() if reader.doc_count_all()]
        self._forget_all_but({segment.name for _, segment in leaves})
        scored = [self._score(reader, segment, scoring) for reader, segment in leaves]
        numbers = np.concatenate([ids for ids, _ in scored] or [np.empty(0, np.int64)])
        values = np.concatenate([values for _, values in scored] or [np.empty(0)])
        if most is not None and len(values) > most:
            least = np.partition(values, -most)[-most]
            numbers, values = numbers[values >= least], values[values >= least]
        order = np.lexsort((-numbers, -values))[:most]
        return {int(numbers[at]): float(values[at]) for at in order}

    def _score(self, reader: IndexReader, segment: Segment, scoring: Scoring) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        total = np.zeros(len(segment.numbers))
        slow = K1 * (1 - B + B * segment.lengths / scoring.average)
        for terms in scoring.worth.values():
            self._add_word(total, slow, [(self._postings(reader, segment, term), worth) for term, worth in terms.items()])
        left = total > 0
        for group in scoring.groups:
            left &= self._having(reader, segment, group)
        left &= ~self._having(reader, segment, scoring.without)
        left[list(reader.segment().deleted_docs())] = False
        return segment.numbers[left], total[left]

    def _add_word(self, total: NDArray[np.float64], slow: NDArray[np.float32], ways: list[tuple[Postings, float]]) -> None:
        """However often a word is met in another way, the best way counts."""
        found = [(ids, worth * counts * (K1 + 1) / (counts + slow[ids])) for (ids, counts), worth in ways if len(ids)]
        if len(found) == 1:
            total[found[0][0]] += found[0][1]
        elif found:
            best = np.zeros(len(total))
            for ids, values in found:
                best[ids] = np.maximum(best[ids], values)
            total += best

    def _having(self, reader: IndexReader, segment: Segment, terms: Iterable[str]) -> NDArray[np.bool_]:
        having = np.zeros(len(segment.numbers), dtype=np.bool_)
        for term in terms:
            having[self._postings(reader, segment, term)[0]] = True
        return having

    def _segment(self, reader: IndexReader) -> Segment:
        name = reader.segment().segment_id()
        if name not in self._segments:
            numbers, lengths = (reader.column_reader(column, translate=False).load() for column in ("number", "length"))
            self._segments[name] = Segment(name, np.array(numbers, dtype=np.int64), np.array(lengths, dtype=np.float32))
        return self._segments[name]

    def _postings(self, reader: IndexReader, segment: Segment, term: str) -> Postings:
        key = (segment.name, term)
        if key not in self._kept:
            self._kept[key] = _read(reader, term)
            self._size += len(self._kept[key][0])
            while self._size > MOST_KEPT and len(self._kept) > 1:
                _, (ids, _) = self._kept.popitem(last=False)
                self._size -= len(ids)
        self._kept.move_to_end(key)
        return self._kept[key]

    def _forget_all_but(self, names: set[str]) -> None:
        if gone := self._segments.keys() - names:
            self._segments = {name: segment for name, segment in self._segments.items() if name in names}
            for key in [key for key in self._kept if key[0] in gone]:
                self._size -= len(self._kept.pop(key)[0])


def _read(reader: IndexReader, term: str) -> Postings:
    """A block at a time: asking for every posting by itself would take ten times as long.

    What was deleted is left out at the end, for the arrays outlive a deletion; Whoosh's filter around them is taken off.
    """
    ids: list[int] = []
    counts: list[float] = []
    try:
        block = reader.postings("terms", term)
    except TermNotFound:
        return np.empty(0, np.int32), np.empty(0, np.float32)
    block = getattr(block, "child", block)
    while block.is_active():
        block.id(), block.weight()
        ids.extend(block._ids)
        counts.extend(block._weights)
        block._next_block()
    return np.array(ids, dtype=np.int32), np.array(counts, dtype=np.float32)
