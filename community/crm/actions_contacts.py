"""Taking in what a CRM says of contacts, a batch at a time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from community.accounts.actions_accounts import part_from, tie_all
from community.accounts.models import Person
from community.accounts.rules import fold, mail_domain
from community.crm import queries_in as queries
from community.crm.actions_accounts import note_people
from community.crm.actions_conflicts import keep_clash
from community.crm.models_contacts import Contact
from community.crm.rules_in import ContactSaid, Refused, Taken
from community.crm.rules_matching import (
    CHANGED,
    NEW,
    Around,
    ContactPlan,
    KnownPerson,
    person_after,
    plan_contact,
)
from community.db import among, db


@dataclass
class ContactBook:
    """What is known of people, read batch by batch and changed in step with what is planned."""

    by_key: dict[str, KnownPerson] = field(default_factory=dict)
    by_mail: dict[str, KnownPerson] = field(default_factory=dict)
    accounts: dict[str, int] = field(default_factory=dict)
    domains: dict[str, int] = field(default_factory=dict)
    decided: dict[str, str] = field(default_factory=dict)

    def read(self, rows: Sequence[ContactSaid]) -> None:
        keys = {row.external_id for row in rows}
        emails = {_mail_of(row) for row in rows} - {""}
        for person in queries.known_people(keys - self.by_key.keys(), emails - self.by_mail.keys()):
            if person.external_id not in self.by_key and fold(person.email) not in self.by_mail:
                self._note(person)
        self.accounts |= queries.accounts_by_key({key for row in rows for key in row.accounts or ()} - self.accounts.keys())
        self.domains |= queries.accounts_by_domain({domain for email in emails if (domain := mail_domain(email))} - self.domains.keys())
        self.decided |= queries.decisions(keys)

    def plan(self, said: ContactSaid) -> ContactPlan:
        email = _mail_of(said)
        around = Around(self.accounts, self.domains.get(mail_domain(email)) if email else None)
        plan = plan_contact(said, self.by_key.get(said.external_id), self.by_mail.get(email) if email else None, around, self._decided)
        if plan.outcome in (NEW, CHANGED):
            if plan.target is not None:
                self.by_mail.pop(fold(plan.target.email), None)
            self._note(person_after(plan))
        return plan

    def _decided(self, mark: str) -> str:
        return self.decided.get(mark, "")

    def _note(self, person: KnownPerson) -> None:
        if person.external_id is not None:
            self.by_key[person.external_id] = person
        if person.email:
            self.by_mail[fold(person.email)] = person


def _mail_of(said: ContactSaid) -> str:
    return fold(said.values.get("email") or "")


def plan_contacts(rows: Sequence[ContactSaid], book: ContactBook) -> list[tuple[ContactSaid, ContactPlan | Refused]]:
    """What each row would do, the rows before it done; writes nothing."""
    book.read(rows)
    return [(said, _planned(said, book)) for said in rows]


def _planned(said: ContactSaid, book: ContactBook) -> ContactPlan | Refused:
    try:
        return book.plan(said)
    except Refused as refused:
        return refused


def take_contacts(rows: Sequence[ContactSaid], *, source: str, now: datetime) -> list[Taken]:
    """Write what a batch of rows says, each key once; what came of each, in the order of the rows."""
    queries.hold_intake()
    planned = plan_contacts(rows, ContactBook())
    done = {said.external_id: plan for said, plan in planned if isinstance(plan, ContactPlan)}
    people = _write(done, now)
    for said, plan in planned:
        if isinstance(plan, ContactPlan) and plan.clash is not None:
            person = people.get(said.external_id)
            keep_clash(plan.clash, person.id if person else None, _plainly(said) if plan.clash.whole else {}, source=source, now=now)
    return [_taken(said, plan, people) for said, plan in planned]


def _taken(said: ContactSaid, plan: ContactPlan | Refused, people: dict[str, Person]) -> Taken:
    if isinstance(plan, Refused):
        return Taken(said.external_id, "refused", problems=plan.problems)
    person = people.get(said.external_id)
    return Taken(said.external_id, plan.outcome, person.id if person else None, review=plan.clash.kind if plan.clash else "")


def _write(plans: dict[str, ContactPlan], now: datetime) -> dict[str, Person]:
    """People by external id, of all rows that took effect or were there already."""
    ids = [plan.target.id for plan in plans.values() if plan.target is not None and plan.target.id is not None]
    known = {row.id: row for row in db.session.query(Person).filter(among(Person.id, ids))}
    told = {row.person_id: row for row in db.session.query(Contact).filter(among(Contact.person_id, ids))}
    people = {key: known[plan.target.id] for key, plan in plans.items() if plan.target is not None and plan.target.id is not None}
    _free_addresses([people[key] for key in people if plans[key].person.get("email")])
    for key, person in people.items():
        _set(person, plans[key].person)
    db.session.flush()
    fresh = {key: _set(Person(joined_at=now, contact_since=now), plan.person) for key, plan in plans.items() if plan.outcome == NEW}
    db.session.add_all(fresh.values())
    db.session.flush()
    people |= fresh
    for key, person in people.items():
        _tell(told.get(person.id), person, plans[key], now)
    db.session.flush()
    _tie({key: person for key, person in people.items() if plans[key].tie or plans[key].part}, plans, now)
    return people


def _free_addresses(moving: list[Person]) -> None:
    """An address that goes from one contact to another in one batch is let go of first: it is unique at every moment."""
    for person in moving:
        person.email = person.email_folded = None
    if moving:
        db.session.flush()


def _set(person: Person, values: Any) -> Person:
    for name, value in values.items():
        setattr(person, name, value if name != "email" else value or None)
    if "email" in values:
        person.email_folded = fold(values["email"]) or None
    return person


def _tell(row: Contact | None, person: Person, plan: ContactPlan, now: datetime) -> None:
    """Keep the CRM's own word, and when it was said."""
    if row is None:
        db.session.add(Contact(person_id=person.id, crm_at=now, **(plan.said or {})))
        return
    row.crm_at = now
    for name, value in (plan.said or {}).items():
        setattr(row, name, value)


def _tie(people: dict[str, Person], plans: dict[str, ContactPlan], now: datetime) -> None:
    tie_all([(person, each, plans[key].tied_by) for key, person in people.items() for each in plans[key].tie], now)
    touched: set[int] = set()
    for key, person in people.items():
        for organisation_id in plans[key].part:
            part_from(person, organisation_id)
        touched.update(plans[key].tie, plans[key].part)
    if people:
        note_people([person.id for person in people.values()], touched, now)


def _plainly(said: ContactSaid) -> dict[str, Any]:
    """What was said, as JSON can keep it."""
    return {"values": dict(said.values), "fields": dict(said.fields), "accounts": None if said.accounts is None else list(said.accounts)}
