"""Questions about accounts and who belongs to them."""

from sqlalchemy import Row, func, select

from community.accounts.models import Organisation, Person
from community.accounts.models_accounts import Belonging
from community.accounts.rules import PersonState
from community.accounts.rules_accounts import yearly
from community.db import db

PAGE_SIZE = 50
LARGEST_ID = 2**31


def belongings_of(person_id: int) -> list[Belonging]:
    """All accounts of a person, the oldest tie first."""
    mine = select(Belonging).where(Belonging.person_id == person_id)
    return list(db.session.scalars(mine.order_by(Belonging.since, Belonging.organisation_id)))


def belonging(person_id: int, organisation_id: int) -> Belonging | None:
    return db.session.get(Belonging, (person_id, organisation_id))


def accounts_of(person_id: int) -> list[Row]:
    """id, name, how, since of all accounts of a person, the oldest tie first."""
    mine = select(Organisation.id, Organisation.name, Belonging.how, Belonging.since)
    mine = mine.join(Belonging, Belonging.organisation_id == Organisation.id).where(Belonging.person_id == person_id)
    return list(db.session.execute(mine.order_by(Belonging.since, Belonging.organisation_id)))


def value_a_year(organisation: Organisation) -> int | None:
    """What an account is worth a year, in minor units of its currency; None where that is not known."""
    return yearly(organisation.value_cents, organisation.value_period)


def account(organisation_id: int) -> Organisation | None:
    return db.session.get(Organisation, organisation_id) if 0 < organisation_id < LARGEST_ID else None


def people_of(organisation_id: int, after: int = 0) -> tuple[list[Row], int | None]:
    """Who belongs to an account, in the order they came to us, contacts too; and the key to go on from."""
    columns = (Person.id, Person.name, Person.title, Person.level, Person.contact_since, Person.seen_at, Belonging.how, Belonging.since)
    statement = select(*columns).join(Belonging, Belonging.person_id == Person.id)
    statement = statement.where(Belonging.organisation_id == organisation_id, Person.state != PersonState.ERASED, Person.id > after)
    rows = list(db.session.execute(statement.order_by(Person.id).limit(PAGE_SIZE + 1)))
    return rows[:PAGE_SIZE], rows[PAGE_SIZE - 1].id if len(rows) > PAGE_SIZE else None


def count_people_of(organisation_id: int) -> tuple[int, int]:
    """How many members and how many contacts belong to an account."""
    statement = select(func.count(), func.count(Person.contact_since)).join(Belonging, Belonging.person_id == Person.id)
    row = db.session.execute(statement.where(Belonging.organisation_id == organisation_id, Person.state != PersonState.ERASED)).one()
    return row[0] - row[1], row[1]
