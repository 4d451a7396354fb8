"""What people say of two ideas: the same, or different."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from community.accounts.viewer import Viewer
from community.db import db
from community.triage.models import Judgement, Twin

VERDICTS = ("same", "different")
SOURCES = ("author", "staff", "merge")


def judge(
    actor: Viewer, one_id: int, other_id: int, verdict: str, *, source: str, certainty: float | None, now: datetime
) -> None:
    """Keep this person's last word on two ideas, whichever is named first; the pair leaves those that wait for one.

    certainty: what the matcher thought of the pair, 0 to 1; None takes what is stored of it, if anything is.
    Raises ValueError for one idea twice, and for a verdict or source that does not exist.
    """
    if one_id == other_id or verdict not in VERDICTS or source not in SOURCES:
        raise ValueError(f"no judgement: {one_id}, {other_id}, {verdict}, {source}")
    low, high = sorted((one_id, other_id))
    said = {
        "verdict": verdict, "source": source, "created_at": now,
        "certainty": _certainty_of(low, high) if certainty is None else certainty,
    }
    insert: Any = postgres_insert if db.engine.dialect.name == "postgresql" else sqlite_insert
    row = insert(Judgement).values(low_id=low, high_id=high, person_id=actor.id, **said)
    db.session.execute(row.on_conflict_do_update(index_elements=["low_id", "high_id", "person_id"], set_=said))
    db.session.execute(delete(Twin).where(Twin.low_id == low, Twin.high_id == high))


def _certainty_of(low: int, high: int) -> float | None:
    return db.session.scalar(select(Twin.certainty).where(Twin.low_id == low, Twin.high_id == high))
