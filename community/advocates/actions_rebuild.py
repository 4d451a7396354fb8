"""Writing a ledger without its causes happening: from the rows, each line at its own time, or from the history."""

from datetime import datetime

from sqlalchemy import delete

from community.advocates import queries_ledger as queries
from community.advocates import queries_proving
from community.advocates.actions import settle_standing, write_change
from community.advocates.models import LedgerLine
from community.advocates.reckoning import reckon
from community.db import db
from community.events import Event


def settle_in_time(person_id: int, *, now: datetime) -> int:
    """As actions.settle(), for history that happened without a worker; returns how many lines that took."""
    person = queries.hold_person(person_id)
    if person is None:
        return 0
    found = reckon(person)
    for key, change in sorted(found.changes.items(), key=lambda each: found.outcomes[each[0]].at if each[0] in found.outcomes else now):
        write_change(person, found, key, change, None, found.outcomes[key].at if key in found.outcomes else now)
    settle_standing(person, found, None, now)
    return len(found.changes)


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
