"""Mails as stored bytes, and their tries."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.db import Base, UtcDateTime
from community.notifications.rules_sending import domain_of


def _domain(context: Any) -> str:
    """Of the address in the row that is being written."""
    return domain_of(context.get_current_parameters()["address"])


class Mail(Base):
    """One message to one address, rendered once; every try sends the same bytes under the same Message-ID.

    `state` is queued, sent, skipped (with the reason), failed (refused for now, tried again at `run_at`), dead, or
    bounced: it was accepted, and later came back.
    `priority` is 0 for what somebody waits for, 1 for alerts to staff, 3 for what was gathered, 2 for the rest.
    """

    __tablename__ = "mails"
    __table_args__ = (
        UniqueConstraint("event_id", "kind", "address"),
        Index("ix_mails_due", "state", "priority", "run_at", "id", "domain"),
        Index("ix_mails_tried", "domain", "tried_at"),
        Index("ix_mails_person", "person_id", "id"),
        Index("ix_mails_state", "state", "id"),
        Index("ix_mails_kind", "kind", "id"),
        Index("ix_mails_address", "address", "id"),
        Index("ix_mails_idea", "idea_id", "id"),
        Index("ix_mails_created", "created_at", "id"),
        Index("ix_mails_sent", "sent_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    idea_id: Mapped[int | None]
    kind: Mapped[str] = mapped_column(String(30))
    address: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(Text)
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(String(8), default="queued")
    priority: Mapped[int] = mapped_column(SmallInteger, default=2)
    run_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    bounced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    domain: Mapped[str] = mapped_column(String(253), default=_domain, server_default="")
    tried_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lease: Mapped[str | None] = mapped_column(String(36))
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text, default="")
