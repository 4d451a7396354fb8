"""The reputation ledger: one line for every point, with its cause."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.db import Base, UtcDateTime


class LedgerLine(Base):
    """`cause` names the outcome; a line that takes points back names the event that undid it."""

    __tablename__ = "ledger_lines"
    __table_args__ = (
        UniqueConstraint("event_id", "person_id", "cause"),
        Index("ix_ledger_person", "person_id", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id"))
    cause: Mapped[str] = mapped_column(String(30))
    points: Mapped[int]
    idea_id: Mapped[int | None]
    comment_id: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
