"""Questions about endpoints, deliveries and what they carry."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, and_, func, or_, select

from community.accounts.models import Organisation, Person
from community.accounts.rules import PersonState
from community.crm.catalogue import ALWAYS, SCHEMAS, fields_of
from community.crm.models import Attempt, Delivery, Endpoint
from community.crm.models_vendors import Acknowledged, Connection
from community.db import among, db
from community.events import Event
from community.ideas.models import Idea, Topic
from community.ideas.models_mentions import Mention

PAGE_SIZE = 25
STATES = ("queued", "done", "failed", "recalled")


def _last_event_of(column: Any, value: Any) -> ScalarSelect[int | None]:
    """Grows with every change of its subject, for each is an event: what receivers compare snapshots by."""
    return select(func.max(Event.id)).where(column == value).correlate(Idea, Person).scalar_subquery()


def was_warned(endpoint_id: int, since: datetime) -> bool:
    """Whether it was said, in the run of failures that began then, that nothing gets through to this endpoint."""
    warned = select(Event.data).where(Event.kind == "endpoint.failing", Event.at >= since)
    return any(data["endpoint_id"] == endpoint_id for data in db.session.scalars(warned))


def idea_facts(idea_id: int | None) -> Row | None:
    """id, title, state, status, vote_count, author_id, topic, version of one idea."""
    version = _last_event_of(Event.idea_id, Idea.id).label("version")
    columns = (Idea.id, Idea.title, Idea.state, Idea.status, Idea.vote_count, Idea.author_id)
    statement = select(*columns, Topic.slug.label("topic"), version)
    statement = statement.join(Topic, Topic.id == Idea.topic_id).where(Idea.id == idea_id)
    return db.session.execute(statement).one_or_none()


def person_facts(person_id: int | None) -> Row | None:
    """people_facts() of one; None for whom may_export() refuses."""
    return people_facts([person_id]).get(person_id) if person_id is not None else None


def people_facts(ids: Collection[int]) -> dict[int, Row]:
    """id, external_id, email, points, organisation_id, organisation_key, version of those of these people whom may_export() allows."""
    version = _last_event_of(Event.person_id, Person.id).label("version")
    key = Organisation.external_id.label("organisation_key")
    statement = select(Person.id, Person.external_id, Person.email, Person.points, Person.organisation_id, key, version)
    statement = statement.join(Organisation, Organisation.id == Person.organisation_id, isouter=True)
    return {row.id: row for row in db.session.execute(statement.where(among(Person.id, ids), _may_export()))}


def mention_facts(mention_id: int) -> Mention:
    return db.session.get_one(Mention, mention_id)


def keys_of(person_id: int | None) -> Row | None:
    """id and external_id, also of who refused or was erased."""
    return db.session.execute(select(Person.id, Person.external_id).where(Person.id == person_id)).one_or_none()


def _may_export() -> ColumnElement[bool]:
    return and_(Person.export_refused_at.is_(None), Person.state != PersonState.ERASED)


def hold_person(person_id: int) -> Person | None:
    """hold_people() of one."""
    return next(iter(hold_people([person_id])), None)


def hold_people(ids: Collection[int]) -> list[Person]:
    """These people, kept from others until this transaction ends, so that what is told of each is numbered one by one."""
    held = select(Person).where(among(Person.id, ids)).order_by(Person.id).with_for_update()
    return list(db.session.scalars(held.execution_options(populate_existing=True)))


def may_export(person: Person | Row | None) -> bool:
    """Whether anything about this person may be sent to a CRM: not once they refused, nor after they were erased."""
    return person is not None and person.export_refused_at is None and person.state != PersonState.ERASED


def account_facts(organisation_id: int) -> Row | None:
    """external_id, value_cents, value_period, currency of one account."""
    facts = (Organisation.external_id, Organisation.value_cents, Organisation.value_period, Organisation.currency)
    return db.session.execute(select(*facts).where(Organisation.id == organisation_id)).one_or_none()


def listening(kind: str) -> list[Endpoint]:
    """Endpoints to tell of this kind of event: those enabled that asked for it, or all where all must know."""
    statement = select(Endpoint).order_by(Endpoint.id)
    if kind in ALWAYS:
        return list(db.session.scalars(statement))
    return [row for row in db.session.scalars(statement.where(Endpoint.disabled_at.is_(None))) if kind in row.events]


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


def may_be_sent(row: Delivery) -> bool:
    """Whether a message may go out again: its bytes are there, and whom it names may be named."""
    return bool(row.body) and (row.person_id is None or may_export(db.session.get(Person, row.person_id)))


def replayable(endpoint_id: int, states: Collection[str], since: datetime) -> tuple[ColumnElement[bool], ...]:
    """may_be_sent() for many: those of an endpoint in these states, made since then."""
    named = select(Person.id).where(_may_export())
    return (
        Delivery.endpoint_id == endpoint_id, Delivery.state.in_(states), Delivery.created_at >= since,
        func.length(Delivery.body) > 0, or_(Delivery.person_id.is_(None), Delivery.person_id.in_(named)),
    )


def event_of(row: Delivery) -> Event:
    return db.session.get_one(Event, row.event_id)


def not_asked() -> Endpoint | None:
    """An endpoint with CloudEvents headers that was not asked yet whether it wants them."""
    waiting = (Endpoint.cloud_events.is_(True), Endpoint.handshake_at.is_(None), Endpoint.disabled_at.is_(None))
    return db.session.scalar(select(Endpoint).where(*waiting).order_by(Endpoint.id).limit(1))


def endpoints() -> list[Endpoint]:
    return list(db.session.scalars(select(Endpoint).order_by(Endpoint.name, Endpoint.id)))


def endpoints_at(url: str) -> list[Endpoint]:
    return list(db.session.scalars(select(Endpoint).where(Endpoint.url == url).order_by(Endpoint.id)))


def endpoint(endpoint_id: int) -> Endpoint | None:
    return db.session.get(Endpoint, endpoint_id) if 0 < endpoint_id < 2**31 else None


def maker_of(row: Endpoint) -> Person:
    """Who registered an endpoint, and hears when nothing gets through."""
    return db.session.get_one(Person, row.created_by_id)


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


def waiting_since(endpoint_id: int) -> datetime | None:
    """Since when the oldest waits of what is still to be sent."""
    statement = select(func.min(Delivery.created_at)).where(Delivery.endpoint_id == endpoint_id, Delivery.state == "queued")
    return db.session.scalar(statement)


def attempts_of(delivery_id: int) -> list[Attempt]:
    return list(db.session.scalars(select(Attempt).where(Attempt.delivery_id == delivery_id).order_by(Attempt.id)))


def last_delivery_about(person_id: int) -> Row | None:
    """Delivery, Endpoint name and last Attempt of the newest message that concerns this person."""
    last = select(func.max(Attempt.id)).where(Attempt.delivery_id == Delivery.id).correlate(Delivery).scalar_subquery()
    statement = select(Delivery, Endpoint.name.label("endpoint_name"), Attempt).join(Endpoint, Endpoint.id == Delivery.endpoint_id)
    statement = statement.join(Attempt, Attempt.id == last, isouter=True).where(Delivery.person_id == person_id)
    return db.session.execute(statement.order_by(Delivery.id.desc()).limit(1)).one_or_none()


def tries_about(person_id: int) -> Select[int]:
    """Ids of the deliveries that name this person."""
    return select(Delivery.id).where(Delivery.person_id == person_id)


def last_arrival_about(person_id: int) -> datetime | None:
    """When something that names this person last arrived anywhere, as far back as the log goes, or was confirmed by a CRM."""
    arrived = select(func.max(Delivery.done_at)).where(Delivery.person_id == person_id, Delivery.state == "done")
    confirmed = select(func.max(Acknowledged.at)).where(Acknowledged.subject_kind == "person", Acknowledged.subject_id == person_id)
    return max((at for at in (db.session.scalar(arrived), db.session.scalar(confirmed)) if at), default=None)


def purposes() -> list[str]:
    """What the systems are for that hear of people, each once; empty where nobody has said it."""
    heard = select(Endpoint.purpose, Endpoint.events).where(Endpoint.disabled_at.is_(None)).order_by(Endpoint.id)
    of_people = [row.purpose for row in db.session.execute(heard) if any("person" in fields_of(kind) for kind in row.events if kind in SCHEMAS)]
    connected = db.session.scalar(select(func.count()).select_from(Connection).where(Connection.enabled_at.is_not(None)))
    return list(dict.fromkeys([*of_people, *([""] if connected else [])]))


def too_old(before: datetime, most: int) -> list[int]:
    """Ids of deliveries whose record has been kept long enough."""
    return list(db.session.scalars(select(Delivery.id).where(Delivery.created_at < before).limit(most)))
