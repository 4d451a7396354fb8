"""The append-only log of staff acts: who did what to what, before and after."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from community.db import Base, UtcDateTime, db


class AuditEntry(Base):
    __tablename__ = "audit_entries"
    __table_args__ = (Index("ix_audit_subject", "subject_kind", "subject_id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int | None]
    act: Mapped[str] = mapped_column(String(60))
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int | None]
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


def log(
    act: str,
    *,
    actor_id: int | None,
    at: datetime,
    subject: tuple[str, int | None],
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Note one staff act, `noun.verbed`, in the transaction that carries it out."""
    kind, subject_id = subject
    entry = AuditEntry(
        act=act, actor_id=actor_id, at=at, subject_kind=kind, subject_id=subject_id,
        before=before or {}, after=after or {},
    )
    db.session.add(entry)
