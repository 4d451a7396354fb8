"""Telling those whom an event on an idea concerns, each as it concerns them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from community.accounts.models import Person
from community.db import db
from community.events import Event
from community.ideas.models import Idea
from community.ideas.rules import IdeaState
from community.notifications import wording
from community.notifications.audience import BATCH, Listener
from community.notifications.rules_telling import tell
from community.notifications.telling import Crowd, tell_person


def tell_all(
    event: Event, idea: Idea, listeners: list[Listener], context: dict[str, Any], now: datetime, votes: int | None = None,
    own: Callable[[Person], dict[str, Any]] = lambda person: {}, anew: bool = False, unsent: str = "",
) -> None:
    """`own` is what only this person's mail says; `anew` writes one that has not gone once more; `unsent`: why none goes.

    Who was told that a comment calls them is not told of that comment again.
    """
    votes = idea.vote_count if votes is None else votes
    crowd = Crowd.of([listener.person for listener in listeners], event, idea, now)
    for listener in listeners:
        person, telling = listener.person, tell(event.kind, listener.relation)
        if telling is None or (person.id, "mentioned") in crowd.told:
            continue
        reason = {"why": wording.why(telling.why, votes - 1), "as_author": telling.why == "author", "tie": telling.why}
        reason["together"] = wording.together(telling.why, votes)
        tell_person(
            telling.kind, person=person, event=event, idea=idea, why=telling.why, unsent=telling.unsent or unsent,
            context={**context, **reason, **own(person)}, now=now, anew=anew, crowd=crowd,
        )


def next_cursor(listeners: list[Listener]) -> int | None:
    """The cursor of the batch after this one."""
    return listeners[-1].person.id if len(listeners) == BATCH else None


def public_idea(event: Event) -> Idea | None:
    idea = db.session.get(Idea, event.idea_id) if event.idea_id else None
    return idea if idea is not None and idea.state == IdeaState.PUBLISHED else None
