"""One person's vote for one idea."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from community.db import Base, UtcDateTime


class Vote(Base):
    """`importance` is 1 nice to have, 2 important, 3 critical.

    `void` is set when a vote stops counting: because its voter is banned, or because staff set it aside, which
    `void_reason` (of rules.VOID_REASONS) then says, with who and when. A ban that ends leaves what staff set aside.
    `noted_by_id` is the colleague who noted it for the voter; a vote of the voter's own empties it.
    """

    __tablename__ = "votes"
    __table_args__ = (
        CheckConstraint("importance BETWEEN 1 AND 3", name="importance"),
        Index("ix_votes_person", "person_id", "created_at"),
    )

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    importance: Mapped[int] = mapped_column(default=2)
    void: Mapped[bool] = mapped_column(default=False)
    void_reason: Mapped[str] = mapped_column(String(6), default="", server_default="")
    voided_by_id: Mapped[int | None]
    voided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
