"""Questions about endpoints, deliveries and what they carry."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, ScalarSelect, Select, func, or_, select

from community.accounts.models import Organisation, Person
from community.accounts.rules import PersonState
from community.crm.models import Attempt, Delivery, Endpoint
from community.db import db
from community.events import Event
from community.ideas.models import Idea, Topic

PAGE_SIZE = 25
STATES = ("queued", "done", "failed")


def _last_event_of(column: Any, value: Any) -> ScalarSelect[int | None]:
    """Grows with every change of its subject, for each is an event: what receivers compare snapshots by."""
    return select(func.max(Event.id)).where(column == value).correlate(Idea, Person).scalar_subquery()


def was_warned(endpoint_id: int, since: datetime) -> bool:
    """Whether it was said, in the run of failures that began then, that nothing gets through to this endpoint."""
    warned = select(Event.data).where(Event.kind == "endpoint.failing", Event.at >= since)
    return any(data["endpoint_id"] == endpoint_id for data in db.session.scalars(warned))


def idea_facts(idea_id: int | None) -> Row | None:
    """id, title, status, vote_count, author_id, topic, version of one idea."""
    version = _last_event_of(Event.idea_id, Idea.id).label("version")
    statement = select(Idea.id, Idea.title, Idea.status, Idea.vote_count, Idea.author_id, Topic.slug.label("topic"), version)
    statement = statement.join(Topic, Topic.id == Idea.topic_id).where(Idea.id == idea_id)
    return db.session.execute(statement).one_or_none()


def person_facts(person_id: int | None) -> Row | None:
    """id, external_id, email, points, organisation_id, organisation_key, version; None for the erased."""
    version = _last_event_of(Event.person_id, Person.id).label("version")
    key = Organisation.external_id.label("organisation_key")
    statement = select(Person.id, Person.external_id, Person.email, Person.points, Person.organisation_id, key, version)
    statement = statement.join(Organisation, Organisation.id == Person.organisation_id, isouter=True)
    statement = statement.where(Person.id == person_id, Person.state != PersonState.ERASED)
    return db.session.execute(statement).one_or_none()


def may_export(person: Person | None) -> bool:
    """Whether anything about this person may be sent to a CRM: not once they refused, nor after they were erased."""
    return person is not None and person.export_refused_at is None and person.state != PersonState.ERASED


def account_facts(organisation_id: int) -> Row | None:
    """external_id, value_cents, value_period, currency of one account."""
    facts = (Organisation.external_id, Organisation.value_cents, Organisation.value_period, Organisation.currency)
    return db.session.execute(select(*facts).where(Organisation.id == organisation_id)).one_or_none()


def listening(kind: str) -> list[Endpoint]:
    """Enabled endpoints that asked for this kind of event."""
    statement = select(Endpoint).where(Endpoint.disabled_at.is_(None)).order_by(Endpoint.id)
    return [row for row in db.session.scalars(statement) if kind in row.events]


def has_delivery(endpoint_id: int, event_id: int) -> bool:
    mine = (Delivery.endpoint_id == endpoint_id, Delivery.event_id == event_id)
    return db.session.scalar(select(Delivery.id).where(*mine)) is not None


def anything_due(now: datetime) -> bool:
    """Is it worth taking the database's write lock to send something?"""
    return db.session.scalar(_waiting(now).limit(1)) is not None


def next_endpoint(now: datetime) -> Endpoint | None:
    """The endpoint with something due that was served the longest ago; one that is busy is passed over."""
    oldest = _waiting(now).order_by(Endpoint.served_at.is_not(None), Endpoint.served_at, Endpoint.id)
    return db.session.scalar(oldest.limit(1).with_for_update(skip_locked=True))


def _waiting(now: datetime) -> Select[Endpoint]:
    due = select(Delivery.id).where(Delivery.endpoint_id == Endpoint.id, Delivery.state == "queued", Delivery.run_at <= now)
    free = or_(Endpoint.busy_until.is_(None), Endpoint.busy_until <= now)
    return select(Endpoint).where(Endpoint.disabled_at.is_(None), free, due.exists())


def next_delivery(endpoint_id: int, now: datetime) -> Delivery | None:
    """What has been due longest at this endpoint, whose turn the caller holds."""
    due = (Delivery.endpoint_id == endpoint_id, Delivery.state == "queued", Delivery.run_at <= now)
    return db.session.scalar(select(Delivery).where(*due).order_by(Delivery.run_at, Delivery.id).limit(1))


def endpoints() -> list[Endpoint]:
    return list(db.session.scalars(select(Endpoint).order_by(Endpoint.name, Endpoint.id)))


def endpoint(endpoint_id: int) -> Endpoint | None:
    return db.session.get(Endpoint, endpoint_id) if 0 < endpoint_id < 2**31 else None


def delivery(delivery_id: int) -> Delivery | None:
    return db.session.get(Delivery, delivery_id) if 0 < delivery_id < 2**31 else None


def deliveries_of(endpoint_id: int, state: str, before: int) -> tuple[list[Row], int | None]:
    """One page of an endpoint's deliveries, newest first, each with its last try; and the key of the next page."""
    last = select(func.max(Attempt.id)).where(Attempt.delivery_id == Delivery.id).correlate(Delivery).scalar_subquery()
    statement = select(
        Delivery.id, Delivery.kind, Delivery.state, Delivery.created_at, Delivery.run_at, Delivery.attempts,
        Attempt.at, Attempt.status, Attempt.problem, Attempt.latency_ms,
    ).join(Attempt, Attempt.id == last, isouter=True)
    statement = statement.where(Delivery.endpoint_id == endpoint_id)
    if state:
        statement = statement.where(Delivery.state == state)
    if before:
        statement = statement.where(Delivery.id < before)
    rows = list(db.session.execute(statement.order_by(Delivery.id.desc()).limit(PAGE_SIZE + 1)))
    return rows[:PAGE_SIZE], rows[PAGE_SIZE - 1].id if len(rows) > PAGE_SIZE else None


def count_by_state(endpoint_id: int) -> dict[str, int]:
    """How many deliveries are in each state."""
    statement = select(Delivery.state, func.count()).where(Delivery.endpoint_id == endpoint_id).group_by(Delivery.state)
    counted = {row[0]: row[1] for row in db.session.execute(statement)}
    return {state: counted.get(state, 0) for state in STATES}


def attempts_of(delivery_id: int) -> list[Attempt]:
    return list(db.session.scalars(select(Attempt).where(Attempt.delivery_id == delivery_id).order_by(Attempt.id)))


def last_delivery_about(person_id: int) -> Row | None:
    """Delivery, Endpoint name and last Attempt of the newest message that concerns this person."""
    last = select(func.max(Attempt.id)).where(Attempt.delivery_id == Delivery.id).correlate(Delivery).scalar_subquery()
    statement = select(Delivery, Endpoint.name.label("endpoint_name"), Attempt).join(Endpoint, Endpoint.id == Delivery.endpoint_id)
    statement = statement.join(Attempt, Attempt.id == last, isouter=True).where(Delivery.person_id == person_id)
    return db.session.execute(statement.order_by(Delivery.id.desc()).limit(1)).one_or_none()


def too_old(before: datetime, most: int) -> list[int]:
    """Ids of deliveries whose record has been kept long enough."""
    return list(db.session.scalars(select(Delivery.id).where(Delivery.created_at < before).limit(most)))
