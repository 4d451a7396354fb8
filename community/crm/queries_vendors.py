"""Questions about connections: what waits for them, what they confirmed, and who is compared."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Row, Select, func, or_, select

from community.accounts.models import Organisation, Person
from community.accounts.models_accounts import Belonging
from community.accounts.rules import PersonState, Role
from community.crm.models_vendors import Acknowledged, Connection, CrmRun, Pending, SyncAttempt
from community.db import among, db
from community.events import Event
from community.ideas.models import Idea
from community.votes.models import Vote

LOG_SIZE = 25
REFUSED_SHOWN = 50
IDS = {"account": Organisation.id, "person": Person.id}


def connections() -> list[Connection]:
    return list(db.session.scalars(select(Connection).order_by(Connection.name)))


def connection(connection_id: int) -> Connection | None:
    return db.session.get(Connection, connection_id) if 0 < connection_id < 2**31 else None


def hold_connection(connection_id: int) -> None:
    """Keep it from others until this transaction ends, so that two who press at once begin one run."""
    db.session.execute(select(Connection.id).where(Connection.id == connection_id).with_for_update())


def connection_named(name: str) -> Connection | None:
    return db.session.scalar(select(Connection).where(Connection.name == name))


def was_warned(connection_id: int, since: datetime) -> bool:
    """Whether it was said, in the run of failures that began then, that nothing gets through to this CRM."""
    warned = select(Event.data).where(Event.kind == "connection.failing", Event.at >= since)
    return any(data["connection_id"] == connection_id for data in db.session.scalars(warned))


def enabled() -> list[int]:
    return list(db.session.scalars(select(Connection.id).where(Connection.enabled_at.is_not(None)).order_by(Connection.id)))


def any_connection_due(now: datetime) -> bool:
    return db.session.scalar(_due(now).limit(1)) is not None


def next_connection(now: datetime) -> Connection | None:
    """The enabled connection with something waiting that was served the longest ago; a busy one is passed over."""
    oldest = _due(now).order_by(Connection.served_at.is_not(None), Connection.served_at, Connection.id)
    return db.session.scalar(oldest.limit(1).with_for_update(skip_locked=True))


def _due(now: datetime) -> Select[Connection]:
    waits = select(Pending.subject_id).where(Pending.connection_id == Connection.id, Pending.refused_at.is_(None))
    free = or_(Connection.busy_until.is_(None), Connection.busy_until <= now)
    return select(Connection).where(Connection.enabled_at.is_not(None), free, waits.exists())


def next_pending(connection_id: int, most: int) -> list[Pending]:
    """What has waited the longest, of one kind: accounts first, since contacts are tied to them."""
    waits = select(Pending).where(Pending.connection_id == connection_id, Pending.refused_at.is_(None))
    rows = list(db.session.scalars(waits.order_by(Pending.subject_kind, Pending.since, Pending.subject_id).limit(most)))
    return [row for row in rows if row.subject_kind == rows[0].subject_kind]


def pending_of(connection_id: int, kind: str, ids: Collection[int]) -> dict[int, Pending]:
    mine = (Pending.connection_id == connection_id, Pending.subject_kind == kind, among(Pending.subject_id, ids))
    return {row.subject_id: row for row in db.session.scalars(select(Pending).where(*mine).with_for_update())}


def acknowledged(connection_id: int, kind: str, ids: Collection[int]) -> dict[int, Acknowledged]:
    mine = (Acknowledged.connection_id == connection_id, Acknowledged.subject_kind == kind, among(Acknowledged.subject_id, ids))
    return {row.subject_id: row for row in db.session.scalars(select(Acknowledged).where(*mine))}


def people_to_send(ids: Collection[int]) -> list[Row]:
    """id, name, email, state, organisation_id of these people."""
    columns = (Person.id, Person.name, Person.email, Person.state, Person.organisation_id)
    return list(db.session.execute(select(*columns).where(among(Person.id, ids))))


def accounts_to_send(ids: Collection[int]) -> list[Row]:
    """id, name, domain of these accounts, as far as a customer belongs to them."""
    customers = select(Belonging.person_id).join(Person, Person.id == Belonging.person_id)
    member = customers.where(Belonging.organisation_id == Organisation.id, Person.role == Role.CUSTOMER).exists()
    columns = (Organisation.id, Organisation.name, Organisation.domain)
    return list(db.session.execute(select(*columns).where(among(Organisation.id, ids), member)))


def accounts_of(ids: Collection[int]) -> dict[int, list[int]]:
    """The accounts of each of these people, the first first."""
    first = Belonging.organisation_id == Person.organisation_id
    mine = select(Belonging.person_id, Belonging.organisation_id).join(Person, Person.id == Belonging.person_id)
    mine = mine.where(among(Belonging.person_id, ids)).order_by(first.desc(), Belonging.organisation_id)
    found: dict[int, list[int]] = {}
    for row in db.session.execute(mine):
        found.setdefault(row.person_id, []).append(row.organisation_id)
    return found


def next_subjects(kind: str, after: int, most: int) -> list[int]:
    """Ids of the next accounts or customers in order."""
    column = IDS[kind]
    statement = select(column).where(column > after).order_by(column).limit(most)
    if kind == "person":
        statement = statement.where(Person.role == Role.CUSTOMER)
    return list(db.session.scalars(statement))


def count_subjects() -> int:
    """How many accounts and customers there are to walk over."""
    people = select(func.count()).where(Person.role == Role.CUSTOMER)
    return int(db.session.scalar(people) or 0) + int(db.session.scalar(select(func.count(Organisation.id))) or 0)


def group_people(idea_id: int) -> tuple[set[int], set[int]]:
    """Who suggested the ideas of this one's group, and who voted for them."""
    root = func.coalesce(select(Idea.root_id).where(Idea.id == idea_id).scalar_subquery(), idea_id)
    group = select(Idea.id).where(or_(Idea.id == root, Idea.root_id == root))
    authors = set(db.session.scalars(select(Idea.author_id).where(Idea.id.in_(group), Idea.author_id.is_not(None))))
    voters = set(db.session.scalars(select(Vote.person_id).where(Vote.idea_id.in_(group), Vote.person_id.is_not(None))))
    return authors, voters


def counts_of(connection_id: int) -> Row:
    """waiting, refused, oldest (since when something waits) and confirmed of a connection."""
    mine = Pending.connection_id == connection_id
    waiting = func.count().filter(Pending.refused_at.is_(None)).label("waiting")
    refused = func.count().filter(Pending.refused_at.is_not(None)).label("refused")
    oldest = func.min(Pending.since).filter(Pending.refused_at.is_(None)).label("oldest")
    confirmed = select(func.count()).where(Acknowledged.connection_id == connection_id).scalar_subquery().label("confirmed")
    return db.session.execute(select(waiting, refused, oldest, confirmed).where(mine)).one()


def refused_by(connection_id: int) -> list[Row]:
    """subject_kind, subject_id, name, problem, refused_at of what a CRM refused, the last first."""
    name = func.coalesce(Person.name, Organisation.name).label("name")
    statement = select(Pending.subject_kind, Pending.subject_id, name, Pending.problem, Pending.refused_at)
    statement = statement.join(Person, (Person.id == Pending.subject_id) & (Pending.subject_kind == "person"), isouter=True)
    statement = statement.join(Organisation, (Organisation.id == Pending.subject_id) & (Pending.subject_kind == "account"), isouter=True)
    mine = (Pending.connection_id == connection_id, Pending.refused_at.is_not(None))
    return list(db.session.execute(statement.where(*mine).order_by(Pending.refused_at.desc()).limit(REFUSED_SHOWN)))


def attempts_at(connection_id: int, before: int) -> tuple[list[SyncAttempt], int | None]:
    """One page of the log, newest first, and the key of the next page."""
    statement = select(SyncAttempt).where(SyncAttempt.connection_id == connection_id)
    if before:
        statement = statement.where(SyncAttempt.id < before)
    rows = list(db.session.scalars(statement.order_by(SyncAttempt.id.desc()).limit(LOG_SIZE + 1)))
    return rows[:LOG_SIZE], rows[LOG_SIZE - 1].id if len(rows) > LOG_SIZE else None


def last_run(connection_id: int, kinds: Collection[str]) -> CrmRun | None:
    mine = select(CrmRun).where(CrmRun.connection_id == connection_id, CrmRun.kind.in_(kinds))
    return db.session.scalar(mine.order_by(CrmRun.id.desc()).limit(1))


def run(run_id: int) -> CrmRun:
    return db.session.get_one(CrmRun, run_id, populate_existing=True)


def open_run(kind: str, connection_id: int | None = None, endpoint_id: int | None = None) -> CrmRun | None:
    mine = (CrmRun.connection_id == connection_id, CrmRun.endpoint_id == endpoint_id, CrmRun.kind == kind, CrmRun.finished_at.is_(None))
    return db.session.scalar(select(CrmRun).where(*mine).order_by(CrmRun.id.desc()).limit(1))


def next_run() -> CrmRun | None:
    """The unfinished run for a connection that began first."""
    mine = (CrmRun.finished_at.is_(None), CrmRun.connection_id.is_not(None))
    return db.session.scalar(select(CrmRun).where(*mine).order_by(CrmRun.id).limit(1).with_for_update(skip_locked=True))


def old_attempts(before: datetime, most: int) -> list[int]:
    return list(db.session.scalars(select(SyncAttempt.id).where(SyncAttempt.at < before).limit(most)))


def erased(ids: Collection[int]) -> set[int]:
    gone = (among(Person.id, ids), Person.state == PersonState.ERASED)
    return set(db.session.scalars(select(Person.id).where(*gone)))


def confirmed_members(connection_id: int, organisation_id: int) -> list[int]:
    """Ids of the people of an account whom this CRM knows already."""
    known = select(Acknowledged.subject_id).where(Acknowledged.connection_id == connection_id, Acknowledged.subject_kind == "person")
    members = select(Belonging.person_id).where(Belonging.organisation_id == organisation_id, Belonging.person_id.in_(known))
    return list(db.session.scalars(members))
