"""Telling, tier by tier, that a reply is owed to what was said elsewhere and still waits for an idea.

There is no topic whose people could be told: who logged it answers for it, and above them the administrators, by the
tiers that hold where no topic says otherwise.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from community import events
from community.accounts.rules import Role
from community.db import db
from community.ideas.models_mentions import Mention
from community.responses import queries, queries_alerts, rules
from community.responses.models_alerts import MentionAlert
from community.responses.rules import Tier
from community.responses.timing import DEFAULT, due_by_default, tier_numbered, tier_to_tell

BATCH = 200


@dataclass(frozen=True)
class MentionReach:
    """Who hears of some mentions, and who of them can be told now."""

    administrators: Sequence[int]
    away: Collection[int]

    @classmethod
    def of(cls, mentions: Collection[Mention], now: datetime) -> Self:
        administrators = queries.people_in(Role.ADMINISTRATOR)
        loggers = {mention.logged_by_id for mention in mentions}
        return cls(administrators, queries.unreachable({*loggers, *administrators}, now))

    def told(self, mention: Mention, tier: Tier, but: Collection[int] = ()) -> list[int]:
        return rules.who_is_told(tier.roles, {"owner": mention.logged_by_id}, {*self.away, *but}, self.administrators)


def escalate_next_mention(now: datetime) -> bool:
    """Tell the next tier of a batch of mentions, each once; after a silence only the highest reached. False when none is due."""
    due = queries_alerts.mentions_to_tell(now, BATCH)
    reach = MentionReach.of(due, now) if due else None
    for mention in due:
        if reach is not None and (reached := _reach(mention, now)) is not None:
            _tell(mention, *reached, reach, now)
    return bool(due)


def _reach(mention: Mention, now: datetime) -> tuple[Tier, datetime] | None:
    """Go on to the tier that is told next; returns the one that has been reached, with its time, if one has."""
    start, due = mention.logged_at, due_by_default(mention.logged_at)
    at, reached = DEFAULT.tier_time(start, due, mention.next_tier), None
    if at <= now:
        reached = tier_to_tell(DEFAULT, start, due, mention.next_tier, at, now)
        mention.next_tier = reached[0].number + 1
    more = mention.next_tier <= len(DEFAULT.tiers)
    mention.next_alert_at = DEFAULT.tier_time(start, due, mention.next_tier) if more else None
    return reached


def _tell(mention: Mention, tier: Tier, at: datetime, reach: MentionReach, now: datetime) -> None:
    people = reach.told(mention, tier)
    db.session.add_all(_alert(mention, tier.number, person, at, now) for person in people)
    events.record("mention.escalated", at=at, mention_id=mention.id, tier=tier.number, told=people)


def _alert(mention: Mention, tier: int, person_id: int, at: datetime, now: datetime) -> MentionAlert:
    due_at = due_by_default(mention.logged_at)
    return MentionAlert(mention_id=mention.id, tier=tier, person_id=person_id, due_at=due_at, at=at, made_at=now)


def pass_on_mention(alert: MentionAlert, now: datetime) -> bool:
    """Tell whoever comes next instead; False when nobody is left."""
    had, mention = queries_alerts.told_of_mention(alert.mention_id, alert.tier), alert.mention
    told = MentionReach.of([mention], now).told(mention, tier_numbered(DEFAULT, alert.tier), but=had)
    people = [person for person in told if person not in had]
    db.session.add_all(_alert(mention, alert.tier, person, alert.at, now) for person in people)
    if people:
        alert.state, alert.reason = "settled", "passed"
    return bool(people)
