"""What the audit log says: who did what to what."""

from dataclasses import dataclass

from sqlalchemy import Row, select

from community.accounts.models import Person
from community.audit import AuditEntry
from community.db import db

PAGE_SIZE = 50


@dataclass(frozen=True)
class AuditFilter:
    """`after` is the id of the last entry shown; 0 and "" leave a part open."""

    actor_id: int = 0
    act: str = ""
    subject_kind: str = ""
    subject_id: int = 0
    after: int = 0


def audit_page(wanted: AuditFilter) -> tuple[list[Row], int | None]:
    """Entries, the latest first, with the name of who acted; and the key to go on from."""
    statement = select(
        AuditEntry.id, AuditEntry.at, AuditEntry.actor_id, AuditEntry.act, AuditEntry.subject_kind,
        AuditEntry.subject_id, AuditEntry.before, AuditEntry.after, Person.name.label("actor"),
    ).outerjoin(Person, Person.id == AuditEntry.actor_id)
    columns = {"actor_id": AuditEntry.actor_id, "act": AuditEntry.act, "subject_kind": AuditEntry.subject_kind, "subject_id": AuditEntry.subject_id}
    for name, column in columns.items():
        if getattr(wanted, name):
            statement = statement.where(column == getattr(wanted, name))
    if wanted.after:
        statement = statement.where(AuditEntry.id < wanted.after)
    rows = list(db.session.execute(statement.order_by(AuditEntry.id.desc()).limit(PAGE_SIZE + 1)))
    return rows[:PAGE_SIZE], rows[PAGE_SIZE - 1].id if len(rows) > PAGE_SIZE else None


def audit_actors() -> list[Row]:
    """Everyone who ever acted: id and name, by name."""
    acted = select(AuditEntry.actor_id).distinct()
    return list(db.session.execute(select(Person.id, Person.name).where(Person.id.in_(acted)).order_by(Person.name, Person.id)))


def audit_acts() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.act).distinct().order_by(AuditEntry.act)))


def audit_subject_kinds() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.subject_kind).distinct().order_by(AuditEntry.subject_kind)))
