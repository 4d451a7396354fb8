"""After an event on an answer that waits: the mails to staff."""

from datetime import datetime
from typing import Any

from community.accounts.models import Person
from community.accounts.rules import PersonState, Role, may_answer
from community.db import db
from community.events import Event
from community.ideas.models import Idea
from community.ideas.rules import IdeaState
from community.notifications import contexts_waiting as contexts
from community.notifications.telling import tell_person
from community.responses.models_drafting import WaitingAnswer
from community.responses.queries import ladder_of, people_in, unreachable

LADDER = ("owner", "deputy", "manager", "director")


def on_answer_proposed(event: Event, cursor: int, now: datetime) -> None:
    """Those who answer for the idea hear that one of them is to approve; not its writer."""
    waiting = _waiting(event)
    if waiting.state != "waiting" or waiting.approved_by_id or waiting.revision != event.data["revision"]:
        return
    _tell("answer_to_approve", _approvers(waiting, now), event, contexts.of_proposed(waiting), now)


def on_answer_sent_back(event: Event, cursor: int, now: datetime) -> None:
    """The writer hears what is missing."""
    waiting = _waiting(event)
    _tell("answer_sent_back", [waiting.author_id], event, contexts.of_sent_back(waiting), now)


def on_answer_not_published(event: Event, cursor: int, now: datetime) -> None:
    """The writer hears, and who owes the answer: the owner, or the next one up who can be told."""
    waiting = _waiting(event)
    told = [waiting.author_id, *_answering(waiting.idea_id, now)[:1]]
    _tell("answer_not_published", told, event, contexts.of_not_published(waiting), now)


def _approvers(waiting: WaitingAnswer, now: datetime) -> list[int]:
    """Owner, deputy and manager, whoever of them can be told; else whoever comes above them."""
    others = [person_id for person_id in _answering(waiting.idea_id, now) if person_id != waiting.author_id]
    return others[:3]


def _answering(idea_id: int, now: datetime) -> list[int]:
    """The ladder of an idea from the owner up, then the administrators: those who can be told, each once."""
    ladder = ladder_of(idea_id)
    known = [person for person in (*(ladder[rung] for rung in LADDER), *people_in(Role.ADMINISTRATOR)) if person]
    away = unreachable(known, now)
    return list(dict.fromkeys(person for person in known if person not in away))


def _tell(kind: str, told: list[int], event: Event, context: dict[str, Any], now: datetime) -> None:
    idea = db.session.get_one(Idea, event.idea_id)
    about = None if idea.state == IdeaState.DELETED else idea
    for person in (db.session.get_one(Person, person_id) for person_id in dict.fromkeys(told)):
        if person.email and person.state == PersonState.ACTIVE and may_answer(person.role):
            tell_person(kind, person=person, event=event, idea=about, why="staff", context=context, now=now)


def _waiting(event: Event) -> WaitingAnswer:
    return db.session.get_one(WaitingAnswer, event.data["waiting_id"])
