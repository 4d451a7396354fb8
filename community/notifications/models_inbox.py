"""What each person is told, how soon they want to be mailed about it, and when not."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from community.db import Base, UtcDateTime
from community.notifications.rules_telling import Pace


class Notice(Base):
    """What one person is told of one event: a line in their inbox, and what a mail is made of.

    Ids and codes only; its words are made when it is read. `why` is the code of rules_telling.Telling. `pace` is how soon its
    mail follows. `mail_id` is the mail that says it, once there is one: for `at_once` from the start, for `folded`,
    `daily` and `weekly` when it is gathered with others, and for what is not mailed the row that says why not, or none.
    It stays when the mail is forgotten.
    """

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("event_id", "person_id", "kind"),
        Index("ix_notices_person", "person_id", "id"),
        Index("ix_notices_unread", "person_id", "id", sqlite_where=text("read_at IS NULL"), postgresql_where=text("read_at IS NULL")),
        Index("ix_notices_idea", "person_id", "idea_id", "created_at"),
        Index(
            "ix_notices_waiting", "pace", "person_id", sqlite_where=text("mail_id IS NULL"), postgresql_where=text("mail_id IS NULL"),
        ),
        Index("ix_notices_mail", "mail_id"),
        CheckConstraint(f"pace IN ({', '.join(repr(str(pace)) for pace in Pace)})", name="pace"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str] = mapped_column(String(30))
    idea_id: Mapped[int | None]
    why: Mapped[str] = mapped_column(String(20), default="")
    pace: Mapped[str] = mapped_column(String(8), default=Pace.AT_ONCE)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    mail_id: Mapped[int | None]


class Preference(Base):
    """How soon one person wants mails of one kind, where they chose; else the kind's own pace holds."""

    __tablename__ = "preferences"
    __table_args__ = (CheckConstraint("pace IN ('at_once', 'daily', 'weekly', 'never')", name="pace"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(30), primary_key=True)
    pace: Mapped[str] = mapped_column(String(8))
    since: Mapped[datetime] = mapped_column(UtcDateTime)


class QuietHours(Base):
    """When one person wants no mail: minutes of their own day, from `starts` on, before `ends`, over midnight if that is
    the earlier one."""

    __tablename__ = "quiet_hours"
    __table_args__ = (
        CheckConstraint("starts BETWEEN 0 AND 1439 AND ends BETWEEN 0 AND 1439 AND starts <> ends", name="span"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    starts: Mapped[int] = mapped_column(SmallInteger)
    ends: Mapped[int] = mapped_column(SmallInteger)
