"""Questions about accounts and who belongs to them."""

from sqlalchemy import Row, select

from community.accounts.models import Organisation
from community.accounts.models_accounts import Belonging
from community.accounts.rules_accounts import yearly
from community.db import db


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
