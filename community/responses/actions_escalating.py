"""Telling the people of the ladder, tier by tier, that an answer is due."""

from datetime import datetime

from sqlalchemy import update

from community.accounts.rules import Role
from community.db import db
from community.ideas.models import Idea
from community.responses import queries, rules
from community.responses.models import Clock, Escalation
from community.responses.rules import Tier
from community.responses.timekeeping import alert_of, counting, record_clock
from community.responses.timing import Terms, tier_to_tell

ALERTS = {1: "clock.warned", 2: "clock.due", 3: "clock.escalated", 4: "clock.escalated"}


def escalate_next(now: datetime) -> bool:
    """Tell the next tier that is due, once; after a silence only the highest one reached. False when none is due."""
    clock = queries.next_alert(now)
    if clock is None:
        return False
    seen, at = clock.next_tier, clock.next_alert_at
    idea = db.session.get_one(Idea, clock.idea_id)
    terms = queries.terms_of(idea.topic_id)
    assert seen is not None and at is not None and clock.due_at is not None  # noqa: PT018
    spans = counting(clock, queries.pauses_of([clock.id]))
    passed = clock.breached_by_change_at
    tier, reached = tier_to_tell(terms, clock.started_at, clock.due_at, seen, at, now, pauses=spans, passed=passed)
    if _claim(clock, seen, terms, tier.number + 1):
        told = people_told(clock.idea_id, clock.kind, tier, now)
        db.session.add(Escalation(clock_id=clock.id, tier=tier.number, due_at=reached, claimed_at=now, told=told))
        record_clock(ALERTS[tier.number], clock, at=reached, tier=tier.number, told=told)
    return True


def _claim(clock: Clock, seen: int, terms: Terms, following: int) -> bool:
    """Compare and set: of all who see this tier waiting, one tells it."""
    number, at = alert_of(clock, terms, following)
    waiting = (Clock.id == clock.id, Clock.next_tier == seen, Clock.stopped_at.is_(None))
    claimed = update(Clock).where(*waiting).values(next_tier=number, next_alert_at=at)
    return db.session.execute(claimed).rowcount == 1  # type: ignore[attr-defined]


def people_told(idea_id: int, kind: str, tier: Tier, now: datetime) -> list[int]:
    """Ids of the people to tell; a decision is owed by the moderators, who hear first with the owner."""
    ladder, administrators = queries.ladder_of(idea_id), queries.people_in(Role.ADMINISTRATOR)
    moderators = queries.people_in(Role.MODERATOR) if kind == "decision" and tier.number <= 2 else []
    known = [*(person for person in ladder.values() if person), *administrators, *moderators]
    away = queries.unreachable(known, now)
    told = [person for person in moderators if person not in away]
    return list(dict.fromkeys([*told, *rules.who_is_told(tier.number, ladder, away, administrators)]))
