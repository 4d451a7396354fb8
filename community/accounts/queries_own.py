"""Everything that is kept about one person, table by table, so that no new table can be forgotten."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, LargeBinary, Table, or_, select

from community.accounts.models import Person
from community.db import db

WHOSE = ("person_id", "author_id", "editor_id", "reporter_id", "proposer_id")
"""Columns that say whom a row is about, or who wrote it; who merely handled it is another person's data."""
ELSEWHERE = frozenset({"person_values", "referrals", "erasures", "search_entries"})
"""Told in other words: figures would give away what others' companies pay, referrals what others said."""
INTERNAL = ("_hash", "lease", "leased_until", "domain", "rank", "hot", "pages", "content", "token", "network")
MOST = 20_000


def row_of(person_id: int) -> dict[str, Any]:
    """The person's own row."""
    return _plain(dict(db.session.execute(select(*_shown(Person.metadata.tables["people"])).where(Person.id == person_id)).one()._mapping))


def rows_about(person_id: int) -> dict[str, list[dict[str, Any]]]:
    """By table: its rows that are about this person, each as columns and plain values."""
    return {table.name: rows for table in db.metadata.sorted_tables if (rows := _rows(table, person_id))}


def held_by_others(addresses: Collection[str], person_id: int) -> set[str]:
    """Those of these folded mail addresses that belong to somebody else here."""
    theirs = select(Person.email_folded).where(Person.email_folded.in_(addresses), Person.id != person_id)
    return {address for address in db.session.scalars(theirs) if address} if addresses else set()


def _rows(table: Table, person_id: int) -> list[dict[str, Any]]:
    whose = [table.c[name] for name in WHOSE if name in table.c]
    if not whose or table.name in ELSEWHERE:
        return []
    statement = select(*_shown(table)).where(or_(*(column == person_id for column in whose)))
    rows = db.session.execute(statement.order_by(*table.primary_key.columns).limit(MOST))
    return [_plain(dict(row._mapping)) for row in rows]


def _shown(table: Table) -> list[Column]:
    return [column for column in table.columns if not column.name.endswith(INTERNAL) and not isinstance(column.type, LargeBinary)]


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, datetime | date) else value for name, value in row.items()}
