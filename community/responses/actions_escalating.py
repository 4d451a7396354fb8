"""Telling the people of the ladder, tier by tier, that an answer is due."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from sqlalchemy import insert

from community.accounts.rules import Role
from community.db import db
from community.responses import queries, queries_alerts, rules
from community.responses.models import Clock, Escalation, Pause
from community.responses.models_alerts import Alert
from community.responses.rules import Tier
from community.responses.timekeeping import alert_of, counting, record_clock
from community.responses.timing import Terms, tier_to_tell

BATCH = 500
"""Clocks told in one transaction: ten thousand that fall due at one moment must not wait for as many disks."""


@dataclass(frozen=True)
class Reach:
    """Who answers for some ideas, and who of them can be told now."""

    ladders: dict[int, dict[str, int | None]]
    administrators: list[int]
    moderators: list[int]
    away: set[int]

    @classmethod
    def of(cls, idea_ids: Collection[int], now: datetime) -> Self:
        ladders = queries.ladders_of(idea_ids)
        administrators, moderators = (queries.people_in(role) for role in (Role.ADMINISTRATOR, Role.MODERATOR))
        rungs = {person for ladder in ladders.values() for person in ladder.values() if person}
        return cls(ladders, administrators, moderators, queries.unreachable({*rungs, *administrators, *moderators}, now))

    def told(self, idea_id: int, kind: str, tier: Tier, but: Collection[int] = ()) -> list[int]:
        """Ids of the people to tell, `but` these; a decision is owed by the moderators, who hear first with the owner."""
        away = self.away.union(but)
        first = self.moderators if kind == "decision" and tier.share <= 1 else []
        ladder = rules.who_is_told(tier.roles, self.ladders[idea_id], away, self.administrators)
        return list(dict.fromkeys([*(person for person in first if person not in away), *ladder]))


def people_told(idea_id: int, kind: str, tier: Tier, now: datetime) -> list[int]:
    """Ids of the people who hear of this tier now."""
    return Reach.of([idea_id], now).told(idea_id, kind, tier)


def escalate_next(now: datetime) -> bool:
    """Tell the next tier of a batch of clocks, each once; after a silence only the highest one reached.

    False when none is due. The clocks are held until the end of the transaction, so that of all who see a tier
    waiting, one tells it; the unique key of Escalation is what the database adds to that.
    """
    due = queries_alerts.clocks_to_tell(now, BATCH)
    if not due:
        return False
    reach = Reach.of({row.Clock.idea_id for row in due}, now)
    ids = [row.Clock.id for row in due]
    told, pauses = queries_alerts.tiers_told(ids), queries.pauses_by_clock(ids)
    terms = {topic_id: queries.terms_of(topic_id) for topic_id in {row.topic_id for row in due}}
    escalations: list[Escalation] = []
    for row in due:
        reached = _reach(row.Clock, terms[row.topic_id], pauses.get(row.Clock.id, []), now)
        if reached is not None and (row.Clock.id, reached[0].number) not in told:
            escalations.append(_tell(row.Clock, *reached, reach, now))
    _write(escalations, {row.Clock.id: row.Clock.idea_id for row in due})
    return True


def _write(escalations: list[Escalation], ideas: dict[int, int]) -> None:
    """Escalations and an alert for each person, without asking the database back for their numbers."""
    if not escalations:
        return
    facts = [{"clock_id": e.clock_id, "tier": e.tier, "due_at": e.due_at, "claimed_at": e.claimed_at, "told": e.told} for e in escalations]
    db.session.execute(insert(Escalation), facts)
    alerts = [new_alert(e.clock_id, ideas[e.clock_id], e.tier, person, e.due_at, e.claimed_at) for e in escalations for person in e.told]
    if alerts:
        db.session.execute(insert(Alert), alerts)


def _reach(clock: Clock, terms: Terms, pauses: list[Pause], now: datetime) -> tuple[Tier, datetime] | None:
    """Go on to the tier that is told next; returns the one that has been reached, with its time.

    A ladder that became shorter may have none of this number any more.
    """
    first, at = clock.next_tier or 1, clock.next_alert_at
    if at is None or clock.due_at is None or first > len(terms.tiers):
        clock.next_tier = clock.next_alert_at = None
        return None
    passed, spans = clock.breached_by_change_at, counting(clock, pauses)
    tier, reached = tier_to_tell(terms, clock.started_at, clock.due_at, first, at, now, pauses=spans, passed=passed)
    clock.next_tier, clock.next_alert_at = alert_of(clock, terms, tier.number + 1, pauses)
    return tier, reached


def _tell(clock: Clock, tier: Tier, at: datetime, reach: Reach, now: datetime) -> Escalation:
    people = reach.told(clock.idea_id, clock.kind, tier)
    record_clock(rules.alarm_of(tier), clock, at=at, tier=tier.number, told=people)
    return Escalation(clock_id=clock.id, tier=tier.number, due_at=at, claimed_at=now, told=people)


def new_alert(clock_id: int, idea_id: int, tier: int, person_id: int, at: datetime, now: datetime) -> dict[str, Any]:
    """The columns of an alert that waits to be told."""
    return {"clock_id": clock_id, "idea_id": idea_id, "tier": tier, "person_id": person_id, "at": at, "made_at": now}
