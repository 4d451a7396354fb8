"""Holding what looks like people lifting each other, and what staff decide about it."""

from datetime import datetime

from sqlalchemy import or_, update

from community import audit, events
from community.accounts.models import Person
from community.accounts.viewer import Viewer
from community.advocates import queries_rings, rules, rules_rings
from community.advocates.models import HeldOutcome
from community.advocates.reckoning import Reckoning, weigh
from community.advocates.rules import Outcome
from community.advocates.rules_rings import Doubt
from community.db import db

LONGEST_REASON = 500


def hold_doubtful(person: Person, found: Reckoning, now: datetime) -> Reckoning:
    """Hold what is new and doubtful, in the order it came about; returns the reckoning without it."""
    held = dict(found.held)
    fresh = [each for key, each in found.outcomes.items() if each.from_id and key not in found.ledger and key not in held]
    if not fresh or not rules.may_earn(role=person.role, state=person.state):
        return found
    for outcome in sorted(fresh, key=lambda each: (each.at, each.key)):
        why = _doubt(person.id, outcome)
        if why is not None:
            held[outcome.key] = _hold(person.id, outcome, why, now)
    return weigh(person, found.outcomes, held, found.ledger) if len(held) > len(found.held) else found


def _doubt(person_id: int, outcome: Outcome) -> Doubt | None:
    """Only customers can be part of a ring: whoever works here earns nothing."""
    giver = outcome.from_id or 0
    if not queries_rings.is_customer(giver):
        return None
    gave = queries_rings.gave_around(person_id, outcome)
    return rules_rings.doubt(giver, person_id, gave, from_colleagues=queries_rings.from_colleagues(person_id, outcome))


def _hold(person_id: int, outcome: Outcome, why: Doubt, now: datetime) -> HeldOutcome:
    row = HeldOutcome(
        person_id=person_id, cause=outcome.cause, subject_id=outcome.subject_id, from_id=outcome.from_id, idea_id=outcome.idea_id,
        comment_id=outcome.comment_id, why=why, points=rules.POINTS[outcome.cause], earned_at=outcome.at, held_at=now,
    )
    db.session.add(row)
    db.session.flush()
    events.record("points.held", at=now, person_id=person_id, idea_id=outcome.idea_id, held_id=row.id, cause=outcome.cause.value, why=why.value)
    return row


def forget_reasons(person_id: int) -> None:
    """What staff wrote about an erased person goes; that it was decided stays."""
    about = or_(HeldOutcome.person_id == person_id, HeldOutcome.from_id == person_id)
    db.session.execute(update(HeldOutcome).where(about).values(reason=""))


def decide(actor: Viewer, held: HeldOutcome, state: str, reason: str, *, now: datetime) -> bool:
    """Let what was held count, or refuse it for good; its ledger follows by the event. True when that changed something."""
    if held.state == state:
        return False
    before, after = audit.change(held, {"state": state})
    held.decided_by_id, held.decided_at, held.reason = actor.id, now, reason
    events.record(f"points.{state}", at=now, actor_id=actor.id, person_id=held.person_id, idea_id=held.idea_id, held_id=held.id)
    audit.log(f"points.{state}", actor_id=actor.id, at=now, subject=("person", held.person_id), before=before, after={**after, "held_id": held.id})
    return True
