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
from typing import TypeVar

from sqlalchemy import ColumnElement, true
from whoosh import index as whoosh_index
from whoosh.columns import NumericColumn
from whoosh.fields import COLUMN, ID, KEYWORD, Schema
from whoosh.searching import Searcher
from whoosh.writing import IndexWriter

from community.failpoints import failpoint
from community.ideas.language import KNOWN
from community.search import rules
from community.search.entries import Entry, all_entries, entries_of
from community.search.interface import FORMAT, LANGUAGE, Found, IndexBusy, Lookup
from community.search.lexicon import vocabulary
from community.search.postings import Scoring, Shelf
from community.search.vocabulary import Vocabulary
from community.search.ways import Held, find_ways

T = TypeVar("T")
log = logging.getLogger(__name__)

SCHEMA = Schema(
    id=ID(stored=True, unique=True), terms=KEYWORD(scorable=True), number=COLUMN(NumericColumn("i")), length=COLUMN(NumericColumn("i")),
)
TRIES = 5


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
        self._shelf = Shelf()

    def is_sound(self) -> bool:
        name = self._current()
        if not name.startswith(f"{FORMAT}-") or self._is_broken():
            return False
        return any((self.folder / name).glob("*.toc"))

    def find(self, wanted: Lookup) -> Found:
        words = vocabulary() if wanted.guess else Vocabulary()
        return self._ask(lambda searcher: _find(searcher, self._shelf, wanted, words) if searcher else Found(), Found())

    def is_unknown(self, idea_id: ColumnElement[int]) -> ColumnElement[bool]:
        return true()

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
        return length

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
    words = " ".join(f"{term} " * count for term, count in entry.counts.items())
    writer.add_document(id=str(entry.id), terms=words, number=entry.id, length=entry.length)


def _find(searcher: Searcher, shelf: Shelf, wanted: Lookup, words: Vocabulary) -> Found:
    entries = searcher.doc_count_all()  # a frequency counts what is deleted and not yet merged away, so this must too

    def count(terms: Iterable[str]) -> dict[str, int]:
        return {term: searcher.doc_frequency("terms", term) for term in terms}

    languages = count(LANGUAGE + code for code in KNOWN)
    here = Held(entries, {term.removeprefix(LANGUAGE): n for term, n in languages.items() if n}, count, lambda: words)
    ways = find_ways(wanted.weights, here, wanted.unfinished, guess=wanted.guess)
    average = rules.average_length(searcher.field_length("terms"), entries)
    if wanted.measures:
        ways, average = ways.measured(wanted.measures.rarity), wanted.measures.average
    found, groups = Found({}, ways.rarity, average, ways), rules.terms_of_groups(wanted.groups, ways)
    if groups is None or not ways.worth:
        return found
    without = find_ways(wanted.without, here, guess=False).met if wanted.without else frozenset()
    scoring = Scoring(rules.most_worth(wanted.weights, ways, entries), average, groups, without)
    return replace(found, scores=shelf.scores(searcher, scoring, wanted.most))
