"""How the way out is: the mail server, domains that have had their share, and tries that staff asked for."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from community.db import Base, UtcDateTime


class MailServer(Base):
    """Row 1: how many tries in a row ended badly and since when, and until when the server is left alone."""

    __tablename__ = "mail_server"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    failures: Mapped[int] = mapped_column(default=0)
    since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    rests_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    problem: Mapped[str] = mapped_column(Text, default="")


class FullDomain(Base):
    """A domain that has had as many mails in the last minute as it may, until there is room again."""

    __tablename__ = "full_domains"

    domain: Mapped[str] = mapped_column(String(253), primary_key=True)
    until: Mapped[datetime] = mapped_column(UtcDateTime)


class MailTrial(Base):
    """A test mail that staff asked for: it waits, is tried once by the worker, and says all that was said.

    `fate` is that of rules.Fate, empty until it ended; `advice` a code of rules_advice.
    """

    __tablename__ = "mail_trials"
    __table_args__ = (Index("ix_mail_trials_waiting", "started_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    address: Mapped[str] = mapped_column(String(254))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    fate: Mapped[str] = mapped_column(String(8), default="")
    advice: Mapped[str] = mapped_column(String(30), default="")
    said: Mapped[str] = mapped_column(Text, default="")
