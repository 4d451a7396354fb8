"""Who belongs to which account: the one place that keeps the ties and the first account of a person in step."""

from collections.abc import Sequence
from datetime import datetime

from community.accounts.models import Organisation, Person
from community.accounts.models_accounts import Belonging
from community.accounts.queries_accounts import belonging, belongings_of
from community.accounts.rules_accounts import How
from community.db import db


def belong(person: Person, organisation: Organisation, how: How, now: datetime) -> bool:
    """Tie a person to an account, its first one where there was none. True when that is new."""
    return tie(person, organisation.id, how, now)


def tie(person: Person, organisation_id: int, how: How, now: datetime) -> bool:
    """belong(), where only the account's number is at hand."""
    if belonging(person.id, organisation_id) is not None:
        return False
    db.session.add(Belonging(person_id=person.id, organisation_id=organisation_id, how=how, since=now))
    if person.organisation_id is None:
        person.organisation_id = organisation_id
    db.session.flush()
    return True


def tie_all(ties: Sequence[tuple[Person, int, How]], now: datetime) -> None:
    """Many ties at once, none of which is there yet."""
    db.session.add_all(Belonging(person_id=person.id, organisation_id=each, how=how, since=now) for person, each, how in ties)
    for person, organisation_id, _ in ties:
        person.organisation_id = person.organisation_id or organisation_id
    db.session.flush()


def part_from(person: Person, organisation_id: int) -> bool:
    """Undo a tie; the next oldest account, if any, becomes the first. True when there was one."""
    row = belonging(person.id, organisation_id)
    if row is None:
        return False
    db.session.delete(row)
    db.session.flush()
    if person.organisation_id == organisation_id:
        rest = belongings_of(person.id)
        person.organisation_id = rest[0].organisation_id if rest else None
    return True


def settle_account(person: Person, organisation_id: int | None, now: datetime) -> bool:
    """What staff chose by hand is the first account from now on, in the place of the one that was. True when it changed."""
    before = person.organisation_id
    if before == organisation_id:
        return False
    if before is not None:
        part_from(person, before)
    if organisation_id is not None:
        tie(person, organisation_id, How.HAND, now)
        person.organisation_id = organisation_id
    return True
