"""`heed bench similar`: how often the same idea is found, how fast, and with how much memory, on a corpus of anyone's choosing.

The corpus comes in as old ideas do, the worker's own functions index it, and every query is answered by the very function
the page uses. Nothing is read from the labels before the last answer is written.
"""

import json
import resource
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import select, text

from community import clock, create_app, schema
from community.accounts.viewer import VISITOR
from community.bench.cache import VectorCache
from community.bench.database import fresh_database
from community.config import load_settings
from community.db import db, reading, writing
from community.ideas.models import Idea, Topic
from community.imports.files import Defaults, Import
from community.imports.reading import rows_in
from community.jobs.indexing import rebuild_index, update_index
from community.jobs.vectors import catch_up, measure_crowds, update_vectors
from community.search.queries import similar_ideas
from community.search.sentences import title_text, whole_text
from community.search.vectors import in_use

ANSWERS = 10
WARM_UP = "something to warm up with that nobody asks"

Say = Callable[[str], None]
Row = dict[str, Any]


@dataclass(frozen=True)
class Task:
    """What to run: files, the kind of index, how much of each query is asked, where answers and vectors are kept."""

    corpus: Path
    queries: Path
    backend: str
    out: Path
    with_body: bool = False
    words: int | None = None
    cache: Path | None = None
    server: str = ""

    def asked(self, query: Row) -> tuple[str, str]:
        title = str(query["title"])
        if self.words is not None:
            title = " ".join(title.split()[: self.words])
        return title, str(query.get("body") or "") if self.with_body else ""


def bench_similar(task: Task, say: Say) -> None:
    """Everything, on a database of its own that is gone afterwards."""
    queries = [row.values for row in rows_in(task.queries)]
    with fresh_database("postgres" if task.backend == "postgres" else "sqlite", task.server) as environ:
        app = create_app(load_settings(environ))
        with app.app_context():
            schema.upgrade()
            load_ideas((row.values for row in rows_in(task.corpus)), Path(environ["HEED_DATA_DIR"]), say)
            index_ideas(VectorCache(task.cache), say)
            costs = _answer(task, queries, say)
            db.session.remove()
            db.engine.dispose()
    _say_costs(costs, say)
    if queries and all("relevant_ids" in query for query in queries):
        say(score(queries, task.out))


def load_ideas(rows: Iterable[Row], folder: Path, say: Say) -> None:
    """Rows with id, title and body, as old ideas, through the import that `heed import ideas` uses."""
    started = time.monotonic()
    with writing() as session:
        topic = Topic(name="All", slug="all", opened_at=clock.now())
        session.add(topic)
        session.flush()
        topic_id = topic.id
    old = folder / "corpus.jsonl"
    with old.open("w", encoding="utf-8") as file:
        for row in rows:
            wanted = {"id": row["id"], "title": row["title"], "body": row.get("body") or "", "created": "2020-01-01"}
            file.write(json.dumps(wanted) + "\n")
    outcome = Import(Defaults(topic_id, "Somebody"), clock.now(), say=lambda line: None, complain=say).run(old)
    old.unlink()
    say(f"{outcome.added} ideas brought in, {time.monotonic() - started:.0f} s")


def index_ideas(cache: VectorCache, say: Say) -> None:
    """What the worker does after an import: words first, then meaning."""
    started = time.monotonic()
    rebuild_index()
    while update_index():
        db.session.remove()
    say(f"words indexed, {time.monotonic() - started:.0f} s")
    if not in_use():
        say("no vectors: similar ideas are found by their words only")
        return
    started = time.monotonic()
    with reading():
        made = cache.fill(_texts(), say)
    encoded = time.monotonic() - started
    catch_up()
    while update_vectors(cache) or measure_crowds():
        db.session.remove()
    say(f"meaning indexed, {time.monotonic() - started:.0f} s, of which {encoded:.0f} s for encoding {made} texts")


def _texts() -> Iterator[str]:
    for row in db.session.execute(select(Idea.title, Idea.body)):
        yield title_text(row.title)
        yield whole_text(row.title, row.body)


@dataclass(frozen=True)
class Cost:
    """CPU milliseconds of one query, in this process and in PostgreSQL's."""

    here: float
    there: float


def _answer(task: Task, queries: Sequence[Row], say: Say) -> list[Cost]:
    """Write the first ANSWERS ids for each query; an idea that is itself the query is no answer to it."""
    ids = {row.external_id: row.id for row in db.session.execute(select(Idea.id, Idea.external_id))}
    names = {idea_id: name for name, idea_id in ids.items()}
    server = server_process()
    similar_ideas(VISITOR, WARM_UP, WARM_UP)
    costs = []
    with task.out.open("w", encoding="utf-8") as out:
        for query in queries:
            found, cost = ask(*task.asked(query), ids.get(query["id"]), server)
            out.write(json.dumps({"query_id": query["id"], "ranked_ids": [names[idea_id] for idea_id in found]}) + "\n")
            costs.append(cost)
            db.session.rollback()
    say(f"{len(costs)} queries answered")
    return costs


def ask(title: str, body: str, own: int | None, server: Path | None, most: int = ANSWERS) -> tuple[list[int], Cost]:
    there, here = _spent(server), time.process_time_ns()
    found = similar_ideas(VISITOR, title, body, most, without=() if own is None else (own,))
    cost = Cost((time.process_time_ns() - here) / 1e6, _spent(server) - there)
    return [row.card.id for row in found], cost


def server_process() -> Path | None:
    """Where Linux counts what our PostgreSQL connection's process spends; None on SQLite or for a server elsewhere."""
    if db.engine.dialect.name != "postgresql":
        return None
    path = Path(f"/proc/{db.session.scalar(text('SELECT pg_backend_pid()'))}/schedstat")
    return path if path.exists() else None


def _spent(process: Path | None) -> float:
    return int(process.read_text().split()[0]) / 1e6 if process else 0.0


def _say_costs(costs: Sequence[Cost], say: Say) -> None:
    if costs:
        for name, spent in (("in Heed", [c.here for c in costs]), ("in PostgreSQL", [c.there for c in costs])):
            if any(spent):
                middle, slow = np.percentile(spent, [50, 95])
                say(f"CPU per query {name}: p50 {middle:.1f} ms, p95 {slow:.1f} ms")
        both = np.percentile([c.here + c.there for c in costs], [50, 95])
        say(f"CPU per query: p50 {both[0]:.1f} ms, p95 {both[1]:.1f} ms")
    say(f"memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at most")


def score(queries: Sequence[Row], run: Path) -> str:
    """hit@k: share of queries with a true duplicate in the first k; mrr: mean of 1/rank of the first one in ten."""
    with run.open(encoding="utf-8") as lines:
        found = {row["query_id"]: row["ranked_ids"][:ANSWERS] for row in map(json.loads, lines)}
    ranks = []
    for query in queries:
        relevant = set(query["relevant_ids"])
        ranks.append(next((rank for rank, one in enumerate(found.get(query["id"], ()), 1) if one in relevant), None))
    shares = [f"hit@{k} {sum(rank is not None and rank <= k for rank in ranks) / len(ranks):.4f}" for k in (1, 3, 5, 10)]
    return " ".join([*shares, f"mrr {sum(1 / rank for rank in ranks if rank) / len(ranks):.4f}"])
