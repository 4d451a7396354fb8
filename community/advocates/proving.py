"""Proving every ledger: against the rows it follows from, against the history, and against the points that are stored."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from community.accounts.models import Person
from community.advocates import queries_proving as queries
from community.advocates.actions import settle
from community.advocates.actions_rebuild import restore
from community.advocates.reckoning import reckon
from community.advocates.rules import month_of


@dataclass(frozen=True)
class Difference:
    """`what` of a person's is `stored`, and follows to be `true`."""

    person_id: int
    what: str
    stored: int
    true: int


def next_people(after: int) -> tuple[int | None, list[Difference]]:
    """What is wrong with the next people's ledgers, and the id to go on after; None at the end."""
    people = queries.people_after(after)
    found = [wrong for person in people for wrong in differences(person)]
    return people[-1].id if len(people) == queries.BATCH else None, found


def differences(person: Person) -> Iterator[Difference]:
    """Everything about one person that does not agree."""
    lines, told = queries.lines_of(person.id), queries.told_of(person.id)
    total = sum(points for _, _, points in lines.elements())
    if total != person.points:
        yield Difference(person.id, "points", person.points, total)
    for cause, subject_id, points in sorted((lines - told) + (told - lines)):
        line = (cause, subject_id, points)
        yield Difference(person.id, f"lines of {points} for {cause} {subject_id}", lines[line], told[line])
    found = reckon(person)
    for (cause, subject_id), change in found.changes.items():
        held = sum(each.points for key, each in found.ledger.items() if key == (cause, subject_id))
        yield Difference(person.id, f"{cause} {subject_id}", held, held + change)


def rebuild_next(after: int, now: datetime) -> tuple[int | None, int]:
    """Say the ledgers of the next people again from the history, then settle what their rows say; returns how many differed."""
    people = queries.people_after(after)
    wrong = 0
    for person in people:
        if any(True for _ in differences(person)):
            wrong += 1
            rebuild(person.id, now)
    return people[-1].id if len(people) == queries.BATCH else None, wrong


def rebuild(person_id: int, now: datetime) -> None:
    restore(person_id, last_month=month_of(now) - 1)
    settle(person_id, event_id=None, at=now, now=now)

