"""A customer's own words, tied to an idea."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Person
from community.db import Base, UtcDateTime


class Voice(Base):
    """`source` is vote, mail, call, mention, question or draft (suggested for an answer that was shown); `noted_by_id` is the staff member who wrote it down, if one did.

    With a `question_id` it is somebody's own reply to a question of staff, written on our pages (question) or on the
    page that its mail leads to (mail): one for each person, who may mend it until the question closes.
    """

    __tablename__ = "voices"
    __table_args__ = (
        Index("ix_voices_idea", "idea_id", "id"),
        Index("uq_voices_reply", "question_id", "person_id", unique=True),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    source: Mapped[str] = mapped_column(String(8), default="vote")
    seen_at: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[str] = mapped_column(Text)
    question_id: Mapped[int | None]
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    person: Mapped[Person | None] = relationship(foreign_keys=[person_id], lazy="raise")
