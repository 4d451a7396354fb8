"""How crowded it is around each idea: measured by the worker, again when the community has doubled."""

from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, select, update

from community.db import db
from community.search.encoding import hold_totals
from community.search.models import IdeaVector
from community.search.vectors import totals_now

BATCH = 128


def to_measure() -> Sequence[int]:
    """The ideas whose neighbours were never counted, or when there were half as many ideas as now; those first that
    were counted longest ago."""
    totals = totals_now()
    if totals is None or totals.count < 2:
        return []
    due = select(IdeaVector.idea_id).where(IdeaVector.crowd_among <= totals.count // 2, IdeaVector.title != b"")
    return db.session.scalars(due.order_by(IdeaVector.crowd_among, IdeaVector.idea_id).limit(BATCH)).all()


def keep(crowds: Mapping[int, float]) -> None:
    """Write what was measured, in one version, so that every process reads it with the next question."""
    totals = hold_totals()
    totals.version += 1
    values = [{"of": idea_id, "near": crowd} for idea_id, crowd in crowds.items()]
    written = {"crowd": bindparam("near"), "crowd_among": totals.count, "version": totals.version}
    statement = update(IdeaVector.__table__).where(IdeaVector.idea_id == bindparam("of"))  # type: ignore[arg-type]
    db.session.execute(statement.values(written), values)
    db.session.flush()
