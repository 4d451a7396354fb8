"""Events become deliveries: one row for each endpoint that asked, its body written once."""

import secrets
from datetime import datetime

from flask import current_app

from community.config import Settings
from community.crm import payloads, queries
from community.crm.models import Delivery, Endpoint
from community.crm.rules import WEBHOOK_ID_BYTES, webhook_id
from community.db import db
from community.events import Event


def queue_deliveries(event: Event, cursor: int, now: datetime) -> None:
    asked = queries.listening(event.kind)
    if not asked:
        return
    settings: Settings = current_app.config["SETTINGS"]
    data, person_id = payloads.data_of(event, settings.base_url)
    body = payloads.body_of(event, data)
    for endpoint in asked:
        _queue(endpoint, event, body, person_id, now)


def queue_ping(event: Event, cursor: int, now: datetime) -> None:
    """A test goes to the one endpoint that it tests, whatever that asked for."""
    endpoint = queries.endpoint(event.data["endpoint_id"])
    if endpoint is not None and endpoint.disabled_at is None:
        _queue(endpoint, event, payloads.body_of(event, {"endpoint": {"id": endpoint.id}}), None, now)


def _queue(endpoint: Endpoint, event: Event, body: bytes, person_id: int | None, now: datetime) -> None:
    if queries.has_delivery(endpoint.id, event.id):
        return
    name = webhook_id(secrets.token_bytes(WEBHOOK_ID_BYTES))
    db.session.add(
        Delivery(
            endpoint_id=endpoint.id, event_id=event.id, person_id=person_id, kind=event.kind, webhook_id=name,
            body=body, run_at=now, created_at=now,
        )
    )
