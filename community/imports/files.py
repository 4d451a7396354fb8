"""Taking in a whole file: in batches, with progress, naming every row that could not be used."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from community.db import reading, writing
from community.imports import queries
from community.imports.actions import Ready, write_ideas
from community.imports.reading import FileProblem, RawRow, rows_in
from community.imports.rules import COLUMNS, OldIdea, Refused, shown, understand
from community.insights.actions import refresh_summary
from community.site import touch_site

BATCH = 500

Say = Callable[[str], None]


@dataclass
class Outcome:
    """How many rows were read, became ideas, were here already, and could not be used."""

    read: int = 0
    added: int = 0
    known: int = 0
    refused: int = 0
    damaged: str = ""


@dataclass(frozen=True)
class Defaults:
    """For rows that name no topic, or nobody as their author. `topic_id` is None where every row must name its own."""

    topic_id: int | None = None
    author_name: str = ""
    author_email: str = ""


class Import:
    """One run over one file. `say` takes progress, `complain` what is wrong, a line each."""

    def __init__(self, defaults: Defaults, now: datetime, say: Say, complain: Say) -> None:
        self.defaults, self.now, self.say, self.complain = defaults, now, say, complain
        self.outcome = Outcome()
        self._batch: list[Ready] = []
        with reading():
            self._topics = queries.topics_by_name()

    def run(self, path: Path) -> Outcome:
        """Read to the end, or to where the file breaks off."""
        try:
            for row in rows_in(path):
                self._take(row)
        except FileProblem as problem:
            self.outcome.damaged = str(problem)
        self._write()
        with writing():
            refresh_summary(self.now)
            touch_site()
        return self.outcome

    def _take(self, row: RawRow) -> None:
        self.outcome.read += 1
        if row.number == 1:
            self._mention_unknown(row)
        try:
            self._batch.append(self._ready(row))
        except Refused as problem:
            self.outcome.refused += 1
            self.complain(f"row {row.number} {problem}")
        if len(self._batch) >= BATCH:
            self._write()

    def _ready(self, row: RawRow) -> Ready:
        if row.problem:
            raise Refused(row.problem)
        old = self._with_author(understand(row.values, self.now))
        return Ready.of(old, self._topic_of(old))

    def _with_author(self, old: OldIdea) -> OldIdea:
        if old.author_name or old.author_email:
            return old
        return replace(old, author_name=self.defaults.author_name, author_email=self.defaults.author_email)

    def _topic_of(self, old: OldIdea) -> int:
        topic_id = self._topics.get(old.topic.casefold()) if old.topic else self.defaults.topic_id
        if topic_id is None:
            raise Refused(f"names the topic {shown(old.topic)}, which is not here" if old.topic else "names no topic; --topic gives one")
        return topic_id

    def _mention_unknown(self, row: RawRow) -> None:
        unknown = sorted(set(row.values) - set(COLUMNS))
        if unknown:
            self.complain(f"not read: {', '.join(shown(name) for name in unknown)}; known columns are {', '.join(COLUMNS)}")

    def _write(self) -> None:
        if self._batch:
            with writing() as session:
                added = write_ideas(session, self._batch, now=self.now)
            self.outcome.added += added
            self.outcome.known += len(self._batch) - added
            self._batch = []
        self.say(f"{self.outcome.read} rows read, {self.outcome.added} ideas added")


def topic_named(slug: str) -> int | None:
    with reading():
        return queries.topics_by_name().get(slug.casefold())


def topic_slugs() -> list[str]:
    with reading():
        return queries.topic_slugs()
