"""The one small door to the index. Two stand behind it: Whoosh in files, and tables of our own on PostgreSQL."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from sqlalchemy import ColumnElement

FORMAT = 3
"""Raise it when terms or weights change: an index of another format is built anew."""

BATCH = 200

LANGUAGE = "lang:"
"""Before the code of an entry's language: a term that no word can be, counted like any other."""


class IndexBusy(Exception):
    """Somebody else writes the index now; the work waits for its next turn."""


@dataclass(frozen=True)
class Ways:
    """For each written word the terms that meet it, with what meeting it is worth: how rare it is, less where it is a guess.

    `idle` are the words that say nothing in a language spoken here, `unknown` those that are met by guesses at most; `languages`
    are all that are held.
    """

    worth: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    idle: frozenset[str] = frozenset()
    unknown: frozenset[str] = frozenset()

    @property
    def rarity(self) -> dict[str, float]:
        return dict.fromkeys(self.idle, 0.0) | {word: max(terms.values()) for word, terms in self.worth.items()}

    @property
    def met(self) -> frozenset[str]:
        """All terms that count."""
        return frozenset(term for terms in self.worth.values() for term in terms)

    @property
    def marked(self) -> frozenset[str]:
        """The terms to mark in a text, and those of the languages that its words may be of."""
        return self.met | {LANGUAGE + code for code in self.languages}

    def measured(self, rarity: Mapping[str, float]) -> "Ways":
        """The same ways by other measures: meeting a word in the best way is worth what they say."""
        kept = {word: terms for word, terms in self.worth.items() if word in rarity}
        part = {word: rarity[word] / (max(terms.values()) or 1.0) for word, terms in kept.items()}
        worth = {word: {term: part[word] * value for term, value in terms.items()} for word, terms in kept.items()}
        return Ways(worth, self.languages, self.idle, self.unknown)


@dataclass(frozen=True)
class Measures:
    """By what texts are scored: how rare each word is that the index knows, and how many terms a text has on average.

    Both are rounded, so that they can be written down exactly and the next page of a search scores as the first did.
    """

    rarity: Mapping[str, float]
    average: float


@dataclass(frozen=True)
class Lookup:
    """What to find: how much each written word counts; of each of `groups` at least one must be there; none of `without`.

    `unfinished` is the word that may still be being typed: the words that begin so are meant too. Without `guess` a word
    is met by its stems only, however little it is known. `quick` allows to choose by the rarer words and to order by all.
    `most` None asks for all there are; without `measures` those of the index as it is now are taken.
    """

    weights: Mapping[str, float]
    groups: tuple[frozenset[str], ...] = ()
    without: frozenset[str] = frozenset()
    most: int | None = 60
    measures: Measures | None = None
    unfinished: str = ""
    guess: bool = True
    quick: bool = False


@dataclass(frozen=True)
class Found:
    """Scores by idea id, best first, and by what they were made: how each word is met and how rare it is, how long texts are."""

    scores: dict[int, float] = field(default_factory=dict)
    rarity: dict[str, float] = field(default_factory=dict)
    average: float = 1.0
    ways: Ways = field(default_factory=Ways)

    @property
    def terms(self) -> frozenset[str]:
        """What to mark in the texts."""
        return self.ways.marked

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

    def is_unknown(self, idea_id: ColumnElement[int]) -> ColumnElement[bool]:
        """As a condition of a question to the database: that an idea has no entry; true of all where the database cannot tell."""

    def lacks(self, ids: Iterable[int]) -> set[int]:
        """Those of these ideas that have no entry."""

    def kept_length(self, length: int) -> int:
        """The length of a text as this index remembers it, which may be less exact."""

    def update(self, ids: Iterable[int]) -> None:
        """Bring the entries of these ideas up to date; raises IndexBusy."""

    def rebuild(self) -> int:
        """Build all entries beside what is there, then swap; returns how many. Raises IndexBusy."""
