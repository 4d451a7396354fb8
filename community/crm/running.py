"""Walks over all accounts and people, a batch at a time: to count what would be sent, to send it, or to prove what is behind."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from community.crm import queries_vendors as queries
from community.crm.actions_vendors import mark
from community.crm.comparing import Comparison, Target, compare
from community.crm.models_vendors import Connection, CrmRun
from community.db import db

BATCH = 200
STAGES = ("account", "person")


@dataclass(frozen=True)
class Step:
    """The next batch of a run, and what comparing it needs."""

    run_id: int
    target: Target
    stage: str
    ids: list[int]


def next_step(base_url: str, secret_key: str) -> Step | None:
    """Where the run that began first goes on; None when every run is finished."""
    run = queries.next_run()
    if run is None:
        return None
    row = db.session.get_one(Connection, run.connection_id)
    return Step(run.id, Target.of(row, base_url, secret_key), run.stage, queries.next_subjects(run.stage, run.cursor, BATCH))


def look(step: Step) -> list[Comparison]:
    return compare(step.target, step.stage, step.ids)


def note(step: Step, compared: list[Comparison], now: datetime) -> None:
    """Count the batch, mark what differs unless this only looks, and move on; all in one transaction, so that a run that was
    killed goes on where it stood."""
    run = db.session.get(CrmRun, step.run_id, with_for_update=True, populate_existing=True)
    if run is None or run.finished_at is not None or run.stage != step.stage:
        return
    if not step.ids:
        _next_stage(run, now)
        return
    if run.cursor >= step.ids[-1]:
        return
    run.counts = _added(run.counts, compared)
    run.seen, run.cursor = run.seen + len(step.ids), step.ids[-1]
    if run.kind != "dry":
        mark([step.target.connection_id], step.stage, [each.subject_id for each in compared if each.to_send], now=now)


def _added(counts: dict[str, int], compared: list[Comparison]) -> dict[str, int]:
    found = Counter(counts)
    found.update(each.state for each in compared)
    found["fields"] += sum(len(each.hashes) for each in compared if each.state == "changed")
    return dict(found)


def _next_stage(run: CrmRun, now: datetime) -> None:
    if run.stage == STAGES[-1]:
        run.finished_at, run.seen = now, run.total
        if run.kind == "check":
            run.counts = {**run.counts, **_standing(run.connection_id)}
    else:
        run.stage, run.cursor = STAGES[-1], 0


def _standing(connection_id: int | None) -> dict[str, object]:
    """What the report of the night says beside what differed: how much waits, since when, and how much was refused."""
    found = queries.counts_of(connection_id or 0)
    oldest = found.oldest.isoformat() if found.oldest else None
    return {"waiting": found.waiting, "refused": found.refused, "confirmed": found.confirmed, "oldest": oldest}
