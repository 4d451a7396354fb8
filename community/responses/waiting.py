"""Answers that wait for their time or for a second person: when they go out, and who may let them. Pure."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

FARTHEST = timedelta(days=92)
"""How far ahead an answer may be planned: the clock runs on meanwhile, and words grow old."""


def moment_of(day: date, at: time, zone: str) -> datetime:
    """The instant a wall clock shows this, in UTC. Of a repeated hour the first; an hour that is skipped is moved on by the gap."""
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)


def fault_of_plan(publish_at: datetime, now: datetime) -> str:
    """not_in_future or too_far; "" when an answer may be planned for then."""
    if publish_at <= now:
        return "not_in_future"
    return "too_far" if publish_at > now + FARTHEST else ""


def is_due(*, publish_at: datetime | None, needs_approval: bool, approved: bool, now: datetime) -> bool:
    """Whether nothing holds it back any more."""
    return (approved or not needs_approval) and (publish_at is None or publish_at <= now)


def why_not_approve(*, approver_id: int | None, author_id: int, state: str, revision: int, seen: int) -> str:
    """settled, own or changed; "" when this person may approve what they have read."""
    if state != "waiting":
        return "settled"
    if approver_id == author_id:
        return "own"
    return "" if revision == seen else "changed"
