"""Digests: when each person's next one is due, and what became of those that were."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from community.db import Base, UtcDateTime


class DigestPlan(Base):
    """When one person's next digest of one kind is due; `next_at` is empty while nothing waits, or while it is paused.

    `had` is the last period that was told or passed over, `zone` the one `next_at` was computed in, `weekday` the day of
    weekly ones, Monday is 0. With `news` a weekly one comes round by itself, with what happened to its reader's ideas;
    without, only when something waits for it. `paused_at`: its reader had not been here for long. For what is folded `next_at` is the end
    of the window, and there are no periods.
    """

    __tablename__ = "digest_plans"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        Index("ix_digest_plans_next", "next_at"),
        Index("ix_digest_plans_paused", "paused_at"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(30), primary_key=True)
    news: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    weekday: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    zone: Mapped[str] = mapped_column(String(64))
    had: Mapped[date] = mapped_column(Date)
    next_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Digest(Base):
    """One period of one person: `made`, with its mail, or `skipped`, with the reason, a code of rules.UNSENT.

    `shown` names what stands in it, by ids, so that it can be looked at again before it goes.
    """

    __tablename__ = "digests"
    __table_args__ = (UniqueConstraint("person_id", "kind", "period"), Index("ix_digests_mail", "mail_id"), Index("ix_digests_made", "made_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str] = mapped_column(String(30))
    period: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(8))
    reason: Mapped[str] = mapped_column(String(12), default="", server_default="")
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    mail_id: Mapped[int | None]
    shown: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
