"""Writing a ledger without its causes happening: from the rows, each line at its own time, or from the history."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import delete

from community.accounts.models import Person
from community.advocates import queries_ledger as queries
from community.advocates import queries_proving
from community.advocates.actions import evidence_of, settle_level, settle_standing, write_change
from community.advocates.actions_decay import fade_month
from community.advocates.models import LedgerLine, PointsDecay
from community.advocates.reckoning import Reckoning, reckon
from community.advocates.rules import Key, first_of, month_of
from community.advocates.rules_standing import Evidence
from community.db import db
from community.events import Event


def settle_in_time(person_id: int, *, now: datetime) -> int:
    """What actions.settle() and the fading would have done of history that happened without a worker: lines, levels and
    badges, each at its own time. For who has no lines yet; returns how many lines of outcomes that took."""
    person = queries.hold_person(person_id)
    found = reckon(person) if person is not None else None
    if person is None or found is None or not found.changes:
        return 0
    half_life, last, gone = queries.half_life(), month_of(now) - 1, 0
    due = sorted(found.changes.items(), key=lambda each: (found.outcomes[each[0]].at, each[0]))
    for month, lines in _by_month(found, due, last):
        for key, points in lines:
            _write(person, found, key, points)
        if month <= last:
            gone += fade_month(person, found, month, half_life, gone)
            settle_level(person, _evidence(person, found, first_of(month + 1)), first_of(month + 1))
    db.session.add(PointsDecay(person_id=person_id, through=last, half_life=half_life))
    db.session.flush()
    settle_standing(person, found, None, now)
    return len(due)


def _by_month(found: Reckoning, due: list[tuple[Key, int]], last: int) -> Iterator[tuple[int, list[tuple[Key, int]]]]:
    """Every month from the first outcome to the present one, and what came of it."""
    months: dict[int, list[tuple[Key, int]]] = {}
    for key, points in due:
        months.setdefault(month_of(found.outcomes[key].at), []).append((key, points))
    return ((month, months.get(month, [])) for month in range(min(months), last + 2))


def _write(person: Person, found: Reckoning, key: Key, points: int) -> None:
    at = found.outcomes[key].at
    write_change(person, found, key, points, None, at)
    settle_level(person, _evidence(person, found, at), at)


def _evidence(person: Person, found: Reckoning, at: datetime) -> Evidence:
    """As it was then. What was taken out of sight counts at the end alone."""
    return evidence_of({key: points for key, points in found.counted.items() if found.outcomes[key].at <= at}, found, person.points)


def restore(person_id: int, *, last_month: int) -> None:
    """Say a person's ledger again, line for line, from the events that told of its lines.

    A decay that was written for a month to come, because a clock had run ahead, is taken to end with `last_month`.
    """
    person = queries.hold_person(person_id)
    if person is None:
        return
    db.session.execute(delete(LedgerLine).where(LedgerLine.person_id == person_id))
    lines = [_line_of(event) for event in queries_proving.told(person_id)]
    db.session.add_all(lines)
    person.points = sum(line.points for line in lines)
    decay = queries.decay_of(person_id)
    if decay is not None:
        decay.through = min(decay.through, last_month)
    db.session.flush()


def _line_of(event: Event) -> LedgerLine:
    data, earned_at = event.data, event.data.get("earned_at")
    return LedgerLine(
        person_id=event.person_id, cause=data["cause"], points=data["change"], subject_id=data.get("subject_id", 0), idea_id=event.idea_id,
        comment_id=data.get("comment_id"), from_id=data.get("from_id"), event_id=data.get("by_event_id"), at=event.at,
        earned_at=datetime.fromisoformat(earned_at) if earned_at else event.at,
    )
