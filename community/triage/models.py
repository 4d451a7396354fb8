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
    """Somebody who may not merge says that two ideas are the same: `waiting`, `accepted` or `refused`."""

    __tablename__ = "merge_proposals"
    __table_args__ = (
        UniqueConstraint("part_id", "root_id", "proposer_id"),
        Index("ix_merge_proposals_waiting", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    part_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"), index=True)
    root_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"), index=True)
    proposer_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    words: Mapped[str] = mapped_column(String(500), default="")
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
    """Two ideas (`low_id` < `high_id`) that the matcher finds alike: how certain it is, 0 to 1, and what merging would gain."""

    __tablename__ = "twins"
    __table_args__ = (
        CheckConstraint("low_id < high_id", name="in_order"),
        Index("ix_twins_gain", "gain", "low_id", "high_id"),
    )

    low_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True)
    high_id: Mapped[int] = mapped_column(ForeignKey("ideas.id", ondelete="CASCADE"), primary_key=True, index=True)
    certainty: Mapped[float] = mapped_column(Float)
    gain: Mapped[float] = mapped_column(Float, default=0.0)
    found_at: Mapped[datetime] = mapped_column(UtcDateTime)
