"""Whom the lateness of an answer is told: one row per clock, tier and person, and which of its links was used."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.db import Base, UtcDateTime
from community.ideas.models_mentions import Mention
from community.responses.models import Clock


class ToBeTold:
    """One person is to be told of one tier, once.

    It is written with its escalation, in one transaction; a later one puts it into a mail, alone or with others, and
    notes `mail_id`. `state` is waiting, mailed, or settled with the `reason`: answered, told (a journal kept beside
    the database knows that it went before the database was restored), passed (somebody else hears instead).
    `at` is the tier's own time, `made_at` when it was noticed; long after `at` when nobody had looked.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    tier: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    reason: Mapped[str] = mapped_column(String(10), default="")
    mail_id: Mapped[int | None]


class Alert(ToBeTold, Base):
    """Of one clock: an answer is owed on an idea."""

    __tablename__ = "alerts"
    __table_args__ = (
        UniqueConstraint("clock_id", "tier", "person_id"),
        Index("ix_alerts_waiting", "state", "person_id", "id"),
        Index("ix_alerts_mail", "mail_id"),
        {"sqlite_autoincrement": True},
    )

    clock_id: Mapped[int] = mapped_column(ForeignKey("clocks.id"))
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))

    clock: Mapped[Clock] = relationship(lazy="raise")

    @property
    def due_at(self) -> datetime | None:
        return self.clock.due_at

    @property
    def is_owed(self) -> bool:
        return self.clock.stopped_at is None


class MentionAlert(ToBeTold, Base):
    """Of what was said elsewhere and waits for an idea: it has no clock, and a reply is owed until `due_at` by default."""

    __tablename__ = "mention_alerts"
    __table_args__ = (
        UniqueConstraint("mention_id", "tier", "person_id"),
        Index("ix_mention_alerts_waiting", "state", "person_id", "id"),
        Index("ix_mention_alerts_mail", "mail_id"),
        {"sqlite_autoincrement": True},
    )

    mention_id: Mapped[int] = mapped_column(ForeignKey("mentions.id"))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)

    mention: Mapped[Mention] = relationship(lazy="raise")

    @property
    def is_owed(self) -> bool:
        return self.mention.waits


AnyAlert = Alert | MentionAlert


class UsedLink(Base):
    """A link of an alert mail that has done what it is for: answer, pass, ask or pause."""

    __tablename__ = "used_links"

    alert_id: Mapped[int] = mapped_column(ForeignKey("alerts.id"), primary_key=True)
    act: Mapped[str] = mapped_column(String(8), primary_key=True)
    used_at: Mapped[datetime] = mapped_column(UtcDateTime)
