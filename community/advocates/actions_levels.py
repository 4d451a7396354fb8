"""Levels that change with time alone."""

from datetime import datetime

from community.advocates import queries_ledger as queries
from community.advocates.actions import settle_standing
from community.advocates.reckoning import reckon


def look_at_next(after: int, now: datetime) -> int | None:
    """Let the levels of the next people above member follow; returns the id to go on after, None at the end."""
    people = queries.people_with_levels(after)
    for person_id in people:
        person = queries.hold_person(person_id)
        if person is not None:
            settle_standing(person, reckon(person), None, now)
    return people[-1] if len(people) == queries.BATCH else None
