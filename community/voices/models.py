"""A customer's own words, tied to an idea."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Person
from community.db import Base, UtcDateTime


class Voice(Base):
    """`source` is vote, mail, call or mention; `noted_by_id` is the staff member who wrote it down, if one did."""

    __tablename__ = "voices"
    __table_args__ = (Index("ix_voices_idea", "idea_id", "id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    source: Mapped[str] = mapped_column(String(8), default="vote")
    seen_at: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[str] = mapped_column(Text)
    hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    person: Mapped[Person | None] = relationship(foreign_keys=[person_id], lazy="raise")
