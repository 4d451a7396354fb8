"""The append-only log of staff acts: who did what to what, before and after.

Ids, numbers and choices only, never personal text: an entry outlives the person it is about.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import DDL, JSON, Index, String, event
from sqlalchemy.orm import Mapped, mapped_column

from community.db import Base, UtcDateTime, db


class AuditEntry(Base):
    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_subject", "subject_kind", "subject_id"),
        Index("ix_audit_actor", "actor_id", "id"),
        Index("ix_audit_act", "act", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int | None]
    act: Mapped[str] = mapped_column(String(60))
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int | None]
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


_REFUSED = "the audit log is append-only"
_SQLITE = "CREATE TRIGGER audit_entries_refuse_{0} BEFORE {0} ON audit_entries BEGIN SELECT RAISE(ABORT, '{1}'); END"
_POSTGRES = (
    "CREATE OR REPLACE FUNCTION audit_entries_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{_REFUSED}'; END $$",
    "CREATE TRIGGER audit_entries_refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_refuse()",
)
APPEND_ONLY = {
    "sqlite": tuple(_SQLITE.format(verb, _REFUSED) for verb in ("UPDATE", "DELETE")),
    "postgresql": _POSTGRES,
}
"""The database itself refuses to change or drop an entry; these come with the table."""

for _dialect, _statements in APPEND_ONLY.items():
    for _statement in _statements:
        event.listen(AuditEntry.__table__, "after_create", DDL(_statement).execute_if(dialect=_dialect))


def change(row: object, values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Set these values on a row; returns what differed, before and after, in a form the log can keep."""
    before, after = {}, {}
    for name, value in values.items():
        old = getattr(row, name)
        if old != value:
            before[name], after[name] = plain(old), plain(value)
            setattr(row, name, value)
    return before, after


def plain(value: Any) -> Any:
    """A value as the log keeps it: times to the minute and days as text."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    return value.isoformat() if isinstance(value, date) else value


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
