"""The embedded index: Whoosh in files. One searcher a process, kept fresh; one writer, in the worker."""

import fcntl
import logging
import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from whoosh import index as whoosh_index
from whoosh.fields import ID, KEYWORD, Schema
from whoosh.query import And, AndNot, Or, Query, Term
from whoosh.scoring import BM25F, BM25FScorer
from whoosh.searching import Searcher
from whoosh.util.numeric import byte_to_length, length_to_byte
from whoosh.writing import IndexWriter

from community.failpoints import failpoint
from community.search import rules
from community.search.entries import Entry, all_entries, entries_of
from community.search.interface import FORMAT, Found, IndexBusy, Lookup, Measures

T = TypeVar("T")
log = logging.getLogger(__name__)

SCHEMA = Schema(id=ID(stored=True, unique=True), terms=KEYWORD(scorable=True))
TRIES = 5


class Weighting(BM25F):
    """BM25 with our constants, and with measures that the other index uses too."""

    def __init__(self, measures: Measures) -> None:
        super().__init__(B=rules.B, K1=rules.K1)
        self.measures = measures

    def scorer(self, searcher: Searcher, fieldname: str, text: bytes, qf: float = 1) -> "Scorer":
        return Scorer(searcher, fieldname, text, self.measures)


class Scorer(BM25FScorer):
    def __init__(self, searcher: Searcher, fieldname: str, text: bytes, measures: Measures) -> None:
        self.idf = measures.rarity.get(text.decode(), 0.0)
        self.avgfl, self.B, self.K1 = measures.average, rules.B, rules.K1
        self.setup(searcher, fieldname, text)


@cache
def index_in(folder: Path) -> "WhooshIndex":
    """The one index object of this process for this folder."""
    return WhooshIndex(folder)


class WhooshIndex:
    """In `folder`: `current` names the folder of the index in use, `lock` is held by who writes, `broken` asks for repair."""

    in_database = False

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._guard = Lock()
        self._searcher: Searcher | None = None
        self._opened = ""

    def is_sound(self) -> bool:
        name = self._current()
        if not name.startswith(f"{FORMAT}-") or self._is_broken():
            return False
        return any((self.folder / name).glob("*.toc"))

    def find(self, wanted: Lookup) -> Found:
        return self._ask(lambda searcher: _find(searcher, wanted) if searcher else Found(), Found())

    def lacks(self, ids: Iterable[int]) -> set[int]:
        wanted = set(ids)
        return self._ask(lambda s: {i for i in wanted if s is None or s.document_number(id=str(i)) is None}, wanted)

    def _ask(self, question: Callable[[Searcher | None], T], otherwise: T) -> T:
        """A searcher holds open files and is not for two threads at once: queries of one process take turns.

        One that fails because the index was swapped under it is asked again of the new one.
        """
        with self._guard:
            for _ in range(TRIES):
                try:
                    return question(self._fresh_searcher())
                except Exception as problem:
                    if self._opened == self._readable():
                        self._give_up(problem)
                        break
                    self._searcher = None
        return otherwise

    def kept_length(self, length: int) -> int:
        """Whoosh keeps a length in one byte."""
        return byte_to_length(length_to_byte(length))

    def update(self, ids: Iterable[int]) -> None:
        wanted = list(ids)
        with self._alone():
            entries = entries_of(wanted)
            try:
                _replace(self.folder / self._current(), wanted, entries)
            except Exception as problem:
                self._give_up(problem)
                raise IndexBusy from problem

    def rebuild(self) -> int:
        with self._alone():
            name = f"{FORMAT}-{secrets.token_hex(4)}"
            (self.folder / name).mkdir()
            written = 0
            with whoosh_index.create_in(str(self.folder / name), SCHEMA).writer(limitmb=64) as writer:
                for batch in all_entries():
                    for entry in batch:
                        _write(writer, entry)
                    written += len(batch)
            self._swap(name)
        return written

    def _swap(self, name: str) -> None:
        """From one moment to the next the new index is the current one; readers let go of the old by themselves."""
        (self.folder / "next").write_text(name)
        failpoint("before_commit")
        os.replace(self.folder / "next", self.folder / "current")
        (self.folder / "broken").unlink(missing_ok=True)
        for old in self.folder.iterdir():
            if old.is_dir() and old.name != name:
                shutil.rmtree(old, ignore_errors=True)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """The lock goes with the process: a writer that is killed leaves none behind."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as problem:
                raise IndexBusy from problem
            yield

    def _current(self) -> str:
        try:
            return (self.folder / "current").read_text()
        except FileNotFoundError:
            return ""

    def _is_broken(self) -> bool:
        return (self.folder / "broken").exists()

    def _fresh_searcher(self) -> Searcher | None:
        """None while there is no index, or none that can be read."""
        if self._searcher is not None and self._opened == self._readable():
            self._searcher = self._searcher.refresh()
        else:
            self._close()
            self._reopen()
        return self._searcher

    def _readable(self) -> str:
        return "" if self._is_broken() else self._current()

    def _reopen(self) -> None:
        """A commit may take the table of contents away between reading its name and opening it."""
        self._opened = self._readable()
        for turn in range(TRIES if self._opened else 0):
            try:
                self._searcher = whoosh_index.open_dir(str(self.folder / self._opened)).searcher()
                return
            except FileNotFoundError:
                if turn == TRIES - 1:
                    raise

    def _close(self) -> None:
        if self._searcher is not None:
            self._searcher.close()
        self._searcher = None

    def _give_up(self, problem: Exception) -> None:
        """Never an error page for a broken index: note it, and leave a mark that the worker finds."""
        log.error("the search index in %s cannot be read (%s); the worker builds it anew", self.folder, repr(problem))
        self._searcher = None
        if self.folder.is_dir():
            (self.folder / "broken").touch()


def _replace(folder: Path, ids: list[int], entries: list[Entry]) -> None:
    with whoosh_index.open_dir(str(folder)).writer() as writer:
        for idea_id in ids:
            writer.delete_by_term("id", str(idea_id))
        for entry in entries:
            _write(writer, entry)
        failpoint("before_commit")


def _write(writer: IndexWriter, entry: Entry) -> None:
    writer.add_document(id=str(entry.id), terms=" ".join(f"{term} " * count for term, count in entry.counts.items()))


def _find(searcher: Searcher, wanted: Lookup) -> Found:
    measures, entries = wanted.measures or _measure(searcher, wanted.weights), searcher.doc_count_all()
    found = Found({}, dict(measures.rarity), measures.average)
    query = _query(wanted, found.rarity, entries)
    if query is None:
        return found
    searcher.weighting = Weighting(measures)
    hits = searcher.search(query, limit=wanted.most, scored=True)
    return replace(found, scores={int(hit["id"]): hit.score for hit in hits})


def _measure(searcher: Searcher, wanted: Iterable[str]) -> Measures:
    entries = searcher.doc_count_all()  # a frequency counts what is deleted and not yet merged away, so this must too
    having = {term: searcher.doc_frequency("terms", term) for term in wanted}
    rarity = {term: rules.rarity(entries, count) for term, count in having.items() if count}
    return Measures(rarity, rules.average_length(searcher.field_length("terms"), entries))


def _query(wanted: Lookup, rarity: dict[str, float], entries: int) -> Query | None:
    kept = rules.rarest(wanted.weights, rarity, rules.most_terms(wanted.weights, entries))
    if not kept or any(not group & rarity.keys() for group in wanted.groups):
        return None
    query: Any = Or([Term("terms", term, boost=weight) for term, weight in kept.items()])
    if wanted.groups:
        query = And([Or([Term("terms", term) for term in sorted(group)]) for group in wanted.groups])
    if wanted.without:
        query = AndNot(query, Or([Term("terms", term) for term in sorted(wanted.without)]))
    return query
