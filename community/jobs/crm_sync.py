"""CRMs are brought up to date: each turn is taken and stored in short transactions, and none is open while the network is."""

from flask import current_app

from community import clock
from community.config import Settings
from community.crm import actions_vendors, delivery_vendors, running, storing_vendors
from community.crm import queries_vendors as queries
from community.crm.delivery_vendors import Turn
from community.db import db, reading, writing
from community.failpoints import failpoint


def deliver() -> bool:
    """One turn of the connection that waited the longest; False when nothing is due, or others are at it.

    Safe to call from many threads and processes at once: each connection is served by one of them at a time.
    """
    settings: Settings = current_app.config["SETTINGS"]
    with reading():
        if not queries.any_connection_due(clock.now()):
            return False
    with writing():
        turn = delivery_vendors.take_turn(settings.secret_key, settings.base_url, clock.now())
    failpoint("after_claim")
    return turn is not None and _serve(turn, settings)


def _serve(turn: Turn, settings: Settings) -> bool:
    with reading():
        compared = delivery_vendors.prepare(turn)
    db.session.remove()
    spoken = delivery_vendors.speak(turn, compared, settings.webhook_networks, clock.now())
    failpoint("after_accept")
    with writing():
        storing_vendors.store(turn, compared, spoken, settings.secret_key, clock.now())
        failpoint("before_mark")
    return True


def walk() -> bool:
    """The next batch of the run that began first; False when no run is open."""
    settings: Settings = current_app.config["SETTINGS"]
    with reading():
        step = running.next_step(settings.base_url, settings.secret_key)
        compared = running.look(step) if step else []
    if step is None:
        return False
    with writing():
        running.note(step, compared, clock.now())
        failpoint("before_mark")
    failpoint("after_mark")
    return True


def check() -> None:
    """Once a night every connection is compared with what it confirmed; what is behind is sent."""
    with writing():
        for row in queries.connections():
            if row.enabled_at is not None:
                actions_vendors.begin_run("check", connection=row, actor_id=None, now=clock.now())


def prune() -> bool:
    """Forget a batch of old requests; False when none is left."""
    with writing():
        return actions_vendors.prune_attempts(clock.now())
