"""Digests that were not written, for administrators."""

from sqlalchemy import Row, select

from community.accounts.models import Person
from community.db import db
from community.notifications.models_digests import Digest

PAGE_SIZE = 50


def digests_skipped(before: int, *, quiet: bool) -> tuple[list[Row], int | None]:
    """One page, newest first, and the key of the next: id, kind, period, reason, made_at, person_id, name, state. Without
    `quiet` those are left out that had nothing to tell."""
    columns = (Digest.id, Digest.kind, Digest.period, Digest.reason, Digest.made_at, Digest.person_id, Person.name, Person.state)
    statement = select(*columns).join(Person, Person.id == Digest.person_id).where(Digest.state == "skipped")
    if not quiet:
        statement = statement.where(Digest.reason != "nothing")
    if before:
        statement = statement.where(Digest.id < before)
    rows = list(db.session.execute(statement.order_by(Digest.id.desc()).limit(PAGE_SIZE + 1)))
    return rows[:PAGE_SIZE], rows[PAGE_SIZE - 1].id if len(rows) > PAGE_SIZE else None
