"""Questions that staff put to the author of an idea or to those who voted for it, and replies that changed an answer.

A reply is a Voice with the `question_id`.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from community.cocreation.rules import AUDIENCES, KINDS
from community.db import Base, UtcDateTime

_OPEN_TO_AUTHOR = text("closed_at IS NULL AND audience = 'author'")
_OPEN_TO_VOTERS = text("closed_at IS NULL AND audience <> 'author'")


class Question(Base):
    """A question, or a draft of an answer, by a named person; `closes_at` is the end date, replies are taken until then.

    `asked_count` is how many people could be told of it by mail when it was asked. `answered_at`: the author has replied,
    in `comment_id` where it was a comment. `closed_by_id` is empty where the date, an answer or a reply closed it.
    """

    __tablename__ = "questions"
    __table_args__ = (
        CheckConstraint(f"audience IN ({', '.join(map(repr, AUDIENCES))})", name="audience"),
        CheckConstraint(f"kind IN ({', '.join(map(repr, KINDS))})", name="kind"),
        Index("ix_questions_idea", "idea_id", "id"),
        Index("ix_questions_closing", "closed_at", "closes_at", "id"),
        Index("uq_questions_to_author", "idea_id", unique=True, sqlite_where=_OPEN_TO_AUTHOR, postgresql_where=_OPEN_TO_AUTHOR),
        Index("uq_questions_to_voters", "idea_id", unique=True, sqlite_where=_OPEN_TO_VOTERS, postgresql_where=_OPEN_TO_VOTERS),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    audience: Mapped[str] = mapped_column(String(9))
    kind: Mapped[str] = mapped_column(String(8))
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    asked_count: Mapped[int]
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"))
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class AnswerCredit(Base):
    """This reply changed this answer, says who gave it: a public one, or one that waits and may become one (`waiting_id`)."""

    __tablename__ = "answer_credits"
    __table_args__ = (
        UniqueConstraint("answer_id", "voice_id"),
        UniqueConstraint("waiting_id", "voice_id"),
        CheckConstraint("(answer_id IS NULL) <> (waiting_id IS NULL)", name="one_answer"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("answers.id"))
    waiting_id: Mapped[int | None] = mapped_column(ForeignKey("waiting_answers.id"))
    voice_id: Mapped[int] = mapped_column(ForeignKey("voices.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
