"""Which accounts people belong to, and the segments accounts fall into."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from community.accounts.rules_accounts import How
from community.db import Base, UtcDateTime


class Belonging(Base):
    """One person, one account. Somebody may belong to several; the first stands on the person as `organisation_id`.

    `how` says who knows it: the CRM, their mail address as the CRM gave it, its domain, or staff by hand.
    """

    __tablename__ = "belongings"
    __table_args__ = (CheckConstraint(f"how IN ({', '.join(repr(str(how)) for how in How)})", name="how"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True, index=True)
    how: Mapped[str] = mapped_column(String(8))
    since: Mapped[datetime] = mapped_column(UtcDateTime)


class Segment(Base):
    """Accounts that have something in common, by a rule of our own (`rules_segments.py`); staff only."""

    __tablename__ = "segments"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    name_folded: Mapped[str] = mapped_column(String(240), unique=True)
    rule: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class SegmentMember(Base):
    """That an account falls into a segment, as last computed: for lists."""

    __tablename__ = "segment_members"

    segment_id: Mapped[int] = mapped_column(ForeignKey("segments.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True, index=True)
