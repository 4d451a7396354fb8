"""Where PostgreSQL has the extension pgvector: the nearest ideas named by the database, through an HNSW index.

One vector an idea, the sum of its title's and its text's, of half precision, in a schema of our own: it is made from
idea_vectors, says nothing that is not there, and may be dropped and made anew at any time.
"""

import logging
from collections.abc import Iterable, Sequence

import numpy as np
from sqlalchemy import Integer, TextClause, column, text
from sqlalchemy.exc import DBAPIError

from community.db import db
from community.glance import Glance
from community.search.meaning import STEPS, Asked, from_bytes
from community.search.sentences import SIZE

Rows = Sequence[tuple[int, bytes, bytes]]
"""idea_id, title, whole."""

log = logging.getLogger(__name__)

_BESIDE = (
    "CREATE EXTENSION IF NOT EXISTS vector",
    "CREATE SCHEMA IF NOT EXISTS heed_search",
    "DROP TABLE IF EXISTS heed_search.near_vectors_next",
    f"CREATE TABLE heed_search.near_vectors_next (idea_id integer PRIMARY KEY, near halfvec({SIZE}) NOT NULL)",
)
_SWAP = (
    "SET LOCAL maintenance_work_mem = '256MB'",
    "CREATE INDEX ON heed_search.near_vectors_next USING hnsw (near halfvec_ip_ops)",
    "DROP TABLE IF EXISTS heed_search.near_vectors",
    "ALTER TABLE heed_search.near_vectors_next RENAME TO near_vectors",
)
_NEAREST = Glance(lambda: (
    text(
        """
        SELECT idea_id FROM heed_search.near_vectors WHERE (SELECT set_config('hnsw.ef_search', :wide, true)) IS NOT NULL
        ORDER BY near <#> cast(:wanted AS halfvec) LIMIT :most
        """
    ).columns(column("idea_id", Integer))
))
"""The condition is one for all rows, so that it is set before the index is opened."""
_ADD = "INSERT INTO heed_search.{table} (idea_id, near) VALUES (:idea_id, cast(:near AS halfvec))"
_KEEP = text(_ADD.format(table="near_vectors") + " ON CONFLICT (idea_id) DO UPDATE SET near = excluded.near")


def rebuild(batches: Iterable[Rows]) -> str:
    """Build the table beside the one in use and swap, in the caller's transaction; returns why it cannot be, empty when it is."""
    if db.engine.dialect.name != "postgresql":
        return "the database is not PostgreSQL"
    try:
        with db.session.begin_nested():
            _run(_BESIDE)
            for rows in batches:
                _add(text(_ADD.format(table="near_vectors_next")), rows)
            _run(_SWAP)
    except DBAPIError as problem:
        return str(problem.orig).strip().splitlines()[0]
    return ""


def _run(statements: Iterable[str]) -> None:
    for statement in statements:
        db.session.execute(text(statement))


def keep(rows: Rows) -> None:
    """Take in these vectors; one without content is taken out."""
    gone = [idea_id for idea_id, title, _ in rows if not title]
    db.session.execute(text("DELETE FROM heed_search.near_vectors WHERE idea_id = ANY(:gone)"), {"gone": gone})
    _add(_KEEP, rows)


def _add(statement: TextClause, rows: Rows) -> None:
    kept = [{"idea_id": idea_id, "near": _sum_of(title, whole)} for idea_id, title, whole in rows if title]
    if kept:
        db.session.execute(statement, kept)


def nearest(wanted: Asked, most: int) -> list[int] | None:
    """The ideas that come nearest, nearly always the very ones that looking at all would find; None when it cannot be read."""
    direction = wanted.title if wanted.whole is None else wanted.title + wanted.whole
    try:
        with db.session.begin_nested():
            return [row.idea_id for row in _NEAREST(wanted=_written(direction), most=most, wide=str(min(max(2 * most, 40), 1_000)))]
    except DBAPIError as problem:
        log.error("pgvector cannot name the nearest (%s); `heed reindex` mends it", str(problem.orig).strip().splitlines()[0])
        return None


def _sum_of(title: bytes, whole: bytes) -> str:
    return _written((from_bytes(title).astype(np.float32) + from_bytes(whole)) / (2 * STEPS))


def _written(vector: np.ndarray) -> str:
    return "[" + ",".join(f"{number:.4g}" for number in vector.tolist()) + "]"
