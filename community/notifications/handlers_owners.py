"""After an answer: whoever owns the accounts that asked for the idea hears of it, once, with the names of their customers."""

from datetime import datetime

from community.accounts.models import Person
from community.accounts.rules import PersonState, is_staff
from community.db import db
from community.events import Event
from community.ideas.models import Idea
from community.notifications import contexts_owners as contexts
from community.notifications import outside
from community.notifications.actions import queue_mail
from community.notifications.queries_owners import Owned, owners_of, person_at
from community.notifications.telling import tell_person
from community.notifications.telling_all import public_idea
from community.responses.models import Answer

KIND = "owner_shipped"


def tell_owners(event: Event, cursor: int, now: datetime) -> None:
    """An owner is a colleague: one who is here is told as staff are, one who is not by mail to the address in the CRM.

    An address that belongs to a customer here is told nothing: the mail names other customers.
    """
    idea, answer = public_idea(event), db.session.get(Answer, event.data["answer_id"])
    if idea is None or idea.root_id is not None or answer is None or answer.withdrawn_at is not None:
        return
    for address, owned in owners_of(idea).items():
        _tell(event, idea, answer, address, owned, now)


def _tell(event: Event, idea: Idea, answer: Answer, address: str, owned: list[Owned], now: datetime) -> None:
    person, context = person_at(address), contexts.of_owned(idea, answer, owned)
    if person is None and not outside.why_not(address, now):
        queue_mail(KIND, address=address, person=None, context=context, event=event, idea=idea, now=now)
    elif person is not None and _may_know(person, answer):
        tell_person(KIND, person=person, event=event, idea=idea, why="account_owner", context=context, now=now)


def _may_know(person: Person, answer: Answer) -> bool:
    """Staff who are here, and did not write the answer themselves."""
    return is_staff(person.role) and person.state == PersonState.ACTIVE and bool(person.email) and person.id != answer.author_id
