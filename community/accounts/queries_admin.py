"""What administrators ask about people and organisations."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Row, and_, func, or_, select

from community.accounts.models import Organisation, Person
from community.accounts.rules import ANSWERING_ROLES, STAFF_ROLES, PersonState, Role, fold, fold_name
from community.db import db

PAGE_SIZE = 50
LARGEST_ID = 2**31


@dataclass(frozen=True)
class PeopleFilter:
    """`role` is a role, or "staff" for everyone of the company; `after` the id of the last row shown."""

    words: str = ""
    role: str = ""
    state: str = ""
    after: int = 0


def people(wanted: PeopleFilter) -> tuple[list[Row], int | None]:
    """The newest first, with their organisation; and the key to go on from."""
    statement = (
        select(
            Person.id, Person.name, Person.email, Person.role, Person.state, Person.title, Person.joined_at,
            Person.away_from, Person.away_until, Organisation.name.label("organisation"),
        )
        .outerjoin(Organisation, Organisation.id == Person.organisation_id)
        .where(*_narrowed(wanted))
        .order_by(Person.id.desc())
        .limit(PAGE_SIZE + 1)
    )
    rows = list(db.session.execute(statement))
    return rows[:PAGE_SIZE], rows[PAGE_SIZE - 1].id if len(rows) > PAGE_SIZE else None


def _narrowed(wanted: PeopleFilter) -> list[ColumnElement[bool]]:
    clauses: list[ColumnElement[bool]] = []
    if wanted.words:
        named = Person.name_folded.contains(fold_name(wanted.words), autoescape=True)
        clauses.append(or_(Person.email_folded.contains(fold(wanted.words), autoescape=True), named))
    if wanted.role:
        clauses.append(Person.role.in_(STAFF_ROLES if wanted.role == "staff" else (wanted.role,)))
    if wanted.state:
        clauses.append(Person.state == wanted.state)
    if wanted.after:
        clauses.append(Person.id < wanted.after)
    return clauses


def known_person(person_id: int) -> Person | None:
    """Anyone but those who were erased."""
    statement = select(Person).where(Person.id == person_id, Person.state != PersonState.ERASED)
    return db.session.scalar(statement) if 0 < person_id < LARGEST_ID else None


def administrators(*, lock: bool = False) -> list[int]:
    """Ids of the active administrators; with `lock` nobody else changes them until this transaction ends."""
    statement = select(Person.id).where(Person.role == Role.ADMINISTRATOR, Person.state == PersonState.ACTIVE)
    statement = statement.with_for_update() if lock else statement
    return list(db.session.scalars(statement.order_by(Person.id)))


def ladder_choices() -> list[Row]:
    """Who can stand on a ladder: active people whose role lets them answer."""
    statement = select(Person.id, Person.name, Person.role, Person.title)
    statement = statement.where(Person.state == PersonState.ACTIVE, Person.role.in_(ANSWERING_ROLES))
    return list(db.session.execute(statement.order_by(Person.name, Person.id)))


def organisations(words: str = "", after: str = "", size: int = PAGE_SIZE) -> tuple[list[Row], str | None]:
    """By name, with the number of their people; keyset on (name, id) as "name~id"."""
    people = select(func.count()).where(Person.organisation_id == Organisation.id).scalar_subquery()
    statement = select(*Organisation.__table__.columns, people.label("people"))
    if words:
        named = Organisation.name_folded.contains(fold_name(words), autoescape=True)
        statement = statement.where(or_(named, Organisation.domain.contains(words.lower(), autoescape=True)))
    name, _, last = after.rpartition("~")
    if last.isascii() and last.isdigit() and int(last) < LARGEST_ID:
        later = and_(Organisation.name == name, Organisation.id > int(last))
        statement = statement.where(or_(Organisation.name > name, later))
    rows = list(db.session.execute(statement.order_by(Organisation.name, Organisation.id).limit(size + 1)))
    last_row = rows[size - 1] if len(rows) > size else None
    return rows[:size], f"{last_row.name}~{last_row.id}" if last_row else None


def organisation(organisation_id: int) -> Organisation | None:
    return db.session.get(Organisation, organisation_id) if 0 < organisation_id < LARGEST_ID else None


def organisation_with_domain(domain: str) -> int | None:
    return db.session.scalar(select(Organisation.id).where(Organisation.domain == domain))


def organisation_names() -> list[Row]:
    return list(db.session.execute(select(Organisation.id, Organisation.name).order_by(Organisation.name, Organisation.id)))


def is_away(person: Person, now: datetime) -> bool:
    return bool(person.away_from and person.away_from <= now and (not person.away_until or person.away_until > now))
