"""Who owns the accounts behind an idea, as the CRM says."""

from dataclasses import dataclass

from sqlalchemy import select

from community.accounts.models import Person
from community.accounts.rules import clean_email, fold
from community.db import db
from community.ideas.models import Idea, Topic
from community.ideas.rules import Visibility
from community.votes.queries_backing import accounts_behind, people_behind

MOST_NAMED = 5


@dataclass(frozen=True)
class Owned:
    """An account that stands behind an idea: how many of its people, and the first of their names."""

    id: int
    name: str
    people: int
    names: list[str]


def owners_of(idea: Idea) -> dict[str, list[Owned]]:
    """By the owner's mail address, the accounts of theirs behind this idea, which is part of no other.

    Whoever refused that we tell a CRM of them is counted and not named.
    """
    rows = [row for row in accounts_behind([idea.id]) if row.id is not None and row.people and clean_email(row.owner_email)]
    people = people_behind(idea.id, [row.id for row in rows], MOST_NAMED)
    found: dict[str, list[Owned]] = {}
    for row in sorted(rows, key=lambda row: (-row.people, row.id)):
        names = [each.name for each in people.get(row.id, []) if each.export_refused_at is None]
        found.setdefault(clean_email(row.owner_email), []).append(Owned(row.id, row.name, row.people, names))
    return found


def person_at(address: str) -> Person | None:
    return db.session.scalar(select(Person).where(Person.email_folded == fold(address)))


def is_for_everyone(idea: Idea) -> bool:
    """Whether anybody may read it, signed in or not."""
    return db.session.get_one(Topic, idea.topic_id).visibility == Visibility.EVERYONE
