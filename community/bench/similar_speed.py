"""`heed bench similar-speed`: what a search for the same idea costs on a large community, and what it may cost.

Texts and vectors are made up (encoding 100,000 texts takes hours): vectors lie around a few thousand subjects, as those of
sentences do. What is asked is encoded by the real model, indexed and answered by the functions that the worker and the page use.
"""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from random import Random
from typing import Any

import numpy as np
from sqlalchemy import select, text

from community import clock, create_app, schema
from community.accounts.viewer import VISITOR
from community.bench.database import fresh_database
from community.bench.generate import Generator, Size, Values
from community.bench.similar import ask, server_process
from community.bench.vocabulary import Said, Vocabulary
from community.config import load_settings
from community.db import db, writing
from community.ideas.models import Idea
from community.ideas.rules import excerpt_of
from community.jobs.indexing import rebuild_index
from community.search import encoding
from community.search.meaning import Packed, digest, pack, unit
from community.search.panel import ROWS
from community.search.queries import similar_ideas
from community.search.sentences import SIZE, title_text, whole_text
from community.search.vectors import in_use

BATCH = 2_000
SUBJECTS = 3_000
CLOSENESS = 0.35
"""How far the vectors of one subject spread, in the scale of the vectors themselves."""

GOALS = {("whoosh", 10_000): 60, ("whoosh", 30_000): 150, ("postgres", 100_000): 40}
"""p95 of a query with a title only, milliseconds of CPU. With a body it may take BODY_MAY_ADD more."""
BODY_MAY_ADD = 150

Say = Callable[[str], None]


@dataclass(frozen=True)
class Spent:
    """CPU milliseconds, the median and the 95th percentile, of this process and of PostgreSQL's for it."""

    name: str
    p50: float
    p95: float
    there_p95: float


class MadeUp(Generator):
    """The same community, its texts from the vocabulary."""

    def __init__(self, ideas: int, seed: int = 1) -> None:
        super().__init__(Size(ideas, votes=ideas, people=min(ideas, 500), comments=0), clock.now(), seed)
        self.vocabulary = Vocabulary(seed=seed)

    def _idea(self, number: int, asked: Any, *, waits: bool) -> Values:
        said = self.vocabulary.say()
        words = {"title": said.title, "body": said.body, "body_html": f"<p>{said.body}</p>", "excerpt": excerpt_of(said.body)}
        return super()._idea(number, asked, waits=waits) | words | {"language": "en"}


def bench_similar_speed(ideas: int, backend: str, queries: int, say: Say, server: str = "") -> list[Spent]:
    """Everything on a database of its own; says figures and goals, and judges nothing: another machine is another speed."""
    with fresh_database("postgres" if backend == "postgres" else "sqlite", server) as environ:
        app = create_app(load_settings(environ))
        with app.app_context():
            schema.upgrade()
            _build(ideas, say)
            spent = [_ask_all(ideas, queries, with_body) for with_body in (False, True)]
            say(f"memory: {_resident():.0f} MB")
            db.session.remove()
            db.engine.dispose()
    for line in table(spent, ideas, backend):
        say(line)
    return spent


def _build(ideas: int, say: Say) -> None:
    started = time.monotonic()
    with writing() as session:
        MadeUp(ideas).write(session)
    say(f"{ideas} ideas written, {time.monotonic() - started:.0f} s")
    started = time.monotonic()
    rebuild_index()
    say(f"words indexed, {time.monotonic() - started:.0f} s")
    if in_use():
        started = time.monotonic()
        keep_made_up(Random(1))
        say(f"made-up vectors kept, {time.monotonic() - started:.0f} s")
    if db.engine.dialect.name == "postgresql":
        _vacuum()


def _vacuum() -> None:
    """What PostgreSQL does by itself within minutes of so many new rows; a bench does not wait."""
    db.session.remove()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def keep_made_up(random: Random) -> None:
    """Two vectors for every idea, the second near the first, as a text is near its title."""
    numbers = np.random.default_rng(random.getrandbits(32))
    subjects = unit(numbers.standard_normal((SUBJECTS, SIZE)).astype(np.float32))
    rows = iter(db.session.execute(select(Idea.id, Idea.title, Idea.body).order_by(Idea.id)).all())
    while batch := list(islice(rows, BATCH)):
        titles = subjects[numbers.integers(0, SUBJECTS, len(batch))] + _noise(numbers, len(batch))
        wholes = titles + _noise(numbers, len(batch))
        pairs = zip(batch, _packed(titles), _packed(wholes), strict=True)
        made = [encoding.Made(row.id, _digest(row), title.tobytes(), whole.tobytes()) for row, title, whole in pairs]
        with writing():
            encoding.keep(made)


def _noise(numbers: np.random.Generator, count: int) -> np.ndarray:
    return (CLOSENESS * numbers.standard_normal((count, SIZE)) / np.sqrt(SIZE)).astype(np.float32)


def _packed(vectors: np.ndarray) -> Packed:
    return pack(unit(vectors))


def _digest(row: Any) -> str:
    return digest(title_text(row.title), whole_text(row.title, row.body))


def _ask_all(ideas: int, queries: int, with_body: bool) -> Spent:
    server = server_process()
    similar_ideas(VISITOR, "something to warm up with", "that nobody asks")
    costs = [ask(said.title, said.body if with_body else "", None, server, ROWS)[1] for said in islice(_questions(ideas + with_body), queries)]
    both = [cost.here + cost.there for cost in costs]
    p50, p95 = np.percentile(both, [50, 95])
    there = np.percentile([cost.there for cost in costs], 95)
    return Spent("title and body" if with_body else "title only", float(p50), float(p95), float(there))


def _questions(seed: int) -> Iterator[Said]:
    """New sentences of the same words: titles as people type them, some of them seldom."""
    vocabulary = Vocabulary(seed=1).go_on(seed)
    while True:
        yield vocabulary.say()


def table(spent: Sequence[Spent], ideas: int, backend: str) -> Iterator[str]:
    yield f"CPU milliseconds a query, {ideas} ideas, {backend}:"
    goal = GOALS.get((backend, ideas))
    for place, one in enumerate(spent):
        may = f"   goal {goal + place * BODY_MAY_ADD}" if goal else ""
        there = f" (of p95, PostgreSQL {one.there_p95:.0f})" if one.there_p95 else ""
        yield f"  {one.name:<16} p50 {one.p50:7.1f}   p95 {one.p95:7.1f}{there}{may}"


def _resident() -> float:
    """Megabytes this process holds now."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
