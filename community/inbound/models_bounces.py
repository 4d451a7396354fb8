"""What came back of what we sent, and the addresses nothing is sent to because of it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.db import Base, UtcDateTime
from community.inbound.rules_bounces import CAUSES, ENDINGS


class Bounce(Base):
    """What came back in one day of the mails to one address, the worst of it; a complaint of that day is a row of its own.

    `cause` is hard, soft or complaint; `points` is what it counts, 0 once the address was written to again. `status` is the enhanced code of RFC 3463 or "", `reason`
    what the other side said. `mail_id` is the mail it was about: the log forgets it in time.
    """

    __tablename__ = "bounces"
    __table_args__ = (
        UniqueConstraint("address_folded", "day", "complaint"),
        CheckConstraint(f"cause IN ({', '.join(map(repr, CAUSES))})", name="cause"),
        Index("ix_bounces_person", "person_id", "at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    address_folded: Mapped[str] = mapped_column(String(254))
    day: Mapped[date] = mapped_column(Date)
    cause: Mapped[str] = mapped_column(String(9))
    complaint: Mapped[bool] = mapped_column(default=False)
    points: Mapped[int] = mapped_column(SmallInteger)
    status: Mapped[str] = mapped_column(String(12), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    mail_id: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Suspension(Base):
    """A time in which nothing but codes to sign in goes to somebody's address, since mail came back from it.

    `bounce_id` is what was one too many; `ended_by` says how it ended: see rules_bounces.ENDINGS. `told_at`: when
    administrators were told.
    """

    __tablename__ = "suspensions"
    __table_args__ = (
        CheckConstraint(f"ended_by IN ('', {', '.join(map(repr, ENDINGS))})", name="ended_by"),
        Index("ix_suspensions_open", "ended_at", "since"),
        Index("ix_suspensions_person", "person_id", "ended_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    address: Mapped[str] = mapped_column(String(254))
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    cause: Mapped[str] = mapped_column(String(9))
    status: Mapped[str] = mapped_column(String(12), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    bounce_id: Mapped[int | None] = mapped_column(ForeignKey("bounces.id"))
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[str] = mapped_column(String(8), default="")
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
