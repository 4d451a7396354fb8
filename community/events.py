"""Events: the permanent history every clock, page and ledger is computed from, and their work rows.

Data holds ids and numbers, never personal text.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from community.db import Base, UtcDateTime, db

KINDS = frozenset(
    ["idea.submitted", "idea.published", "idea.edited", "idea.hidden", "idea.restored", "idea.deleted", "idea.merged", "idea.unmerged", "idea.gained", "idea.reached", "idea.parted", "idea.moved", "idea.shipped", "idea.assigned", "ideas.handed_over", "vote.cast", "vote.changed", "vote.withdrawn", "vote.voided", "vote.restored", "voice.added", "voice.hidden", "voice.restored", "comment.added", "comment.hidden", "comment.restored", "comment.marked_helpful", "comment.unmarked_helpful", "answer.published", "answer.edited", "answer.renewed", "answer.rated", "effort.asked", "effort.answered", "answer.proposed", "answer.planned", "answer.approved", "answer.sent_back", "answer.held_back", "answer.not_published", "answer.withdrawn", "idea.reopened", "question.asked", "question.answered", "question.closed", "clock.started", "clock.warned", "clock.due", "clock.escalated", "clock.paused", "clock.resumed", "clock.retimed", "clock.stopped", "person.joined", "person.arrived", "person.updated", "person.export_allowed", "person.export_refused", "person.erasure_asked", "person.erased", "person.banned", "person.unbanned", "address.suspended", "address.restored", "addresses.suspended", "advocate.changed", "advocate.level_changed", "account.interest", "mention.logged", "mention.tied", "mention.replied", "mention.set_aside", "mention.escalated", "handle.linked", "handle.unlinked", "suggestion.joined", "suggestion.refused", "proposal.accepted", "proposal.refused", "proposal.undone", "referral.active", "referral.undone", "endpoint.failing", "endpoint.disabled", "standing.told", "connection.failing", "connection.disabled", "sign_in.requested", "ping",
     "thanks.given", "thanks.shown", "thanks.kept", "beta.opened", "beta.closed", "beta.asked", "beta.unasked", "beta.invited", "beta.answered", "cocreate.invited", "cocreate.answered",
     "accounts.updated", "contacts.updated",
     "comment.corrected", "comment.uncorrected", "points.held", "points.released", "points.refused"]
)


class Event(Base):
    __tablename__ = "events"
    __table_args__ = (
        Index("ix_events_idea", "idea_id", "id"),
        Index("ix_events_waiting", "expanded", "id"),
        Index("ix_events_person", "person_id", "id"),
        Index("ix_events_kind", "kind", "at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int | None]
    idea_id: Mapped[int | None]
    person_id: Mapped[int | None]
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    expanded: Mapped[bool] = mapped_column(default=False, server_default=false())


class Dispatch(Base):
    """One handler's work for one event; a failing handler never stops another."""

    __tablename__ = "dispatches"
    __table_args__ = (
        UniqueConstraint("event_id", "handler"),
        Index("ix_dispatches_due", "state", "run_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    handler: Mapped[str] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(10), default="ready")
    run_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    cursor: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None] = mapped_column(Text)


def record(
    kind: str,
    *,
    at: datetime,
    actor_id: int | None = None,
    idea_id: int | None = None,
    person_id: int | None = None,
    **data: Any,
) -> Event:
    """Write one event in the transaction of its cause; its work is expanded from it later."""
    if kind not in KINDS:
        raise ValueError(f"unknown event {kind}")
    row = Event(kind=kind, at=at, actor_id=actor_id, idea_id=idea_id, person_id=person_id, data=data)
    db.session.add(row)
    return row
