"""Putting a message in line for an endpoint, and numbering what it says of a person."""

import secrets
from collections.abc import Collection
from datetime import datetime

from community.crm import queries
from community.crm.models import Delivery
from community.crm.rules import WEBHOOK_ID_BYTES, webhook_id
from community.crm.snapshots import Snapshot, snapshots_of
from community.db import db


def numbered_snapshots(ids: Collection[int], base_url: str) -> dict[int, Snapshot]:
    """The snapshot of each under a number of its own, higher than any before it, though two are made at the same moment."""
    people = queries.hold_people(ids)
    found = snapshots_of(ids, base_url)
    for person in people:
        snapshot = found.get(person.id)
        if snapshot is not None:
            snapshot["version"] = person.export_version = max(snapshot["version"], person.export_version + 1)
    return found


def queue(endpoint_id: int, event_id: int, kind: str, body: bytes, person_id: int | None, now: datetime) -> None:
    """One message under a name of its own; `person_id` is the one person it names."""
    db.session.add(
        Delivery(
            endpoint_id=endpoint_id, event_id=event_id, person_id=person_id, kind=kind, body=body, run_at=now, created_at=now,
            webhook_id=webhook_id(secrets.token_bytes(WEBHOOK_ID_BYTES)),
        )
    )
