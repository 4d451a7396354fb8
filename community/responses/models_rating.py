"""What people said of an answer: whether it was a good one, and how easy it was to come by."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.db import Base, UtcDateTime


class Rating(Base):
    """One person found one answer helpful, or did not. `reason` is a code of rules_rating.REASONS or empty."""

    __tablename__ = "ratings"
    __table_args__ = (Index("ix_ratings_person", "person_id", "answer_id"),)

    answer_id: Mapped[int] = mapped_column(ForeignKey("answers.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    helpful: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(12), default="", server_default="")
    words: Mapped[str] = mapped_column(Text, default="", server_default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class EffortRound(Base):
    """An answer whose authors are asked, from `due_at` on, how easy it was. `outcome` is empty until then, then asked,
    or why nobody was: withdrawn, replaced, hidden or nobody."""

    __tablename__ = "effort_rounds"
    __table_args__ = (Index("ix_effort_rounds_due", "settled_at", "due_at"),)

    answer_id: Mapped[int] = mapped_column(ForeignKey("answers.id"), primary_key=True)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[str] = mapped_column(String(10), default="", server_default="")


class Effort(Base):
    """The effort question put to one person about one answer, and what they said: `score` is empty until they do.

    `wording` names the question as it was worded then.
    """

    __tablename__ = "efforts"
    __table_args__ = (
        UniqueConstraint("answer_id", "person_id"),
        CheckConstraint("score BETWEEN 1 AND 7", name="score"),
        Index("ix_efforts_person", "person_id", "id"),
        Index("ix_efforts_answered", "answered_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("answers.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    wording: Mapped[str] = mapped_column(String(12))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    score: Mapped[int | None] = mapped_column(SmallInteger)
    words: Mapped[str] = mapped_column(Text, default="", server_default="")
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
