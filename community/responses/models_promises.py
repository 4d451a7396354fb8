"""What was promised, from when on, and who said so: no version is ever changed once it holds."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.db import Base, UtcDateTime


class CalendarVersion(Base):
    """The working hours of a calendar from `valid_from` until the next version; the first one holds since ever.

    `applied_at` is when the last of the clocks that run was counted anew by it; empty while that is still to be done.
    `moved` and `overdue` say to how many it gave another due time, and how many it made overdue, so far.
    """

    __tablename__ = "calendar_versions"
    __table_args__ = (
        UniqueConstraint("calendar_id", "number"),
        Index("ix_calendar_versions_held", "calendar_id", "valid_from", "id"),
        Index("ix_calendar_versions_waiting", "applied_at", "valid_from"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    calendar_id: Mapped[int] = mapped_column(ForeignKey("calendars.id"))
    number: Mapped[int]
    zone: Mapped[str] = mapped_column(String(64))
    hours: Mapped[dict[str, list[list[str]]]] = mapped_column(JSON)
    holidays: Mapped[list[str]] = mapped_column(JSON, default=list)
    valid_from: Mapped[datetime] = mapped_column(UtcDateTime)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    applied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    moved: Mapped[int] = mapped_column(default=0, server_default="0")
    overdue: Mapped[int] = mapped_column(default=0, server_default="0")


class PolicyVersion(Base):
    """What a topic promises from `valid_from` until the next version; the first one holds since ever.

    Three promises, each an amount and a unit (days, hours): the first answer, the next answer (to the oldest question
    of a customer that nobody answered) and the time to renew an answer after its look-again date. `tiers` is
    `[{"share": 75, "roles": ["owner"]}, ...]`, shares in percent of the promised time.
    """

    __tablename__ = "policy_versions"
    __table_args__ = (
        UniqueConstraint("topic_id", "number"),
        Index("ix_policy_versions_held", "topic_id", "valid_from", "id"),
        Index("ix_policy_versions_waiting", "applied_at", "valid_from"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id"))
    number: Mapped[int]
    calendar_id: Mapped[int | None] = mapped_column(ForeignKey("calendars.id"), index=True)
    first_amount: Mapped[int]
    first_unit: Mapped[str] = mapped_column(String(5))
    next_amount: Mapped[int]
    next_unit: Mapped[str] = mapped_column(String(5))
    renew_amount: Mapped[int]
    renew_unit: Mapped[str] = mapped_column(String(5))
    tiers: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    review_months: Mapped[int]
    needs_approval: Mapped[bool] = mapped_column(default=False)
    valid_from: Mapped[datetime] = mapped_column(UtcDateTime)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    applied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    moved: Mapped[int] = mapped_column(default=0, server_default="0")
    overdue: Mapped[int] = mapped_column(default=0, server_default="0")
