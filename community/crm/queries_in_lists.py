"""What staff see of what comes in: conflicts, uploads, sources and what they pushed."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import undefer

from community.accounts.models import Organisation, Person
from community.crm.models_in import Conflict, Pushed, Source, Upload
from community.crm.rules_in import Problem, Taken
from community.db import db

PAGE_SIZE = 50
LARGEST_ID = 2**31


def next_upload() -> Upload | None:
    """The oldest file that waits for the worker, with its content."""
    statement = select(Upload).where(Upload.state.in_(("checking", "applying"))).options(undefer(Upload.content))
    return db.session.scalar(statement.order_by(Upload.id).limit(1))


def upload(upload_id: int) -> Upload | None:
    return db.session.get(Upload, upload_id) if 0 < upload_id < LARGEST_ID else None


def upload_to_change(upload_id: int) -> Upload | None:
    return db.session.get(Upload, upload_id, with_for_update=True) if 0 < upload_id < LARGEST_ID else None


def uploads() -> list[Row]:
    """The newest twenty, with who brought them."""
    statement = select(Upload, Person.name.label("by")).join(Person, Person.id == Upload.created_by_id)
    return list(db.session.execute(statement.order_by(Upload.id.desc()).limit(20)))


def bad_rows(kept: dict[str, Any]) -> list[tuple[int, Taken]]:
    """Rows that could not be used, as an upload keeps them."""
    return [
        (number, Taken(key, "refused", problems=tuple(Problem(*each) for each in problems)))
        for number, key, problems in kept.get("bad", [])
    ]


def open_conflicts(after: int = 0) -> tuple[list[Conflict], int | None]:
    """The oldest first, and the key to go on from."""
    statement = select(Conflict).where(Conflict.decided_at.is_(None), Conflict.id > after).order_by(Conflict.id)
    rows = list(db.session.scalars(statement.limit(PAGE_SIZE + 1)))
    return rows[:PAGE_SIZE], rows[PAGE_SIZE - 1].id if len(rows) > PAGE_SIZE else None


def count_open_conflicts() -> int:
    return db.session.scalar(select(func.count()).select_from(Conflict).where(Conflict.decided_at.is_(None))) or 0


def conflict_to_change(conflict_id: int) -> Conflict | None:
    return db.session.get(Conflict, conflict_id, with_for_update=True) if 0 < conflict_id < LARGEST_ID else None


def account_named(organisation_id: int | None) -> Organisation | None:
    return db.session.get(Organisation, organisation_id) if organisation_id else None


def person_named(person_id: int | None) -> Person | None:
    return db.session.get(Person, person_id) if person_id else None


def sources() -> list[Row]:
    """Each source with when it last pushed."""
    last = select(func.max(Pushed.received_at)).where(Pushed.source_id == Source.id).scalar_subquery()
    return list(db.session.execute(select(Source, last.label("last")).order_by(Source.name, Source.id)))


def source(source_id: int) -> Source | None:
    return db.session.get(Source, source_id) if 0 < source_id < LARGEST_ID else None


def source_named(slug: str) -> Source | None:
    return db.session.scalar(select(Source).where(Source.slug == slug))


def pushed(before: int = 0) -> tuple[list[Row], int | None]:
    """What came in by webhook, the newest first, without bodies; and the key to go on from."""
    columns = (Pushed.id, Pushed.received_at, Pushed.state, Pushed.attempts, Pushed.done_at, Pushed.outcome, Source.name)
    statement = select(*columns).join(Source, Source.id == Pushed.source_id).order_by(Pushed.id.desc())
    statement = statement.where(Pushed.id < before) if before else statement
    rows = list(db.session.execute(statement.limit(PAGE_SIZE + 1)))
    return rows[:PAGE_SIZE], rows[PAGE_SIZE - 1].id if len(rows) > PAGE_SIZE else None


def next_pushed(now: datetime) -> Pushed | None:
    """The oldest message that is due, in the order they came."""
    due = select(Pushed).where(Pushed.state == "waiting", Pushed.run_at <= now).order_by(Pushed.id).limit(1)
    return db.session.scalar(due)


def pushed_to_change(pushed_id: int) -> Pushed:
    return db.session.get_one(Pushed, pushed_id, with_for_update=True, populate_existing=True)
