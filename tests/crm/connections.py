"""What the tests of connections share."""

from dataclasses import replace
from typing import Any

from flask import current_app

from community import clock
from community.crm import actions_vendors as actions
from community.crm.models_vendors import Acknowledged, Connection, CrmRun, Pending, SyncAttempt
from community.crm.vendors_all import VENDORS
from community.db import db, writing
from community.jobs import crm_sync
from community.jobs.worker import drain
from tests import factories
from tests.cast import ROOT, Part
from tests.crm.crm_server import TOKEN, Asked, CrmServer


def connect(server: CrmServer, vendor: str = "hubspot", *, credentials: dict[str, str] | None = None, enable: bool = True, **shape: Any) -> int:
    """An administrator's connection to this server, enabled; returns its id."""
    with writing():
        mapping = replace(VENDORS[vendor].mapping(), **shape).stored()
        key = current_app.config["SETTINGS"].secret_key
        given = credentials or {"token": TOKEN}
        row = actions.connect(factories.viewer(ROOT), f"Our {vendor}", vendor, server.url, given, mapping, secret_key=key, now=clock.now())
        if enable:
            actions.enable_connection(factories.viewer(ROOT), row, now=clock.now())
        return row.id


def work() -> int:
    """Everything the worker would do now."""
    return drain(crm_sync.walk, crm_sync.deliver)


def connection(connection_id: int) -> Connection:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Connection, connection_id)


def pending() -> list[Pending]:
    db.session.rollback()
    db.session.expire_all()
    return db.session.query(Pending).order_by(Pending.subject_kind, Pending.subject_id).all()


def acknowledged() -> list[Acknowledged]:
    db.session.rollback()
    db.session.expire_all()
    return db.session.query(Acknowledged).order_by(Acknowledged.subject_kind, Acknowledged.subject_id).all()


def attempts() -> list[SyncAttempt]:
    db.session.rollback()
    return db.session.query(SyncAttempt).order_by(SyncAttempt.id).all()


def runs() -> list[CrmRun]:
    db.session.rollback()
    db.session.expire_all()
    return db.session.query(CrmRun).order_by(CrmRun.id).all()


def person_id(part: Part) -> int:
    with writing():
        return factories.person(part).id


def upserts(asked: list[Asked], kind: str = "contacts") -> list[dict[str, Any]]:
    """The inputs of every batch upsert, in order."""
    return [each for one in asked if one.path.endswith(f"/{kind}/batch/upsert") for each in one.body["inputs"]]


