"""What staff gave back: thanks, perks, betas and who takes part in them, and drafts shown to one person."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from community.db import Base, UtcDateTime

_OPEN = text("closed_at IS NULL")


class Thanks(Base):
    """What staff thanked one person for, in words that only the two sides read, and the perk that came with it.

    `idea_id`, `comment_id` and `voice_id` say what for. Without a perk `perk` is empty; `perk_until` is the last day it is
    good, `perk_note` its code or how to use it. `shown_at`: since when their page tells others that they were thanked.
    """

    __tablename__ = "thanks"
    __table_args__ = (Index("ix_thanks_person", "person_id", "id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    words: Mapped[str] = mapped_column(Text)
    idea_id: Mapped[int | None] = mapped_column(ForeignKey("ideas.id"))
    comment_id: Mapped[int | None]
    voice_id: Mapped[int | None]
    perk: Mapped[str] = mapped_column(String(120), default="")
    perk_until: Mapped[date | None] = mapped_column(Date)
    perk_note: Mapped[str] = mapped_column(String(500), default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    shown_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Beta(Base):
    """What an idea became, to be tried before everybody has it. One is open for an idea at a time; `words` say what is tried."""

    __tablename__ = "betas"
    __table_args__ = (
        Index("ix_betas_idea", "idea_id", "id"),
        Index("uq_betas_open", "idea_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    words: Mapped[str] = mapped_column(Text)
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class BetaPlace(Base):
    """One person and one beta: since when they ask to try it, since when they are invited, what they said (`answer`: yes,
    no, or empty), and when. `words` go with the invitation."""

    __tablename__ = "beta_places"
    __table_args__ = (
        UniqueConstraint("beta_id", "person_id"),
        CheckConstraint("answer IN ('', 'yes', 'no')", name="answer"),
        CheckConstraint("asked_at IS NOT NULL OR invited_at IS NOT NULL", name="reason"),
        Index("ix_beta_places_person", "person_id", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    beta_id: Mapped[int] = mapped_column(ForeignKey("betas.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    invited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    words: Mapped[str] = mapped_column(Text, default="")
    answer: Mapped[str] = mapped_column(String(3), default="")
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SharedAnswer(Base):
    """A draft of an answer shown to one person, who may suggest words until `closes_at`: what they say is a voice on the idea.

    `words` go with the invitation, `body` is the draft as it was shown.
    """

    __tablename__ = "shared_answers"
    __table_args__ = (
        Index("ix_shared_answers_person", "person_id", "id"), Index("ix_shared_answers_idea", "idea_id", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    words: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    shared_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    voice_id: Mapped[int | None] = mapped_column(unique=True)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
