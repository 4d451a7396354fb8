"""Sending one webhook: take a turn, post the stored bytes, keep what came back.

Each function is one step; the caller commits between them, so that no transaction is open while the network is.
"""

import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app

from community.crm import cloud_events, queries, vault
from community.crm.actions import shut, warn
from community.crm.dial import Reply, post
from community.crm.models import Attempt, Delivery, Endpoint
from community.crm.rules import (
    Failure,
    Network,
    Outcome,
    judge,
    live_old_secrets,
    next_attempt,
    rest,
    should_disable,
    should_warn,
    streak_start,
)
from community.crm.signing import sign
from community.db import db

LEASE = timedelta(seconds=60)
"""Longer than the longest try (20 s), short enough that a killed worker's row is soon taken up by another."""


@dataclass(frozen=True)
class Parcel:
    """Everything a try needs, so that it can be made without the database."""

    delivery_id: int
    lease: str
    url: str
    webhook_id: str
    body: bytes
    secrets: tuple[str, ...]
    more: tuple[tuple[str, str], ...] = ()
    """Headers beside the signature."""


def lease_next(secret_key: str, now: datetime) -> Parcel | None:
    """Take the turn of the endpoint served the longest ago, and its first due row; None when nothing is due."""
    endpoint = queries.next_endpoint(now)
    row = queries.next_delivery(endpoint.id, now) if endpoint else None
    if endpoint is None or row is None:
        return None
    try:
        secrets = _secrets(endpoint, secret_key, now)
    except vault.Sealed:
        shut(endpoint, "secret", now=now)
        return lease_next(secret_key, now)
    row.lease, row.leased_until, row.attempts = str(uuid.uuid4()), now + LEASE, row.attempts + 1
    endpoint.busy_until, endpoint.served_at = row.leased_until, now
    return Parcel(row.id, row.lease, endpoint.url, row.webhook_id, row.body, secrets, _more(endpoint, row))


def _more(endpoint: Endpoint, row: Delivery) -> tuple[tuple[str, str], ...]:
    if not endpoint.cloud_events:
        return ()
    event, settings = queries.event_of(row), current_app.config["SETTINGS"]
    subject = cloud_events.subject(event.idea_id, event.person_id)
    return cloud_events.headers(settings.base_url, row.webhook_id, row.kind, event.at, subject)


def _secrets(endpoint: Endpoint, secret_key: str, now: datetime) -> tuple[str, ...]:
    """The present secret and those of the last day, newest first."""
    old = [sealed for sealed, _ in reversed(live_old_secrets(endpoint.old_secrets, now))]
    return tuple(vault.unseal(secret_key, sealed) for sealed in (endpoint.secret, *old))


def send(parcel: Parcel, networks: Sequence[Network], now: datetime) -> Reply | Failure:
    signed = sign(parcel.secrets, parcel.webhook_id, now, parcel.body)
    headers = {**signed, **dict(parcel.more), "content-type": "application/json"}
    return post(parcel.url, parcel.body, headers, networks)


def store(parcel: Parcel, result: Reply | Failure, now: datetime, took_ms: int | None = None) -> bool:
    """Keep the try and what follows from it; False when another worker holds the row by now, whose word counts.

    A message that was called back while it was on its way stays so: what it says is gone, and it is not sent again.
    """
    row = db.session.get(Delivery, parcel.delivery_id, with_for_update=True)
    if row is None or row.lease != parcel.lease:
        return False
    endpoint = db.session.get_one(Endpoint, row.endpoint_id, with_for_update=True)
    db.session.add(_attempt(row, result, now, took_ms))
    status = result.status if isinstance(result, Reply) else result
    row.lease, row.leased_until, endpoint.busy_until = None, None, now + rest(status)
    outcome = judge(status)
    called_back = row.state == "recalled"
    if outcome is Outcome.DELIVERED:
        row.state, row.done_at = "recalled" if called_back else "done", now
        endpoint.last_success_at, endpoint.failing_since = now, None
        return True
    retry_after = result.headers.get("retry-after") if isinstance(result, Reply) else None
    again = next_attempt(row.attempts, status, retry_after, now, random.random())
    if not called_back:
        row.state, row.run_at = ("queued", again) if again else ("failed", row.run_at)
    _note_failure(endpoint, outcome is Outcome.GONE, now)
    return True


def _attempt(row: Delivery, result: Reply | Failure, now: datetime, took_ms: int | None) -> Attempt:
    """Of a message whose bytes were taken away meanwhile no reply is kept either: it may say the same."""
    if isinstance(result, Failure):
        return Attempt(delivery_id=row.id, at=now, problem=result.value, latency_ms=took_ms)
    made = Attempt(delivery_id=row.id, at=now, status=result.status, latency_ms=result.latency_ms)
    if row.body:
        made.reply, made.headers = result.snippet, dict(result.headers)
    return made


def _note_failure(endpoint: Endpoint, gone: bool, now: datetime) -> None:
    """The run of nothing but failures goes on or begins; at its end the endpoint is given up."""
    endpoint.failing_since = streak_start(endpoint.failing_since, endpoint.last_success_at, now)
    if should_warn(endpoint.failing_since, endpoint.last_success_at, now):
        warn(endpoint, now=now)
    if should_disable(endpoint.failing_since, endpoint.last_success_at, now, gone):
        shut(endpoint, "gone" if gone else "failing", now=now)
