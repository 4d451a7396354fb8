"""What was said about us elsewhere, and what became of it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from community.accounts.rules_handles import LONGEST_CHANNEL, LONGEST_FOLDED, LONGEST_HANDLE
from community.db import Base, UtcDateTime

WAITS = text("idea_id IS NULL AND set_aside_at IS NULL AND replied_at IS NULL")


class Mention(Base):
    """A mention seen elsewhere. It waits for staff until it is tied to an idea, as the voice `voice_id`, or set aside.

    `text` is empty once the voice has the words (the same words seen in two places are one voice, of the first), and `hidden_at` is that of the voice. `person_id` is who said it, if
    known, and `handle_id` the link by which. `fingerprint` tells the same mention logged twice. `reply` is what staff
    wrote there, in words; until they did, or the idea is answered, a reply is owed as to a question. While it waits for an
    idea, `next_tier` is told at `next_alert_at`, empty when all have been; after that the clock of its idea tells.
    """

    __tablename__ = "mentions"
    __table_args__ = (
        Index("ix_mentions_waiting", "idea_id", "set_aside_at", "id"),
        Index("ix_mentions_handle", "channel", "handle_folded"),
        Index("ix_mentions_alert", "next_alert_at", sqlite_where=WAITS, postgresql_where=WAITS),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(String(2000))
    text: Mapped[str] = mapped_column(Text)
    channel: Mapped[str] = mapped_column(String(LONGEST_CHANNEL), default="")
    handle: Mapped[str] = mapped_column(String(LONGEST_HANDLE), default="")
    handle_folded: Mapped[str] = mapped_column(String(LONGEST_FOLDED), default="")
    said_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    fingerprint: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    handle_id: Mapped[int | None]
    idea_id: Mapped[int | None] = mapped_column(ForeignKey("ideas.id"))
    voice_id: Mapped[int | None] = mapped_column(ForeignKey("voices.id"), unique=True)
    hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    logged_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    token_id: Mapped[int | None] = mapped_column(ForeignKey("api_tokens.id"))
    logged_at: Mapped[datetime] = mapped_column(UtcDateTime)
    set_aside_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    set_aside_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    reply: Mapped[str] = mapped_column(Text, default="", server_default="")
    replied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    replied_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    next_tier: Mapped[int] = mapped_column(default=1, server_default="1")
    next_alert_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def waits(self) -> bool:
        """Whether it waits for an idea, or to be set aside, without a reply."""
        return self.idea_id is None and self.set_aside_at is None and self.replied_at is None
