"""Setting one person's vote aside, and letting it count again: by staff, with a reason that its voter reads."""

from datetime import datetime

from sqlalchemy import select

from community import audit, events
from community.accounts.models import Person
from community.accounts.rules import PersonState
from community.accounts.viewer import Viewer
from community.db import db
from community.ideas.models import Idea
from community.ideas.queries_groups import members
from community.votes.actions import recount_votes
from community.votes.models import Vote


def void_vote(actor: Viewer, idea: Idea, person_id: int, reason: str, *, now: datetime) -> bool:
    """Let a person's vote for an idea, and for what joined it, count no more; `reason` is of rules.VOID_REASONS.

    The idea's row is held. True when there was one that nobody had set aside. Where a ban had stopped it already only
    the reason is kept, so that it stays aside when the ban ends.
    """
    rows = _votes(idea, person_id, aside=False)
    counted = [row.idea_id for row in rows if not row.void]
    for row in rows:
        row.void, row.void_reason, row.voided_by_id, row.voided_at = True, reason, actor.id, now
    _settle(actor, idea, person_id, "vote.voided", counted, now)
    if rows:
        audit.log("vote.voided", actor_id=actor.id, at=now, subject=("idea", idea.id), after={"person_id": person_id, "reason": reason})
    return bool(rows)


def restore_vote(actor: Viewer, idea: Idea, person_id: int, *, now: datetime) -> bool:
    """Let it count again, unless its voter is banned: then it does when the ban ends. True when it was set aside."""
    rows = _votes(idea, person_id, aside=True)
    if not rows:
        return False
    reason, banned = rows[0].void_reason, db.session.get_one(Person, person_id).state == PersonState.BANNED
    for row in rows:
        row.void, row.void_reason, row.voided_by_id, row.voided_at = banned, "", None, None
    _settle(actor, idea, person_id, "vote.restored", [] if banned else [row.idea_id for row in rows], now)
    audit.log("vote.restored", actor_id=actor.id, at=now, subject=("idea", idea.id), before={"person_id": person_id, "reason": reason})
    return True


def _votes(idea: Idea, person_id: int, *, aside: bool) -> list[Vote]:
    theirs = (Vote.idea_id.in_(members(idea)), Vote.person_id == person_id)
    wanted = Vote.void_reason != "" if aside else Vote.void_reason == ""
    return list(db.session.scalars(select(Vote).where(*theirs, wanted).order_by(Vote.idea_id).with_for_update()))


def _settle(actor: Viewer, idea: Idea, person_id: int, kind: str, changed: list[int], now: datetime) -> None:
    """Counts of the ideas and of their root, and an event for each vote that counts otherwise now."""
    if not changed:
        return
    db.session.flush()
    recount_votes({*changed, idea.id})
    db.session.refresh(idea, ["vote_count", "hot", "version"])
    for idea_id in changed:
        events.record(kind, at=now, actor_id=actor.id, idea_id=idea_id, person_id=person_id)
