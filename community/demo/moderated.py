"""What people reported, and what the moderator made of it."""

from datetime import datetime, timedelta
from typing import Any

from community.audit import AuditEntry
from community.bulk import Batch, Row
from community.demo.content import read
from community.demo.told import Told
from community.events import Event
from community.moderation.models import Removal, Report

LOOKED_AT = timedelta(hours=3)


def moderate(batch: Batch, told: dict[str, Told], moderator: Row, now: datetime) -> None:
    for each in read("reports"):
        _report(batch, told[each["idea"]], each, moderator, now)


def _report(batch: Batch, idea: Told, each: dict[str, Any], moderator: Row, now: datetime) -> None:
    """A comment, those who reported it, and the moderator's word on it where there is one."""
    at = now - timedelta(days=each["days_ago"])
    comment = idea.say_at(each["comment"], at)
    looked_at = at + LOOKED_AT if each["outcome"] else None
    for number, note in enumerate(each["notes"], 1):
        batch.add(
            Report, subject_kind="comment", subject_id=comment, idea_id=idea.idea, reporter_id=idea.stranger(note),
            reason=each["reason"], note=note, created_at=at + timedelta(minutes=25 * number), resolved_at=looked_at,
            resolved_by_id=moderator if looked_at else None, outcome=each["outcome"],
        )
    if looked_at and each["outcome"] == "hidden":
        _hide(batch, idea.idea, comment, each["because"], moderator, looked_at)
    elif looked_at:
        _note(batch, "reports.dismissed", comment, moderator, looked_at, {"reports": len(each["notes"])})


def _hide(batch: Batch, idea: Row, comment: Row, reason: str, moderator: Row, at: datetime) -> None:
    removal = batch.add(Removal, subject_kind="comment", subject_id=comment, by_id=moderator, reason=reason, at=at)
    batch.number(Removal)
    comment["hidden_at"] = at
    idea["comment_count"] -= 1
    batch.add(
        Event, kind="comment.hidden", at=at, actor_id=moderator, idea_id=idea, person_id=None, data={"comment_id": comment},
        expanded=True,
    )
    _note(batch, "comment.hidden", comment, moderator, at, {"removal_id": removal})


def _note(batch: Batch, act: str, comment: Row, moderator: Row, at: datetime, after: dict[str, Any]) -> None:
    batch.add(
        AuditEntry, act=act, actor_id=moderator, at=at, subject_kind="comment", subject_id=comment, before={}, after=after
    )
