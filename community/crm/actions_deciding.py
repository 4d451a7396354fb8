"""What staff decide where a CRM and what is known here do not agree."""

from collections.abc import Callable
from datetime import date, datetime

from community import audit, events
from community.accounts.actions_accounts import part_from, tie
from community.accounts.models import Organisation, Person
from community.accounts.queries_accounts import belongings_of
from community.accounts.rules import PersonState, fold, is_staff
from community.accounts.rules_accounts import How
from community.accounts.viewer import Viewer
from community.crm import queries_in as queries
from community.crm.actions_accounts import note_people, take_accounts, tie_by_domain
from community.crm.actions_contacts import take_contacts
from community.crm.models_contacts import Contact
from community.crm.models_in import Conflict
from community.crm.queries_in import Parties
from community.crm.rules_in import AccountSaid, ContactSaid
from community.crm.rules_matching import DOMAIN_TAKEN, KEEP, KEY, MAIL_DIFFERS, TAKE
from community.db import db


def choices(row: Conflict, parties: Parties) -> tuple[str, ...]:
    """What may be decided of it as things are now; keeping ours always may."""
    other, mine = parties.holder(row), parties.keeper(row)
    if row.kind == MAIL_DIFFERS or other is None or row.other_id != other.id:
        return (KEEP,)
    if not isinstance(other, Person):
        return (KEEP, TAKE, KEY) if mine is None else (KEEP, TAKE)
    if is_staff(other.role) or (isinstance(mine, Person) and mine.state == PersonState.ERASED):
        return (KEEP,)
    both_contacts = other.contact_since is not None and (not isinstance(mine, Person) or mine.contact_since is not None)
    return (KEEP, TAKE, KEY) if both_contacts else (KEEP, KEY)


def decide(actor: Viewer, row: Conflict, decision: str, *, now: datetime) -> bool:
    """Carry out what staff decided, once; False when it was decided before, or cannot be decided so any more."""
    parties = queries.parties([row])
    if row.decided_at is not None or decision not in choices(row, parties):
        return False
    mine = parties.keeper(row)
    said, mine_id = row.said, mine.id if mine is not None else None
    if row.kind == DOMAIN_TAKEN:
        row.organisation_id = mine_id
    else:
        row.person_id = mine_id
    row.decided_at, row.decided_by_id, row.decision, row.said = now, actor.id, decision, {}
    db.session.flush()
    _ACTS.get((row.kind == DOMAIN_TAKEN, decision), _nothing)(row, now)
    if said:
        _take(row, said, now)
    audit.log(
        "conflict.decided", actor_id=actor.id, at=now, subject=("conflict", row.id),
        before={"kind": row.kind}, after={"decision": decision, "organisation_id": row.organisation_id, "person_id": row.person_id, "other_id": row.other_id},
    )
    return True


def _nothing(row: Conflict, now: datetime) -> None:
    """Ours stays as it is; that it was decided is what the next import asks for."""


def _move_domain(row: Conflict, now: datetime) -> None:
    other = db.session.get_one(Organisation, row.other_id)
    other.domain = None
    db.session.flush()
    if row.organisation_id is not None:
        db.session.get_one(Organisation, row.organisation_id).domain = row.value
        db.session.flush()
        tie_by_domain({row.value: row.organisation_id}, now)
        events.record("accounts.updated", at=now, organisation_ids=sorted({other.id, row.organisation_id}))


def _move_account_key(row: Conflict, now: datetime) -> None:
    other = db.session.get_one(Organisation, row.other_id)
    other.external_id = row.external_id
    events.record("accounts.updated", at=now, organisation_ids=[other.id])


def _move_address(row: Conflict, now: datetime) -> None:
    other = db.session.get_one(Person, row.other_id)
    email, other.email, other.email_folded = other.email, None, None
    db.session.flush()
    if row.person_id is not None and email:
        mine = db.session.get_one(Person, row.person_id)
        mine.email, mine.email_folded = email, fold(email)


def _move_person_key(row: Conflict, now: datetime) -> None:
    """The key, the CRM's word and the accounts it named go to whoever has the address; votes and words stay where they are."""
    other = db.session.get_one(Person, row.other_id)
    if row.person_id is not None:
        _hand_over(db.session.get_one(Person, row.person_id), other, now)
    other.external_id = row.external_id


def _hand_over(person: Person, other: Person, now: datetime) -> None:
    person.external_id = None
    db.session.flush()
    word, old = db.session.get(Contact, person.id), db.session.get(Contact, other.id)
    if old is not None:
        db.session.delete(old)
        db.session.flush()
    if word is not None:
        word.person_id = other.id
    moving = [each.organisation_id for each in belongings_of(person.id) if each.how != How.HAND]
    for organisation_id in moving:
        part_from(person, organisation_id)
        tie(other, organisation_id, How.CRM, now)
    note_people([person.id, other.id], moving, now)


_ACTS: dict[tuple[bool, str], Callable[[Conflict, datetime], None]] = {
    (True, TAKE): _move_domain, (True, KEY): _move_account_key, (False, TAKE): _move_address, (False, KEY): _move_person_key,
}


def _take(row: Conflict, said: dict, now: datetime) -> None:
    """The row that was held, as it was said."""
    values, fields, source = dict(said["values"]), said["fields"], f"review:{row.id}"
    db.session.flush()
    if row.kind == DOMAIN_TAKEN:
        if values.get("renewal_on"):
            values["renewal_on"] = date.fromisoformat(values["renewal_on"])
        (taken,) = take_accounts([AccountSaid(row.external_id, values, fields)], source=source, now=now)
        row.organisation_id = taken.id
        return
    accounts = said["accounts"]
    told = ContactSaid(row.external_id, values, None if accounts is None else tuple(accounts), fields)
    (taken,) = take_contacts([told], source=source, now=now)
    row.person_id = taken.id
