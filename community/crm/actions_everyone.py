"""Everyone as of now, to one endpoint alone: a walk over all customers, a batch a transaction, that goes on where it stood.

Each message stands on an event of its own, `standing.told`, in which nothing happened (docs/decisions/013): it is what gives the
message its number, its time and its subject, and what a delivery is unique by, so that the log, sending again, calling back and
CloudEvents need to know nothing of runs. It is born expanded: no handler runs for it, no other endpoint hears of it, and no
connection is woken.
"""

from datetime import datetime

from community import audit, events
from community.accounts.viewer import Viewer
from community.crm import payloads
from community.crm import queries_everyone as queries
from community.crm.actions_queue import numbered_snapshots, queue
from community.crm.models import Endpoint
from community.crm.models_vendors import CrmRun
from community.crm.queries import people_facts
from community.crm.queries_vendors import next_subjects, open_run
from community.db import db
from community.events import Event

BATCH = 100
TOLD_AS = "advocate.changed"


def listens(endpoint: Endpoint) -> bool:
    """Whether it asked for the message that carries a whole standing by itself."""
    return TOLD_AS in endpoint.events


def tell_everyone(actor: Viewer, endpoint: Endpoint, *, now: datetime) -> CrmRun | None:
    """Begin; a run that is under way is not begun twice. None where the endpoint is off or does not listen."""
    row = queries.hold_endpoint(endpoint.id)
    if row.disabled_at is not None or not listens(row):
        return None
    found = open_run("send", endpoint_id=row.id)
    if found is not None:
        return found
    made = CrmRun(
        endpoint_id=row.id, kind="send", by_id=actor.id, started_at=now, stage="person", total=queries.count_customers(), counts={},
    )
    db.session.add(made)
    db.session.flush()
    audit.log("endpoint.sent_everyone", actor_id=actor.id, at=now, subject=("endpoint", row.id), after={"run": made.id})
    return made


def tell_next(run_id: int, base_url: str, *, now: datetime) -> None:
    """Queue the next batch and note how far it came, in one transaction, so that a run that was killed repeats nobody."""
    run = queries.hold_run(run_id)
    endpoint = db.session.get_one(Endpoint, run.endpoint_id, populate_existing=True)
    if run.finished_at is not None or endpoint.disabled_at is not None:
        return
    if not listens(endpoint):
        run.finished_at, run.counts = now, {**run.counts, "stopped": 1}
        return
    ids = next_subjects("person", run.cursor, BATCH)
    if not ids:
        run.finished_at, run.total = now, run.seen
        return
    told = _tell(endpoint, ids, base_url, now)
    run.counts = {"told": run.counts.get("told", 0) + told, "left_out": run.counts.get("left_out", 0) + len(ids) - told}
    run.seen, run.cursor = run.seen + len(ids), ids[-1]
    run.total = max(run.total, run.seen)


def _tell(endpoint: Endpoint, ids: list[int], base_url: str, now: datetime) -> int:
    """One message for each of these who may be told of; returns how many."""
    standings = numbered_snapshots(ids, base_url)
    made = {person_id: _event(person_id, endpoint.id, now) for person_id in standings}
    db.session.flush()
    facts = people_facts(standings)
    for person_id, event in made.items():
        data = payloads.as_of_now(event, facts[person_id], standings[person_id], base_url)
        queue(endpoint.id, event.id, TOLD_AS, payloads.body_of(event, data, base_url, TOLD_AS), person_id, now)
    return len(made)


def _event(person_id: int, endpoint_id: int, now: datetime) -> Event:
    event = events.record(queries.TOLD, at=now, person_id=person_id, endpoint_id=endpoint_id)
    event.expanded = True
    return event
