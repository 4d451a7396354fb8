"""Who brought whom: one row for a person who joined, and for each vote and idea, through somebody's share link."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.db import Base, UtcDateTime


class Referral(Base):
    """`kind` is join, vote or idea. `about_id` is the idea voted for or suggested, 0 for a join; `idea_id` the one whose
    link was shared, if it was an idea's.

    `own` says why it earns nothing: account or domain (of the one who shared). Of a join, `would_have` is the answer to
    "Would you have joined without this invitation?": yes, no, unsure, or empty until it comes.
    """

    __tablename__ = "referrals"
    __table_args__ = (
        UniqueConstraint("referred_id", "kind", "about_id"),
        CheckConstraint("kind IN ('join', 'vote', 'idea')", name="kind"),
        Index("ix_referrals_referrer", "referrer_id", "kind", "id"),
        Index("ix_referrals_about", "kind", "about_id"),
        Index("ix_referrals_waiting", "kind", "active_at", "undone_at", "at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    referrer_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    referred_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str] = mapped_column(String(4))
    about_id: Mapped[int] = mapped_column(default=0, server_default="0")
    idea_id: Mapped[int | None]
    own: Mapped[str] = mapped_column(String(8), default="", server_default="")
    would_have: Mapped[str] = mapped_column(String(6), default="", server_default="")
    landed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    active_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
