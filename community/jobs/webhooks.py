"""Webhooks leave: each try is claimed and marked in short transactions, and none is open while the network is."""

import time

from flask import current_app

from community import clock
from community.config import Settings
from community.crm import actions, actions_everyone, cloud_events, delivery, queries, queries_everyone
from community.crm.delivery import Parcel
from community.crm.dial import Reply, post
from community.crm.rules import Failure
from community.db import db, reading, writing
from community.failpoints import failpoint

STRETCH = 2.0
"""Seconds after which a sender that finds more to do looks up, so that it can be told to stop."""


def deliver() -> bool:
    """Send what is due for a stretch; False when nothing is due, or all that is due is being sent by others.

    Safe to call from many threads and processes at once: each endpoint is served by one of them at a time.
    """
    settings: Settings = current_app.config["SETTINGS"]
    until = time.monotonic() + STRETCH
    with reading():
        if not queries.anything_due(clock.now()):
            return False
    with writing():
        parcel = delivery.lease_next(settings.secret_key, clock.now())
    found = parcel is not None
    while parcel is not None:
        begun = time.monotonic()
        result = _send(parcel, settings)
        took_ms = round((time.monotonic() - begun) * 1000)
        parcel = _mark(parcel, result, settings, took_ms, go_on=time.monotonic() < until)
    return found


def _send(parcel: Parcel, settings: Settings) -> Reply | Failure:
    db.session.remove()
    failpoint("after_claim")
    failpoint("before_send")
    result = delivery.send(parcel, settings.webhook_networks, clock.now())
    failpoint("after_accept")
    return result


def _mark(parcel: Parcel, result: Reply | Failure, settings: Settings, took_ms: int, *, go_on: bool) -> Parcel | None:
    """Store the outcome and, in the same transaction, claim what comes next: a commit is what a delivery costs most."""
    with writing():
        delivery.store(parcel, result, clock.now(), took_ms)
        following = delivery.lease_next(settings.secret_key, clock.now()) if go_on else None
        failpoint("before_mark")
    return following


def tell_everyone() -> bool:
    """The next batch of sending everyone as of now to an endpoint; False when no such run is open, or can go on for now."""
    settings: Settings = current_app.config["SETTINGS"]
    with reading():
        run_id = queries_everyone.run_that_goes_on(clock.now())
    if run_id is None:
        return False
    with writing():
        actions_everyone.tell_next(run_id, settings.base_url, now=clock.now())
        failpoint("before_mark")
    failpoint("after_mark")
    return True


def shake_hands() -> bool:
    """Ask one receiver that is to get CloudEvents headers whether it wants them, and note what it says; it gets them
    whatever that is. False when all have been asked."""
    settings: Settings = current_app.config["SETTINGS"]
    with reading():
        row = queries.not_asked()
        asked = (row.id, row.url) if row else None
    if asked is None:
        return False
    db.session.remove()
    reply = post(asked[1], b"", cloud_events.question(settings.base_url), settings.webhook_networks, method="OPTIONS")
    said = cloud_events.said(reply.status, reply.headers) if isinstance(reply, Reply) else ""
    with writing():
        actions.note_handshake(*asked, said, now=clock.now())
    return True


def prune() -> bool:
    """Forget a batch of old deliveries; False when none is left."""
    with writing():
        return actions.prune_deliveries(clock.now())
