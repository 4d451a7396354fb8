"""Pairs that the matcher finds alike: noting that they are to be looked for, what was found, and what it adds up to."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, literal, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from community.db import db
from community.ideas.models import Idea
from community.ideas.queries import listed
from community.triage import queries_twins as queries
from community.triage.models import Twin, TwinSummary, TwinTask
from community.triage.queries_twins import Summary

LEAST_CERTAIN = 0.3
"""Below this certainty two ideas are not kept as a pair, and do not count in the estimate of twins still apart."""


def queue_look(ids: Collection[int], *, now: datetime) -> None:
    """Have the worker look for the twins of these ideas; looked for already, it is done again after that."""
    insert: Any = postgres_insert if db.engine.dialect.name == "postgresql" else sqlite_insert
    for idea_id in sorted(ids):
        row = insert(TwinTask).values(idea_id=idea_id, version=1, queued_at=now)
        again = {"version": TwinTask.version + 1, "queued_at": row.excluded.queued_at}
        db.session.execute(row.on_conflict_do_update(index_elements=["idea_id"], set_=again))


def queue_all(*, now: datetime) -> None:
    """Look at every idea in the lists again, as after the index was built anew; what waits already waits on."""
    waiting = select(TwinTask.idea_id)
    rows = select(Idea.id, literal(1), literal(now, TwinTask.queued_at.type)).where(listed(), Idea.id.not_in(waiting))
    insert: Any = postgres_insert if db.engine.dialect.name == "postgresql" else sqlite_insert
    row = insert(TwinTask).from_select(["idea_id", "version", "queued_at"], rows)
    db.session.execute(row.on_conflict_do_nothing())


def note_found(idea_id: int, certainties: Mapping[int, float], *, now: datetime) -> None:
    """Keep what a look from this idea found, by idea: pairs that may be ones, in place of what it found before.

    A pair stays while either of its ideas finds the other, so that it is the same whoever was looked at last.
    """
    pairs = queries.pairs_with(idea_id)
    found = {other: certainty for other, certainty in certainties.items() if certainty >= LEAST_CERTAIN}
    able = queries.may_be_twins(idea_id, found.keys() | pairs.keys())
    for other in sorted((found.keys() & able) - pairs.keys()):
        low, high = sorted((idea_id, other))
        pairs[other] = Twin(low_id=low, high_id=high, from_low=0.0, from_high=0.0, certainty=0.0, found_at=now)
        db.session.add(pairs[other])
    for other, pair in pairs.items():
        _keep(pair, idea_id, found.get(other, 0.0) if other in able else None)
    db.session.flush()
    weigh(idea_id)


def _keep(pair: Twin, idea_id: int, certainty: float | None) -> None:
    """Set what this side found; the pair goes when neither finds the other, or it may not be one (None)."""
    if certainty is not None:
        setattr(pair, "from_low" if pair.low_id == idea_id else "from_high", certainty)
        pair.certainty = max(pair.from_low, pair.from_high)
    if certainty is None or pair.certainty == 0.0:
        db.session.delete(pair)


def settle_look(task: Row) -> None:
    """Forget the look that is done; an idea changed in the meantime has another version and stays."""
    done = (TwinTask.idea_id == task.idea_id, TwinTask.version == task.version)
    db.session.execute(delete(TwinTask).where(*done))


def wait_again(low: int, high: int, certainty: float, *, now: datetime) -> None:
    """A pair whose judgement was taken back waits as before, until the worker has looked again."""
    if high in queries.may_be_twins(low, {high}):
        pair = Twin(low_id=low, high_id=high, from_low=certainty, from_high=certainty, certainty=certainty, found_at=now)
        db.session.merge(pair)
        db.session.flush()
        weigh(low)
        counted = update(TwinSummary).where(TwinSummary.least <= certainty)
        db.session.execute(counted.values(likely=TwinSummary.likely + 1))


def weigh(idea_id: int) -> None:
    """Bring what merging would gain up to today's votes, of one idea's pairs."""
    _weigh((Twin.low_id == idea_id) | (Twin.high_id == idea_id))


def weigh_next() -> int:
    """Do so for the next of all pairs whose gain has changed; returns how many. One that is in other hands waits."""
    return _weigh(_in(queries.pairs_free(Twin.gain != queries.gain_of_pair())))


def _weigh(pairs: ColumnElement[bool]) -> int:
    statement = update(Twin).where(pairs).values(gain=queries.gain_of_pair())
    return db.session.execute(statement.execution_options(synchronize_session=False)).rowcount  # type: ignore[attr-defined]


def forget_stale() -> int:
    """Drop the next pairs of which one idea is out of the lists or that somebody judged; returns how many."""
    there = select(Idea.id).where(listed())
    stale = queries.pairs_free(Twin.low_id.not_in(there) | Twin.high_id.not_in(there) | queries.settled())
    return db.session.execute(delete(Twin).where(_in(stale))).rowcount  # type: ignore[attr-defined]


def _in(pairs: Sequence[Row]) -> ColumnElement[bool]:
    return tuple_(Twin.low_id, Twin.high_id).in_([tuple(pair) for pair in pairs])


def keep_summary(summary: Summary) -> None:
    db.session.merge(
        TwinSummary(
            id=1, chances=list(summary.lesson.chances), least=summary.lesson.least, judged=summary.judged, same=summary.same,
            likely=summary.likely, apart=summary.apart, apart_in_public=summary.apart_in_public,
        )
    )
