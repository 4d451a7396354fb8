"""What is known here of those a CRM speaks of, read for a whole batch at a time."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, or_, select

from community.accounts.models import Organisation, Person
from community.accounts.models_accounts import Belonging
from community.accounts.rules import PersonState, Role, mail_domain
from community.crm.models_contacts import Contact
from community.crm.models_in import Conflict
from community.crm.rules_matching import DOMAIN_TAKEN, KnownAccount, KnownPerson
from community.db import among, db

ACCOUNT_COLUMNS = (
    "name", "domain", "value_cents", "currency", "value_period", "segment", "owner_name", "owner_email", "renewal_on",
)


def hold_intake() -> None:
    """One at a time takes in what CRMs say, so that two that name the same do not make it twice. SQLite has one writer anyway."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtext("what CRMs say"))))


def known_accounts(keys: Collection[str], domains: Collection[str]) -> list[KnownAccount]:
    """Accounts with one of these external ids or domains."""
    columns = [getattr(Organisation, name) for name in ACCOUNT_COLUMNS]
    statement = select(Organisation.id, Organisation.external_id, Organisation.fields, *columns)
    statement = statement.where(or_(Organisation.external_id.in_(keys), Organisation.domain.in_(domains)))
    return [_known_account(row) for row in db.session.execute(statement)]


def _known_account(row: Row) -> KnownAccount:
    values = {name: getattr(row, name) for name in ACCOUNT_COLUMNS}
    return KnownAccount(row.id, row.external_id, values, row.fields or {})


def known_people(keys: Collection[str], emails: Collection[str]) -> list[KnownPerson]:
    """People with one of these external ids or folded addresses, with what the CRM said of them and their accounts."""
    statement = select(
        Person.id, Person.external_id, Person.email, Person.name, Person.title, Person.role, Person.contact_since, Person.state,
        Contact.person_id.label("told"), Contact.name.label("said_name"), Contact.title.label("said_title"),
        Contact.email.label("said_email"), Contact.fields,
    ).outerjoin(Contact, Contact.person_id == Person.id)
    rows = list(db.session.execute(statement.where(or_(Person.external_id.in_(keys), Person.email_folded.in_(emails)))))
    ties = _ties_of([row.id for row in rows])
    return [_known_person(row, ties.get(row.id, {})) for row in rows]


def _known_person(row: Row, ties: Mapping[int, str]) -> KnownPerson:
    said: dict[str, Any] = {}
    if row.told is not None:
        said = {"name": row.said_name, "title": row.said_title, "email": row.said_email, "fields": row.fields}
    return KnownPerson(
        row.id, row.external_id, row.email or "", row.name, row.title, row.role, row.contact_since is not None,
        row.state == PersonState.ERASED, said, ties,
    )


def _ties_of(person_ids: list[int]) -> dict[int, dict[int, str]]:
    statement = select(Belonging.person_id, Belonging.organisation_id, Belonging.how).where(among(Belonging.person_id, person_ids))
    found: dict[int, dict[int, str]] = {}
    for person_id, organisation_id, how in db.session.execute(statement.order_by(Belonging.since, Belonging.organisation_id)):
        found.setdefault(person_id, {})[organisation_id] = how
    return found


def accounts_by_key(keys: Collection[str]) -> dict[str, int]:
    statement = select(Organisation.external_id, Organisation.id).where(Organisation.external_id.in_(keys))
    return {str(key): organisation_id for key, organisation_id in db.session.execute(statement)}


def accounts_by_domain(domains: Collection[str]) -> dict[str, int]:
    statement = select(Organisation.domain, Organisation.id).where(Organisation.domain.in_(domains))
    return {str(domain): organisation_id for domain, organisation_id in db.session.execute(statement)}


def decisions(keys: Collection[str]) -> dict[str, str]:
    """What staff decided, by mark, of conflicts about these keys; "" where they have not yet."""
    statement = select(Conflict.mark, Conflict.decision).where(Conflict.external_id.in_(keys))
    return {row.mark: row.decision for row in db.session.execute(statement)}


def people_without_account(domains: Collection[str]) -> list[tuple[int, str]]:
    """Id and mail domain of customers who belong nowhere yet, and whose address is in one of these domains."""
    lone = (Person.organisation_id.is_(None), Person.email_folded.is_not(None), Person.role == Role.CUSTOMER)
    at = func.strpos if db.engine.dialect.name == "postgresql" else func.instr
    domain = func.substr(Person.email_folded, at(Person.email_folded, "@") + 1)
    rows = db.session.execute(select(Person.id, Person.email_folded).where(*lone, domain.in_(domains)))
    found = ((row.id, mail_domain(row.email_folded)) for row in rows)
    return [(person_id, domain) for person_id, domain in found if domain in domains]


def holder_of(kind: str, value: str) -> int | None:
    """Who has this domain or this address here."""
    if kind == DOMAIN_TAKEN:
        return db.session.scalar(select(Organisation.id).where(Organisation.domain == value))
    return db.session.scalar(select(Person.id).where(Person.email_folded == value))


@dataclass(frozen=True)
class Parties:
    """Whom conflicts are about, as they are now: accounts and people by the domain or address they have, and by their key."""

    holders: Mapping[tuple[bool, str], Organisation | Person]
    keepers: Mapping[tuple[bool, str], Organisation | Person]
    known: Collection[Organisation | Person]

    def holder(self, row: Conflict) -> Organisation | Person | None:
        """Who has the domain or the address that is claimed."""
        return self.holders.get((row.kind == DOMAIN_TAKEN, row.value))

    def keeper(self, row: Conflict) -> Organisation | Person | None:
        """Who is known under the key of whoever claims it."""
        return self.keepers.get((row.kind == DOMAIN_TAKEN, row.external_id))


def parties(rows: Collection[Conflict]) -> Parties:
    """Of all these conflicts in two statements; whoever they name is at hand afterwards."""
    found = _parties([row for row in rows if row.kind == DOMAIN_TAKEN], Organisation, Organisation.domain, "organisation_id")
    found += _parties([row for row in rows if row.kind != DOMAIN_TAKEN], Person, Person.email_folded, "person_id")
    held = {(isinstance(each, Organisation), value): each for each, value in found if value}
    kept = {(isinstance(each, Organisation), each.external_id): each for each, _ in found if each.external_id}
    return Parties(held, kept, [each for each, _ in found])


def _parties(rows: Collection[Conflict], table: Any, value: Any, mine: str) -> list[tuple[Any, str | None]]:
    if not rows:
        return []
    ids = {number for row in rows for number in (row.other_id, getattr(row, mine)) if number}
    named = or_(value.in_({row.value for row in rows}), table.external_id.in_({row.external_id for row in rows}), table.id.in_(ids))
    return [(row[0], row[1]) for row in db.session.execute(select(table, value).where(named))]


def account_with_key(key: str) -> Organisation | None:
    return db.session.scalar(select(Organisation).where(Organisation.external_id == key))


def contact_with_key(key: str) -> tuple[Person, Contact | None, list[str]] | None:
    """The person, the CRM's word of them, and the external ids of their accounts."""
    statement = select(Person, Contact).outerjoin(Contact, Contact.person_id == Person.id)
    row = db.session.execute(statement.where(Person.external_id == key, Person.state != PersonState.ERASED)).one_or_none()
    if row is None:
        return None
    keys = select(Organisation.external_id).join(Belonging, Belonging.organisation_id == Organisation.id)
    keys = keys.where(Belonging.person_id == row.Person.id, Organisation.external_id.is_not(None))
    return row.Person, row.Contact, [str(key) for key in db.session.scalars(keys.order_by(Belonging.since, Belonging.organisation_id))]
