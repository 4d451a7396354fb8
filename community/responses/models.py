"""Answers, the clocks that make them due, and whom their lateness was told."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Person
from community.db import Base, UtcDateTime


class Calendar(Base):
    """Working hours: an IANA zone, intervals per weekday `{"mon": [["09:00", "17:00"]]}`, holidays as dates.

    These are what its version says that holds now, kept here for lists; clocks are counted by the versions alone.
    """

    __tablename__ = "calendars"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    zone: Mapped[str] = mapped_column(String(64))
    hours: Mapped[dict[str, list[list[str]]]] = mapped_column(JSON)
    holidays: Mapped[list[str]] = mapped_column(JSON, default=list)


class Answer(Base):
    """Words and a status by a named person. The newest one that is not withdrawn is the idea's answer. `approved_by_id`
    is the second person who read it first, where its topic asks for one."""

    __tablename__ = "answers"
    __table_args__ = (Index("ix_answers_idea", "idea_id", "id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    status: Mapped[str] = mapped_column(String(10))
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    review_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    helpful_count: Mapped[int] = mapped_column(default=0, server_default="0")
    unhelpful_count: Mapped[int] = mapped_column(default=0, server_default="0")
    withdrawn_by_id: Mapped[int | None]
    withdrawn_reason: Mapped[str] = mapped_column(String(500), default="", server_default="")
    approved_by_id: Mapped[int | None]

    author: Mapped[Person] = relationship(lazy="raise")


class AnswerRevision(Base):
    """What an answer said before its author mended the words."""

    __tablename__ = "answer_revisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("answers.id"), index=True)
    body: Mapped[str] = mapped_column(Text)
    replaced_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Clock(Base):
    """One cycle in which an answer is owed.

    `kind` is decision (a pending idea), first, review, or next: a customer's question, `comment_id`, or what was said of
    the idea elsewhere, `mention_id`, to which a reply is owed; this one runs beside the others. `outcome` is empty while
    it runs, then answered, published, merged or waived. `next_tier` and `next_alert_at` say what is told next; both are empty when nothing is.
    While ideas that waited longer are part of this one, the clock runs from the earliest start: its own start and
    times are kept in the `own_` columns, and `joined_tier` is the highest tier that was told of those that joined.
    A joined clock without an own due time belongs to an imported idea, which owed nothing by itself. `lent` tells what
    came with the earlier start: {"since": when it joined, "pauses": [[from, to], ...]}, in ISO 8601.
    `breached_by_change_at` is set when other terms, not the passing of time, made it overdue.
    The versions are those its times were last counted by; a finished cycle keeps them.
    """

    __tablename__ = "clocks"
    __table_args__ = (
        UniqueConstraint("idea_id", "cycle"),
        Index("ix_clocks_alert", "next_alert_at", "id"),
        Index("ix_clocks_due", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    cycle: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    warn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[str] = mapped_column(String(10), default="")
    next_tier: Mapped[int | None]
    next_alert_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    own_started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    own_due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    own_warn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    joined_tier: Mapped[int] = mapped_column(default=0, server_default="0")
    lent: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    comment_id: Mapped[int | None]
    mention_id: Mapped[int | None]
    breached_by_change_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    policy_version_id: Mapped[int | None]
    calendar_version_id: Mapped[int | None]


class Pause(Base):
    """A stretch in which a clock stood still: `reason` is author (it waits for the author), decision or other.

    It ends by itself at `ends_at`; `ended_at` is when it did, or earlier. Of one clock, one runs at a time.
    """

    __tablename__ = "pauses"
    __table_args__ = (
        CheckConstraint("ends_at > started_at AND (ended_at IS NULL OR ended_at >= started_at)", name="pause_times"),
        Index("ix_pauses_clock", "clock_id", "id"),
        Index("ix_pauses_running", "clock_id", unique=True, sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL")),
        Index("ix_pauses_end", "ended_at", "ends_at"),
        Index("ix_pauses_idea", "idea_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    clock_id: Mapped[int] = mapped_column(ForeignKey("clocks.id"))
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    reason: Mapped[str] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(String(500), default="", server_default="")
    question_id: Mapped[int | None]
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    extended_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class Escalation(Base):
    """One tier of one clock, told once. `told` lists person ids."""

    __tablename__ = "escalations"
    __table_args__ = (UniqueConstraint("clock_id", "tier"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    clock_id: Mapped[int] = mapped_column(ForeignKey("clocks.id"))
    tier: Mapped[int]
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    claimed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    told: Mapped[list[int]] = mapped_column(JSON, default=list)
