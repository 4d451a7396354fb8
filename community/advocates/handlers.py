"""Outcomes become lines in the ledger. Each settles people, one or a batch of them, as things stand."""

from collections.abc import Sequence
from datetime import datetime

from community.advocates import actions, actions_review
from community.advocates import queries_ledger as queries
from community.events import Event


def settle_idea(event: Event, cursor: int, now: datetime) -> int | None:
    """Everybody whose words or ideas stand behind an idea, and behind the one it joined or left."""
    named = (event.idea_id, event.data.get("root_id"), event.data.get("given_to"))
    return _settle_all(queries.people_behind([idea_id for idea_id in named if idea_id], cursor), event, now)


def settle_comment(event: Event, cursor: int, now: datetime) -> None:
    _settle(queries.author_of_comment(event.data["comment_id"]), event, now)


def settle_voice(event: Event, cursor: int, now: datetime) -> None:
    _settle(queries.person_of_voice(event.data["voice_id"]), event, now)


def settle_pointing(event: Event, cursor: int, now: datetime) -> None:
    _settle(event.person_id, event, now)


def settle_person(event: Event, cursor: int, now: datetime) -> None:
    _settle(event.person_id, event, now)


def settle_around(event: Event, cursor: int, now: datetime) -> int | None:
    """A person, and everybody who holds something by their word."""
    return _settle_all(queries.people_given_by(event.person_id or 0, cursor), event, now)


def forget_reasons(event: Event, cursor: int, now: datetime) -> None:
    actions_review.forget_reasons(event.person_id or 0)


def _settle(person_id: int | None, event: Event, now: datetime) -> None:
    if person_id is not None:
        actions.settle(person_id, event_id=event.id, at=event.at, now=now)


def _settle_all(people: Sequence[int], event: Event, now: datetime) -> int | None:
    for person_id in people:
        _settle(person_id, event, now)
    return people[-1] if len(people) == queries.BATCH else None
