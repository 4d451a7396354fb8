"""Segments of accounts: made, changed, and kept in step with what is known of the accounts."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert

from community import audit
from community.accounts import queries_segments as queries
from community.accounts.models_accounts import Segment, SegmentMember
from community.accounts.rules import fold_name
from community.accounts.rules_segments import matches
from community.accounts.viewer import Viewer
from community.db import db


def add_segment(actor: Viewer, name: str, rule: dict[str, Any], *, now: datetime) -> Segment:
    row = Segment(name=name, name_folded=fold_name(name), rule=rule, created_at=now, created_by_id=actor.id)
    db.session.add(row)
    db.session.flush()
    audit.log("segment.added", actor_id=actor.id, at=now, subject=("segment", row.id), after={"rule": rule})
    settle_segments([row], None, now=now)
    return row


def change_segment(actor: Viewer, row: Segment, name: str, rule: dict[str, Any], *, now: datetime) -> None:
    before, after = audit.change(row, {"name": name, "name_folded": fold_name(name), "rule": rule})
    if after:
        audit.log("segment.changed", actor_id=actor.id, at=now, subject=("segment", row.id), before=before, after=after)
        settle_segments([row], None, now=now)


def remove_segment(actor: Viewer, row: Segment, *, now: datetime) -> None:
    db.session.execute(delete(SegmentMember).where(SegmentMember.segment_id == row.id))
    db.session.delete(row)
    audit.log("segment.removed", actor_id=actor.id, at=now, subject=("segment", row.id), before={"rule": row.rule})
    db.session.flush()


def settle_segments(segments: Collection[Segment], organisation_ids: Collection[int] | None, *, now: datetime) -> int:
    """Bring what is stored to what the rules say, of these accounts or of all; returns how many rows differed."""
    facts = queries.facts_of(organisation_ids, today=now.date())
    held = queries.members_of([segment.id for segment in segments], organisation_ids)
    wanted = {(segment.id, each) for segment in segments for each, known in facts.items() if matches(segment.rule, known)}
    for segment_id, organisation_id in held - wanted:
        key = (SegmentMember.segment_id == segment_id, SegmentMember.organisation_id == organisation_id)
        db.session.execute(delete(SegmentMember).where(*key))
    new = [{"segment_id": segment_id, "organisation_id": each} for segment_id, each in sorted(wanted - held)]
    if new:
        db.session.execute(insert(SegmentMember), new)
    return len(held ^ wanted)


def settle_all(organisation_ids: Collection[int] | None, *, now: datetime) -> int:
    """Every segment, of these accounts or of all: a renewal comes nearer with each day."""
    return settle_segments(queries.segments_to_settle(), organisation_ids, now=now)
