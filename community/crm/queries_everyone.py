"""Questions about sending everyone as of now to one endpoint: what goes on where, and what became of it."""

from datetime import datetime

from sqlalchemy import func, select

from community.accounts.models import Person
from community.accounts.rules import Role
from community.crm.models import Delivery, Endpoint
from community.crm.models_vendors import CrmRun
from community.crm.queries import STATES
from community.db import db
from community.events import Event

TOLD = "standing.told"
"""The event behind each message of a run."""
MOST_DUE = 500
"""Messages due at an endpoint above which no more are added, so that what happens meanwhile stands in line behind few."""


def count_customers() -> int:
    return int(db.session.scalar(select(func.count()).where(Person.role == Role.CUSTOMER)) or 0)


def hold_endpoint(endpoint_id: int) -> Endpoint:
    """Kept from others until this transaction ends, so that two who press at once begin one run."""
    return db.session.get_one(Endpoint, endpoint_id, with_for_update=True, populate_existing=True)


def run_that_goes_on(now: datetime) -> int | None:
    """The run of an endpoint that began first; passed over are those whose endpoint is off, or has enough to take."""
    due = (Delivery.endpoint_id == CrmRun.endpoint_id, Delivery.state == "queued", Delivery.run_at <= now)
    enough = select(Delivery.id).where(*due).order_by(Delivery.run_at).offset(MOST_DUE - 1).limit(1).correlate(CrmRun).scalar_subquery()
    statement = select(CrmRun.id).join(Endpoint, Endpoint.id == CrmRun.endpoint_id)
    statement = statement.where(CrmRun.finished_at.is_(None), Endpoint.disabled_at.is_(None), enough.is_(None))
    return db.session.scalar(statement.order_by(CrmRun.id).limit(1))


def hold_run(run_id: int) -> CrmRun:
    return db.session.get_one(CrmRun, run_id, with_for_update=True, populate_existing=True)


def last_run_for(endpoint_id: int) -> CrmRun | None:
    return db.session.scalar(select(CrmRun).where(CrmRun.endpoint_id == endpoint_id).order_by(CrmRun.id.desc()).limit(1))


def became_of(run: CrmRun) -> dict[str, int]:
    """How many of a run's messages are in each state, as far as the log still has them."""
    told = select(Event.id).where(Event.kind == TOLD, Event.at >= run.started_at)
    told = told.where(Event.at <= run.finished_at) if run.finished_at is not None else told
    mine = (Delivery.endpoint_id == run.endpoint_id, Delivery.event_id.in_(told))
    counted = {row[0]: row[1] for row in db.session.execute(select(Delivery.state, func.count()).where(*mine).group_by(Delivery.state))}
    return {state: counted.get(state, 0) for state in STATES}
