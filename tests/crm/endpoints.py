"""What the tests of endpoints and deliveries share."""

from typing import Any

from flask import current_app

from community import clock
from community.crm import actions
from community.crm.models import Attempt, Delivery, Endpoint
from community.db import db, writing
from community.jobs.webhooks import deliver
from community.jobs.worker import drain
from tests import factories
from tests.cast import ROOT
from tests.receiver import Receiver

HOURS = 3600
A_FEW = ("idea.published", "idea.merged", "idea.unmerged", "answer.published", "vote.cast", "clock.escalated", "advocate.changed")
"""Kinds that what a test does causes one at a time."""


def listen(receiver: Receiver, path: str = "/ok", kinds: tuple[str, ...] = A_FEW, name: str = "Our CRM", **more: Any) -> int:
    """Register an endpoint at this path; the receiver verifies with its secret. Returns its id."""
    key = current_app.config["SETTINGS"].secret_key
    with writing():
        actor = factories.viewer(ROOT)
        draft = actions.EndpointDraft(name, receiver.url(path), list(kinds), **more)
        row, secret = actions.register_endpoint(actor, draft, secret_key=key, now=clock.now())
        receiver.secret = secret
        return row.id


def ping(endpoint_id: int) -> None:
    with writing():
        actions.ping_endpoint(factories.viewer(ROOT), endpoint(endpoint_id), now=clock.now())


def work() -> int:
    """Everything the worker would do now."""
    return drain(deliver)


def endpoint(endpoint_id: int) -> Endpoint:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Endpoint, endpoint_id)


def deliveries() -> list[Delivery]:
    db.session.rollback()
    db.session.expire_all()
    return db.session.query(Delivery).order_by(Delivery.id).all()


def attempts() -> list[Attempt]:
    db.session.rollback()
    return db.session.query(Attempt).order_by(Attempt.id).all()
