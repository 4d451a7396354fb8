"""Webhooks leave: each try a short transaction, the network with none open, and a short transaction again."""

from flask import current_app

from community import clock
from community.config import Settings
from community.crm import actions, delivery, queries
from community.db import reading, writing
from community.failpoints import failpoint


def deliver_next_webhook() -> bool:
    """Try the next due delivery; False when none is due or all endpoints with something due are being served.

    Safe to call from many threads and processes at once: each endpoint is served by one of them at a time.
    """
    settings: Settings = current_app.config["SETTINGS"]
    with reading():
        if not queries.anything_due(clock.now()):
            return False
    with writing():
        parcel = delivery.lease_next(settings.secret_key, clock.now())
    if parcel is None:
        return False
    failpoint("after_claim")
    failpoint("before_send")
    result = delivery.send(parcel, settings.webhook_networks, clock.now())
    failpoint("after_accept")
    with writing():
        delivery.store(parcel, result, clock.now())
        failpoint("before_mark")
    return True


def prune() -> bool:
    """Forget a batch of old deliveries; False when none is left."""
    with writing():
        return actions.prune_deliveries(clock.now())
