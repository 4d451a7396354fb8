"""Events become deliveries: one row for each endpoint that asked, its body written once."""

from datetime import datetime

from flask import current_app

from community.accounts.actions_erasing import drop_key
from community.config import Settings
from community.crm import payloads, queries
from community.crm.actions_consent import forget_in_deliveries
from community.crm.actions_queue import numbered_snapshots, queue
from community.crm.catalogue import ABOUT_PEOPLE, fields_of
from community.crm.models import Endpoint
from community.events import Event


def queue_deliveries(event: Event, cursor: int, now: datetime) -> None:
    asked = queries.listening(event.kind)
    if not asked:
        return
    data, person_id = payloads.data_of(event, _base_url())
    if event.kind in ABOUT_PEOPLE and person_id is None:
        return
    if "standing" in fields_of(event.kind) and person_id is not None:
        standing = numbered_snapshots([person_id], _base_url()).get(person_id)
        data |= {"standing": standing} if standing else {}
    _queue_for(asked, event, payloads.body_of(event, data, _base_url()), person_id, now)


def queue_farewell(event: Event, cursor: int, now: datetime) -> None:
    """Every endpoint hears whom to forget, by the keys alone; nobody is named who could be forgotten with it."""
    body = payloads.body_of(event, payloads.farewell_of(event), _base_url())
    _queue_for(queries.listening(event.kind), event, body, None, now)


def on_person_erased(event: Event, cursor: int, now: datetime) -> None:
    """The CRM is told, and then its key for them and all that was told before is forgotten."""
    queue_farewell(event, cursor, now)
    if event.person_id is not None:
        drop_key(event.person_id)
        forget_in_deliveries(event.person_id, now=now)


def queue_ping(event: Event, cursor: int, now: datetime) -> None:
    """A test goes to the one endpoint that it tests, whatever that asked for."""
    endpoint = queries.endpoint(event.data["endpoint_id"])
    if endpoint is not None and endpoint.disabled_at is None:
        _queue_for([endpoint], event, payloads.body_of(event, {"endpoint": {"id": endpoint.id}}, _base_url()), None, now)


def _queue_for(endpoints: list[Endpoint], event: Event, body: bytes, person_id: int | None, now: datetime) -> None:
    for endpoint in endpoints:
        if not queries.has_delivery(endpoint.id, event.id):
            queue(endpoint.id, event.id, event.kind, body, person_id, now)


def _base_url() -> str:
    settings: Settings = current_app.config["SETTINGS"]
    return settings.base_url
