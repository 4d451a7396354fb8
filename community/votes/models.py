"""One person's vote for one idea."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from community.db import Base, UtcDateTime


class Vote(Base):
    """`importance` is 1 nice to have, 2 important, 3 critical; `void` is set when a vote stops counting."""

    __tablename__ = "votes"
    __table_args__ = (
        CheckConstraint("importance BETWEEN 1 AND 3", name="importance"),
        Index("ix_votes_person", "person_id", "created_at"),
    )

    idea_id: Mapped[int] = mapped_column(ForeignKey("ideas.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    importance: Mapped[int] = mapped_column(default=2)
    void: Mapped[bool] = mapped_column(default=False)
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
