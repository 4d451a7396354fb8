"""Many ideas that wait for an answer, with whole ladders, quickly."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import insert

from community.accounts.actions import add_person
from community.accounts.rules import Role
from community.db import db
from community.ideas.models import Idea, Topic
from community.responses.models import Clock
from community.responses.models_promises import PolicyVersion
from community.responses.promising import ALWAYS, policy
from community.responses.queries import terms_of

CHUNK = 5_000


@dataclass(frozen=True)
class Ladder:
    """One topic and the addresses of its people, by role."""

    topic_id: int
    people: dict[str, str]


def add_ladders(topics: int, now: datetime) -> list[Ladder]:
    """Topics that promise ten working days; four share a manager, eight a director. Inside writing()."""
    add_person("root@many.example", now=now, name="Root", role=Role.ADMINISTRATOR)
    made: dict[str, int] = {}

    def person(role: str, number: int) -> tuple[str, int]:
        address = f"{role}{number}@many.example"
        if address not in made:
            made[address] = add_person(address, now=now, name=f"{role} {number}", role=Role.MANAGER).id
        return address, made[address]

    return [_add_ladder(number, person, now) for number in range(topics)]


def _add_ladder(number: int, person: Callable[[str, int], tuple[str, int]], now: datetime) -> Ladder:
    rungs = {"owner": number, "deputy": number // 2, "manager": number // 4, "director": number // 8}
    found = {role: person(role, which) for role, which in rungs.items()}
    ids = {f"{role}_id": person_id for role, (_address, person_id) in found.items()}
    topic = Topic(name=f"Topic {number}", slug=f"topic-{number}", opened_at=now, **ids)
    db.session.add(topic)
    db.session.flush()
    first = {"number": 1, "valid_from": ALWAYS, "saved_at": now, "applied_at": now}
    db.session.add(PolicyVersion(topic_id=topic.id, **policy(None), **first))
    db.session.flush()
    return Ladder(topic.id, {role: address for role, (address, _person_id) in found.items()})


def add_owed(ladders: list[Ladder], starts: list[datetime], now: datetime) -> list[Ladder]:
    """One idea for each start, topic after topic, with its clock; the ladder of each, in the order of their ids."""
    author, terms = add_person("asker@many.example", now=now, name="Asker").id, terms_of(ladders[0].topic_id)
    whose = [ladders[number % len(ladders)] for number in range(len(starts))]
    times = {start: (due := terms.due(start, "first"), terms.tier_time(start, due, 1)) for start in dict.fromkeys(starts)}

    def ideas() -> Iterator[dict[str, Any]]:
        for number, start in enumerate(starts):
            due, warn = times[start]
            yield {
                "id": number + 1, "title": f"Idea {number + 1}", "author_id": author, "topic_id": whose[number].topic_id,
                "started_at": start, "warn_at": warn, "due_at": due, "first_due_at": due, "created_at": start, "published_at": start,
            }

    def clocks() -> Iterator[dict[str, Any]]:
        for number, start in enumerate(starts):
            due, warn = times[start]
            yield {
                "idea_id": number + 1, "cycle": 1, "kind": "first", "started_at": start, "warn_at": warn, "due_at": due,
                "next_tier": 1, "next_alert_at": warn,
            }

    rows, running = ideas(), clocks()
    while chunk := list(islice(rows, CHUNK)):
        db.session.execute(insert(Idea), chunk)
        db.session.execute(insert(Clock), list(islice(running, CHUNK)))
    return whose
