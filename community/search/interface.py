"""The one small door to the index. Two stand behind it: Whoosh in files, and tables of our own on PostgreSQL."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

FORMAT = 2
"""Raise it when terms or weights change: an index of another format is built anew."""

BATCH = 200

LANGUAGE = "lang:"
"""Before the code of an entry's language: a term that no word can be, counted like any other."""


class IndexBusy(Exception):
    """Somebody else writes the index now; the work waits for its next turn."""


@dataclass(frozen=True)
class Measures:
    """By what texts are scored: how rare each term is that the index knows, and how many terms a text has on average.

    Both are rounded, so that they can be written down exactly and the next page of a search scores as the first did.
    """

    rarity: Mapping[str, float]
    average: float


@dataclass(frozen=True)
class Lookup:
    """What to find: how much each term counts; of each of `groups` at least one term must be there; none of `without`.

    `most` None asks for all there are; without `measures` those of the index as it is now are taken.
    """

    weights: Mapping[str, float]
    groups: tuple[frozenset[str], ...] = ()
    without: frozenset[str] = frozenset()
    most: int | None = 60
    measures: Measures | None = None


@dataclass(frozen=True)
class Found:
    """Scores by idea id, best first, and by what they were made: how rare each term is, how long texts are."""

    scores: dict[int, float] = field(default_factory=dict)
    rarity: dict[str, float] = field(default_factory=dict)
    average: float = 1.0

    @property
    def measures(self) -> Measures:
        return Measures(self.rarity, self.average)


class Index(Protocol):
    in_database: bool
    """True when its writing is part of a database transaction, which the caller then opens."""

    def is_sound(self) -> bool:
        """False when it is missing, broken or of another format, and must be rebuilt."""

    def find(self, wanted: Lookup) -> Found:
        """The best matches; none, with a line in the log, when the index cannot be read."""

    def lacks(self, ids: Iterable[int]) -> set[int]:
        """Those of these ideas that have no entry."""

    def kept_length(self, length: int) -> int:
        """The length of a text as this index remembers it, which may be less exact."""

    def update(self, ids: Iterable[int]) -> None:
        """Bring the entries of these ideas up to date; raises IndexBusy."""

    def rebuild(self) -> int:
        """Build all entries beside what is there, then swap; returns how many. Raises IndexBusy."""
