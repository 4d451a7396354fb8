"""Answers on their way: templates to begin from, drafts, and answers that wait for their time or for a second person."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Person
from community.db import Base, UtcDateTime
from community.ideas.models import Idea


class AnswerTemplate(Base):
    """Words to begin an answer of one status from, for one topic or (no topic) for all."""

    __tablename__ = "answer_templates"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    status: Mapped[str] = mapped_column(String(10))
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topics.id"))
    body: Mapped[str] = mapped_column(Text)


class Draft(Base):
    """What one person has typed so far to answer one idea.

    `over` is the answer that stood when it was begun (0 for none). `revision` counts its savings, so that a second
    window notices; `set_aside` keeps the words of the window that was overruled.
    """

    __tablename__ = "drafts"
    __table_args__ = (UniqueConstraint("person_id", "idea_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"), index=True)
    status: Mapped[str] = mapped_column(String(10), default="")
    review_text: Mapped[str] = mapped_column(String(20), default="")
    body: Mapped[str] = mapped_column(Text)
    over: Mapped[int] = mapped_column(default=0)
    revision: Mapped[int] = mapped_column(default=1)
    set_aside: Mapped[str] = mapped_column(Text, default="")
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SharedDraft(Base):
    """What one person has typed so far for several ideas at once; the words of each are its own Draft.

    `ids` are those of the ideas, in order, divided by commas. `spread` is what was put into their fields last.
    """

    __tablename__ = "shared_drafts"
    __table_args__ = (UniqueConstraint("person_id", "ids"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    ids: Mapped[str] = mapped_column(String(240))
    status: Mapped[str] = mapped_column(String(10), default="")
    review_text: Mapped[str] = mapped_column(String(20), default="")
    body: Mapped[str] = mapped_column(Text)
    spread: Mapped[str] = mapped_column(Text, default="")
    publish_day: Mapped[str] = mapped_column(String(20), default="")
    publish_time: Mapped[str] = mapped_column(String(10), default="")
    revision: Mapped[int] = mapped_column(default=0)
    set_aside: Mapped[str] = mapped_column(Text, default="")
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class WaitingAnswer(Base):
    """An answer that is written and not yet public: it waits for its time, for a second person, or for both.

    state: waiting, published (as `answer_id`), sent_back (with `note`), withdrawn, or failed (`reason` is a code). One idea
    has one that waits. `over` is the answer its writer saw (0 for none); `revision` counts its changes, so that only what was
    read is approved. The clock of the idea runs on all the while.
    """

    __tablename__ = "waiting_answers"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'published', 'sent_back', 'withdrawn', 'failed')", name="state"),
        CheckConstraint("approved_by_id <> author_id", name="second_person"),
        Index("uq_waiting_answers_open", "idea_id", unique=True, sqlite_where=text("state = 'waiting'"), postgresql_where=text("state = 'waiting'")),
        Index("ix_waiting_answers_due", "state", "publish_at"),
        Index("ix_waiting_answers_author", "author_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    status: Mapped[str] = mapped_column(String(10))
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    review_on: Mapped[date | None] = mapped_column(Date)
    over: Mapped[int]
    revision: Mapped[int] = mapped_column(default=1)
    publish_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    needs_approval: Mapped[bool]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    reason: Mapped[str] = mapped_column(String(20), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("answers.id"))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    author: Mapped[Person] = relationship(foreign_keys=[author_id], lazy="raise")
    idea: Mapped[Idea] = relationship(lazy="raise")
