"""What is said of ideas that may be the same: merges, proposals, judgements, and pairs that look alike."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Float, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from community.db import Base, UtcDateTime


class Merge(Base):
    """One idea became part of another; `before` keeps what taking it apart again must restore."""

    __tablename__ = "merges"
    __table_args__ = (
        CheckConstraint("part_id <> root_id", name="two_ideas"),
        Index("uq_merges_open", "part_id", unique=True, sqlite_where=text("unmerged_at IS NULL"), postgresql_where=text("unmerged_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    part_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"), index=True)
    root_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"), index=True)
    merged_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    merged_at: Mapped[datetime] = mapped_column(UtcDateTime)
    unmerged_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    unmerged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class Proposal(Base):
    """Somebody who may not merge says that two ideas are the same; `root_id` is the older one, so that a pair has one form.

    state: waiting, accepted, refused, or undone once the two were taken apart again. `reply` is what a refusal says.
    """

    __tablename__ = "merge_proposals"
    __table_args__ = (
        UniqueConstraint("part_id", "root_id", "proposer_id"),
        CheckConstraint("root_id < part_id", name="older_root"),
        Index("ix_merge_proposals_waiting", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    part_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"), index=True)
    root_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"), index=True)
    proposer_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    words: Mapped[str] = mapped_column(String(500), default="")
    reply: Mapped[str] = mapped_column(String(500), default="")
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Judgement(Base):
    """One person said of two ideas (`low_id` < `high_id`) that they are the `same` or `different`.

    source: author, staff or merge. certainty: what the matcher thought of the pair then, 0 to 1, where it was asked.
    """

    __tablename__ = "judgements"
    __table_args__ = (
        UniqueConstraint("low_id", "high_id", "person_id"),
        CheckConstraint("low_id < high_id", name="in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    low_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"))
    high_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    verdict: Mapped[str] = mapped_column(String(9))
    source: Mapped[str] = mapped_column(String(8))
    certainty: Mapped[float | None] = mapped_column(Float)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Twin(Base):
    """Two ideas (`low_id` < `high_id`) that the matcher finds alike, not yet judged: how certain it is, 0 to 1.

    `from_low` is what a look from the lower idea found, `from_high` from the other, 0 where it found nothing;
    `certainty` is the greater. `gain` is the votes that a merge would unite times the certainty.
    """

    __tablename__ = "twins"
    __table_args__ = (
        CheckConstraint("low_id < high_id", name="in_order"),
        Index("ix_twins_gain", "gain", "low_id", "high_id"),
    )

    low_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True)
    high_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True, index=True)
    from_low: Mapped[float] = mapped_column(Float, default=0.0)
    from_high: Mapped[float] = mapped_column(Float, default=0.0)
    certainty: Mapped[float] = mapped_column(Float)
    gain: Mapped[float] = mapped_column(Float, default=0.0)
    found_at: Mapped[datetime] = mapped_column(UtcDateTime)


class TwinTask(Base):
    """An idea whose twins are to be looked for; `version` grows with each change so that none is missed."""

    __tablename__ = "twin_tasks"

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    queued_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class TwinSummary(Base):
    """Row 1: what the judgements teach, and how many pairs wait; written by the worker.

    chances: the probability at each step of certainty. least: from this certainty on a pair is likely the same.
    judged, same: how many pairs from there on were judged lately, and how many of them were the same.
    likely: pairs that wait. apart, apart_in_public: how many pairs are expected to be the same, of all and of those
    that every visitor may read.
    """

    __tablename__ = "twin_summary"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    chances: Mapped[list[float]] = mapped_column(JSON, default=list)
    least: Mapped[float] = mapped_column(Float)
    judged: Mapped[int] = mapped_column(default=0)
    same: Mapped[int] = mapped_column(default=0)
    likely: Mapped[int] = mapped_column(default=0)
    apart: Mapped[float] = mapped_column(Float, default=0.0)
    apart_in_public: Mapped[float] = mapped_column(Float, default=0.0)
