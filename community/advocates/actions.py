"""Keeping the ledger: what is due against what it holds, and what follows for level and badges."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete

from community import events
from community.accounts.models import Person
from community.accounts.rules import Level
from community.advocates import queries_ledger as queries
from community.advocates import rules, rules_standing
from community.advocates.actions_review import hold_doubtful
from community.advocates.models import Badge, LedgerLine
from community.advocates.reckoning import Reckoning, reckon
from community.advocates.rules import Cause, Key
from community.advocates.rules_standing import Evidence, Place
from community.db import db


def settle(person_id: int, *, event_id: int | None, at: datetime, now: datetime) -> int:
    """Bring a person's ledger to what their help is worth now; returns how many lines that took.

    `event_id` is what happened, at `at`; level and badges follow as of `now`.
    """
    person = queries.hold_person(person_id)
    if person is None:
        return 0
    found = hold_doubtful(person, reckon(person), now)
    for key, change in found.changes.items():
        write_change(person, found, key, change, event_id, at)
    settle_standing(person, found, event_id, now)
    return len(found.changes)


def write_change(person: Person, found: Reckoning, key: Key, change: int, event_id: int | None, at: datetime) -> None:
    """One line, and its event; the person is held."""
    person.points += change
    line = _line(person.id, found, key, change)
    line.event_id, line.at, line.earned_at = event_id, at, line.earned_at or at
    db.session.add(line)
    events.record("advocate.changed", at=at, person_id=person.id, idea_id=line.idea_id, **_told(line, person))


def _line(person_id: int, found: Reckoning, key: Key, change: int) -> LedgerLine:
    """What is taken back is taken back from what was given."""
    about = found.ledger.get(key) or found.outcomes.get(key)
    cause, subject_id = key
    line = LedgerLine(person_id=person_id, cause=cause, subject_id=subject_id, points=change)
    if about is not None:
        line.idea_id, line.comment_id, line.from_id = about.idea_id, about.comment_id, about.from_id
        line.earned_at = getattr(about, "earned_at", None) or getattr(about, "at", None)
    return line


def _told(line: LedgerLine, person: Person) -> dict[str, Any]:
    """The whole line in ids and numbers, so that the history alone can say the ledger again; and what it adds up to."""
    return {
        "change": line.points, "cause": line.cause, "subject_id": line.subject_id, "comment_id": line.comment_id,
        "from_id": line.from_id, "by_event_id": line.event_id, "score": person.points, "level": person.level,
        "earned_at": line.earned_at.isoformat() if line.earned_at else None,
    }


def settle_standing(person: Person, found: Reckoning, event_id: int | None, now: datetime) -> None:
    """Let level and badges follow what counts now."""
    flagged = person.points >= LEAST_JUDGED and queries.flagged_since(person.id, now - rules_standing.FLAGGED_FOR)
    evidence = evidence_of(found.counted, found, person.points, flagged)
    settle_level(person, evidence, now)
    _settle_badges(person, rules_standing.badges(evidence.firsts), event_id)


def evidence_of(counted: Mapping[Key, int], found: Reckoning, score: int, flagged: bool = False) -> Evidence:
    """What speaks for a level: the score, and of what counts the first of each cause and the newest of all."""
    firsts: dict[Cause, datetime] = {}
    newest = None
    for key in (key for key, points in counted.items() if points > 0):
        cause, at = found.outcomes[key].cause, found.outcomes[key].at
        firsts[cause] = min(at, firsts.get(cause, at))
        newest = max(at, newest or at)
    return Evidence(score, newest, firsts, flagged)


LEAST_JUDGED = round(rules_standing.FROM_SCORE[Level.ADVOCATE] * rules_standing.KEPT_AT)


def settle_level(person: Person, evidence: Evidence, now: datetime) -> None:
    """Up at once, down after the grace; the event tells of a change."""
    before = Place(Level(person.level), person.level_slips_since)
    after = rules_standing.placed(before, evidence, now) if rules.may_keep(state=person.state) else Place()
    person.level_slips_since = after.slips_since
    if after.level is not before.level:
        person.level, person.level_since = after.level, now
        db.session.flush()
        events.record("advocate.level_changed", at=now, person_id=person.id, before=before.level.value, after=after.level.value, score=person.points)


def _settle_badges(person: Person, due: Mapping[rules_standing.Mark, datetime], event_id: int | None) -> None:
    held = queries.badge_rows(person.id)
    for mark, at in due.items():
        if mark not in held:
            db.session.add(Badge(person_id=person.id, kind=mark, at=at, event_id=event_id))
    gone = held.keys() - {mark.value for mark in due}
    if gone:
        db.session.execute(delete(Badge).where(Badge.person_id == person.id, Badge.kind.in_(gone)))
    db.session.flush()
