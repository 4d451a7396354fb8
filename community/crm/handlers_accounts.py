"""What follows when a CRM said something of accounts and their people, and when a person is erased."""

from datetime import datetime

from sqlalchemy import delete, or_

from community.accounts.models import Person
from community.accounts.models_accounts import Belonging
from community.accounts.queries_erasing import traces_left
from community.crm import actions_erasing
from community.crm.actions_erasing import learn_contact
from community.crm.actions_weight import count_ideas_of_accounts, count_ideas_of_people
from community.crm.models_contacts import Contact
from community.crm.models_in import Conflict
from community.crm.rules_matching import DOMAIN_TAKEN
from community.db import db
from community.events import Event


def weigh_after_crm(event: Event, cursor: int, now: datetime) -> None:
    """What stands behind ideas is counted anew where an account, or who belongs to it, changed."""
    if organisation_ids := event.data.get("organisation_ids"):
        count_ideas_of_accounts(organisation_ids, now)
    if person_ids := event.data.get("person_ids"):
        count_ideas_of_people(person_ids, now)


def forget_contact(event: Event, cursor: int, now: datetime) -> None:
    """Nothing that the CRM said of an erased person stays, nor whose customer they were."""
    person_id = event.person_id
    learn_contact(person_id)
    db.session.execute(delete(Contact).where(Contact.person_id == person_id))
    db.session.execute(delete(Belonging).where(Belonging.person_id == person_id))
    about = or_(Conflict.person_id == person_id, (Conflict.kind != DOMAIN_TAKEN) & (Conflict.other_id == person_id))
    db.session.execute(delete(Conflict).where(about))
    person = db.session.get(Person, person_id) if person_id else None
    if person is not None:
        person.organisation_id = None


def forget_in_messages(event: Event, cursor: int, now: datetime) -> int | None:
    """A batch of messages to CRMs at a time, by id; None when all were looked through."""
    if not cursor and event.person_id is not None:
        learn_contact(event.person_id)
        actions_erasing.forget_mentions_of(event.person_id, now=now)
    traces = traces_left(event.person_id)
    return actions_erasing.forget_in_messages(traces, after=cursor, now=now) if traces else None
