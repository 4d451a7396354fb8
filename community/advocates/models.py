"""The reputation ledger: one line for every point, with its cause; what is held for review; badges."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.db import Base, UtcDateTime


class LedgerLine(Base):
    """`cause` names the outcome; a line that takes points back names the event that undid it.

    `subject_id` is the row that the outcome is about: an idea, a comment, a voice, the person who was brought along, or the
    month (year times 12 plus the months before it) of a decay. Lines of one person, cause and subject add up to what that
    outcome counts. `from_id` is whose word it was, `earned_at` when the outcome came about; `at` is when the line was written.
    """

    __tablename__ = "ledger_lines"
    __table_args__ = (
        UniqueConstraint("event_id", "person_id", "cause", "subject_id"),
        Index("ix_ledger_person", "person_id", "id"),
        Index("ix_ledger_from", "from_id", "earned_at"),
        Index("ix_ledger_idea", "idea_id", "earned_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id"))
    cause: Mapped[str] = mapped_column(String(30))
    points: Mapped[int]
    idea_id: Mapped[int | None]
    comment_id: Mapped[int | None]
    subject_id: Mapped[int] = mapped_column(default=0, server_default="0")
    from_id: Mapped[int | None]
    earned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class HeldOutcome(Base):
    """An outcome that counts nothing until staff have looked at it: `why` is one of rules.Doubt, `points` what it was worth then.

    state: waiting, released (it counts) or refused (it never does); `reason` is what the one who decided wrote.
    """

    __tablename__ = "held_outcomes"
    __table_args__ = (
        UniqueConstraint("person_id", "cause", "subject_id"),
        CheckConstraint("state IN ('waiting', 'released', 'refused')", name="state"),
        Index("ix_held_outcomes_waiting", "state", "id"),
        Index("ix_held_outcomes_from", "from_id", "earned_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    cause: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[int]
    from_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    idea_id: Mapped[int | None] = mapped_column(ForeignKey("ideas.id"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"))
    why: Mapped[str] = mapped_column(String(12))
    points: Mapped[int]
    earned_at: Mapped[datetime] = mapped_column(UtcDateTime)
    held_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(8), default="waiting", server_default="waiting")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text, default="", server_default="")


class PointsDecay(Base):
    """Through which month a person's points have decayed, and with which half-life in months that was counted."""

    __tablename__ = "points_decays"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    through: Mapped[int]
    half_life: Mapped[int]


class Badge(Base):
    """Somebody's first outcome of a kind that matters (rules.Mark); gone when no such outcome is left."""

    __tablename__ = "badges"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id"))
