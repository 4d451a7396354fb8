"""What people say of two ideas: the same, or different."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from community import audit
from community.accounts.viewer import Viewer
from community.db import db
from community.triage.models import Judgement, Twin, TwinSummary
from community.triage.twins import queue_look, wait_again

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
    waiting = _no_longer_waits(low, high)
    known = waiting if certainty is None else certainty
    said: dict[str, Any] = {"verdict": verdict, "source": source, "created_at": now}
    insert: Any = postgres_insert if db.engine.dialect.name == "postgresql" else sqlite_insert
    row = insert(Judgement).values(low_id=low, high_id=high, person_id=actor.id, certainty=known, **said)
    said["certainty"] = func.coalesce(row.excluded.certainty, Judgement.certainty)
    db.session.execute(row.on_conflict_do_update(index_elements=["low_id", "high_id", "person_id"], set_=said))
    if source == "staff":
        audit.log("twins.judged", actor_id=actor.id, at=now, subject=("idea", low), after={"other": high, "verdict": verdict})


def take_back(actor: Viewer, one_id: int, other_id: int, *, now: datetime) -> bool:
    """Unsay what this member of staff said of two ideas; the pair waits again. False when they had said nothing.

    What a merge says is unsaid by taking it apart.
    """
    low, high = sorted((one_id, other_id))
    mine = (Judgement.low_id == low, Judgement.high_id == high, Judgement.person_id == actor.id, Judgement.source == "staff")
    unsaid = db.session.execute(delete(Judgement).where(*mine).returning(Judgement.certainty, Judgement.verdict)).one_or_none()
    if unsaid is None:
        return False
    queue_look([low, high], now=now)
    if unsaid.certainty is not None:
        wait_again(low, high, unsaid.certainty, now=now)
    audit.log("twins.unjudged", actor_id=actor.id, at=now, subject=("idea", low), before={"other": high, "verdict": unsaid.verdict})
    return True


def _no_longer_waits(low: int, high: int) -> float | None:
    """Take the pair from those that wait; returns how certain the matcher was of it."""
    pair = delete(Twin).where(Twin.low_id == low, Twin.high_id == high)
    certainty = db.session.scalar(pair.returning(Twin.certainty))
    if certainty is not None:
        counted = (TwinSummary.likely > 0, TwinSummary.least <= certainty)
        db.session.execute(update(TwinSummary).where(*counted).values(likely=TwinSummary.likely - 1))
    return certainty
