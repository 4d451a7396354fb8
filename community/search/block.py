"""Packed vectors of many ideas side by side, and how near each is to what was asked."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from community.search.meaning import SHARES, STEPS, Asked, Cosines, Mean, Packed, centred, from_bytes, unpack
from community.search.sentences import SIZE, Vectors

Stored = tuple[int, bytes, bytes, float | None]
"""idea_id, title, whole, crowd: an idea's vectors as they are kept."""

CHUNK = 1024
"""Rows turned into floats at once: as many as stay in the processor's cache, and as numpy multiplies on one thread. With 4096 it
took two, which waited for each other on a busy machine: 78 ms of CPU for 30,000 ideas in place of 5."""

NEIGHBOURS = 5

DRIFT = 0.01
"""So far the mean may move, as a part of the unit length, before all rows are centred anew."""


@dataclass
class Block:
    """Packed vectors side by side: row n belongs to idea ids[n]. Rows from `count` on are room to grow."""

    ids: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    title: Packed = field(default_factory=lambda: np.empty((0, SIZE), np.int8))
    whole: Packed = field(default_factory=lambda: np.empty((0, SIZE), np.int8))
    lengths: NDArray[np.float32] = field(default_factory=lambda: np.empty((2, 0), np.float32))
    crowd: NDArray[np.float32] = field(default_factory=lambda: np.empty(0, np.float32))
    place: dict[int, int] = field(default_factory=dict)
    mean: Mean | None = None

    @classmethod
    def of(cls, rows: Sequence[Stored]) -> "Block":
        """Of different ideas, each with its content."""
        ids, titles, wholes, crowds = zip(*rows, strict=True) if rows else ((), (), (), ())
        return cls(
            ids=np.array(ids, np.int64), title=from_bytes(b"".join(titles)).reshape(-1, SIZE), whole=from_bytes(b"".join(wholes)).reshape(-1, SIZE),
            lengths=np.ones((2, len(rows)), np.float32), crowd=np.array(crowds, np.float32), place={idea_id: at for at, idea_id in enumerate(ids)},
        )

    @property
    def count(self) -> int:
        return len(self.place)

    def take_in(self, rows: Sequence[Stored]) -> None:
        """Add or replace these; a row without content is taken out."""
        self._make_room(self.count + len(rows))
        for idea_id, title, whole, crowd in rows:
            if not title:
                self._take_out(idea_id)
                continue
            at = self.place.setdefault(idea_id, self.count)
            self.ids[at], self.title[at], self.whole[at] = idea_id, from_bytes(title), from_bytes(whole)
            self.crowd[at] = np.nan if crowd is None else crowd
            if self.mean is not None:
                self._measure(slice(at, at + 1), self.mean)

    def _make_room(self, rows: int) -> None:
        if rows <= len(self.ids):
            return
        more = max(rows, len(self.ids) * 5 // 4) - len(self.ids)
        self.ids = np.concatenate([self.ids, np.zeros(more, np.int64)])
        self.title = np.concatenate([self.title, np.zeros((more, SIZE), np.int8)])
        self.whole = np.concatenate([self.whole, np.zeros((more, SIZE), np.int8)])
        self.lengths = np.concatenate([self.lengths, np.ones((2, more), np.float32)], axis=1)
        self.crowd = np.concatenate([self.crowd, np.full(more, np.nan, np.float32)])

    def _take_out(self, idea_id: int) -> None:
        """The last row takes its place."""
        at, last = self.place.pop(idea_id, None), self.count
        if at is None or at == last:
            return
        self.ids[at], self.title[at], self.whole[at] = self.ids[last], self.title[last], self.whole[last]
        self.lengths[:, at], self.crowd[at] = self.lengths[:, last], self.crowd[last]
        self.place[int(self.ids[at])] = at

    def centre(self, mean: Mean) -> None:
        """Take this mean for all; a mean that hardly moved is not worth the work."""
        if self.mean is None or max(_distance(mean.title, self.mean.title), _distance(mean.whole, self.mean.whole)) > DRIFT:
            self.mean = mean
            for start in range(0, self.count, CHUNK):
                self._measure(slice(start, min(start + CHUNK, self.count)), mean)

    def _measure(self, part: slice, mean: Mean) -> None:
        for number, (packed, middle) in enumerate(((self.title, mean.title), (self.whole, mean.whole))):
            self.lengths[number, part] = np.maximum(np.linalg.norm(unpack(packed[part]) - middle, axis=1), 1e-3)

    def cosines(self, wanted: Asked, places: Collection[int]) -> dict[int, Cosines]:
        """Of the ideas in these rows."""
        at = np.fromiter(places, np.int64, len(places))
        found = self._dots(wanted, self.title[at], self.whole[at], self.lengths[:, at])
        nothing: list[None] = [None] * len(at)
        columns = [*(column.tolist() for column in found), *[nothing] * (4 - len(found)), _known(self.crowd[at])]
        return {idea_id: Cosines(*values) for idea_id, *values in zip(self.ids[at].tolist(), *columns, strict=True)}

    def nearest(self, wanted: Asked, most: int) -> list[int]:
        """The rows that come nearest."""
        parts = (slice(start, min(start + CHUNK, self.count)) for start in range(0, self.count, CHUNK))
        scores = [overall(self._dots(wanted, self.title[p], self.whole[p], self.lengths[:, p])) for p in parts]
        if not scores:
            return []
        score = np.concatenate(scores)
        return list(np.argpartition(-score, most)[:most]) if most < len(score) else list(range(len(score)))

    def crowds(self, ids: Collection[int], root_of: Mapping[int, int]) -> dict[int, float]:
        """How near the nearest neighbours of these ideas are, on average: title with title and text with text.
        What is part of the same idea is no neighbour; `root_of` says by idea what it is part of."""
        at = np.array(sorted(self.place[idea_id] for idea_id in ids if idea_id in self.place), np.int64)
        if not len(at) or self.count < 2:
            return {}
        roots = np.array([root_of.get(idea_id, idea_id) for idea_id in self.ids[: self.count].tolist()])
        ours, near = self._centred(at), np.empty((len(at), 0), np.float32)
        for start in range(0, self.count, CHUNK):
            part = np.arange(start, min(start + CHUNK, self.count))
            cosines = np.where(roots[part] == roots[at, None], np.nan, ours @ self._centred(part).T / 2)
            near = -np.sort(-np.concatenate([near, cosines], axis=1), axis=1)[:, :NEIGHBOURS]
        return {idea_id: _mean(values) for idea_id, values in zip(self.ids[at].tolist(), near, strict=True)}

    def _centred(self, rows: NDArray[np.int64]) -> Vectors:
        """Title and text of these rows side by side, each centred and of unit length: (n, 768)."""
        assert self.mean is not None
        pairs = ((self.title, self.mean.title), (self.whole, self.mean.whole))
        return np.hstack([(unpack(packed[rows]) - middle) / self.lengths[n, rows, None] for n, (packed, middle) in enumerate(pairs)])

    def _dots(self, wanted: Asked, title: Packed, whole: Packed, lengths: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """(v - mean) · q / |v - mean|, worked out without ever writing v - mean."""
        assert self.mean is not None
        query = centred(wanted, self.mean)
        texts = whole.astype(np.float32)
        pairs = [(title.astype(np.float32), query.title, self.mean.title, lengths[0]), (texts, query.title, self.mean.whole, lengths[1])]
        if query.whole is not None:
            pairs.append((texts, query.whole, self.mean.whole, lengths[1]))
            pairs.append((pairs[0][0], query.whole, self.mean.title, lengths[0]))
        return [((rows @ q / np.float32(STEPS) - middle @ q) / length).astype(np.float32, copy=False) for rows, q, middle, length in pairs]


def overall(found: list[NDArray[np.float32]]) -> NDArray[np.float32]:
    """One number a row, as fusion.nearness has it for one idea."""
    shares = SHARES if len(found) == len(SHARES) else SHARES[:2]
    return np.average(found, axis=0, weights=shares).astype(np.float32, copy=False)


def _mean(values: NDArray[np.float32]) -> float:
    """Of those that are there; nobody near is as far as unrelated sentences are."""
    there = values[~np.isnan(values)]
    return float(there.mean()) if len(there) else 0.0


def _known(crowd: NDArray[np.float32]) -> list[float | None]:
    return [None if math.isnan(value) else value for value in crowd.tolist()]


def _distance(one: Vectors, other: Vectors) -> float:
    return float(np.linalg.norm(one - other))
