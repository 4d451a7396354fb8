"""Mails that came in, and what became of them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from community.db import Base, UtcDateTime
from community.inbound.rules import CHANNELS, OUTCOMES, STATES


class Received(Base):
    """One mail, once, by whatever channels it came.

    `key` is a digest of its Message-ID, or of what it says where it has none. `content` is emptied after 30 days;
    `size` is that of the whole mail, of which only the head is kept where it was too large. `sender` and `recipient` are
    the envelope's, where the channel knew them; a sender of "<>" is the empty one of reports. `address` is who it says
    it is from. `outcome` is empty until it is processed; `reason` is a code that says why it was sent back or left alone.
    `answer_id` is the mail that was sent in return.
    """

    __tablename__ = "received"
    __table_args__ = (
        CheckConstraint(f"channel IN ({', '.join(map(repr, CHANNELS))})", name="channel"),
        CheckConstraint(f"state IN ({', '.join(map(repr, STATES))})", name="state"),
        CheckConstraint(f"outcome IN ('', {', '.join(map(repr, OUTCOMES))})", name="outcome"),
        Index("ix_received_due", "state", "run_at", "id"),
        Index("ix_received_at", "received_at"),
        Index("ix_received_person", "person_id", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    channel: Mapped[str] = mapped_column(String(9))
    message_id: Mapped[str] = mapped_column(String(250), default="")
    sender: Mapped[str] = mapped_column(String(320), default="")
    recipient: Mapped[str] = mapped_column(String(320), default="")
    address: Mapped[str] = mapped_column(String(320), default="")
    subject: Mapped[str] = mapped_column(String(200), default="")
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    run_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    lease: Mapped[str | None] = mapped_column(String(36))
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    processed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[str] = mapped_column(String(8), default="")
    reason: Mapped[str] = mapped_column(String(20), default="")
    error: Mapped[str] = mapped_column(Text, default="")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    idea_id: Mapped[int | None]
    answer_id: Mapped[int | None]


class Answered(Base):
    """When this sender, by a digest of the address, was last answered automatically without being known by a key."""

    __tablename__ = "answered_senders"

    sender_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
