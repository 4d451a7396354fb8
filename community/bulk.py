"""Many rows at once: gathered in memory, numbered in the order of their time, written table by table."""

from collections import defaultdict
from typing import Any

from sqlalchemy import Column, Table, func, insert, select, text
from sqlalchemy.orm import Session

from community.db import Base

BATCH = 5_000


class Row(dict[str, Any]):
    """Column values of one row to be. Where a value is itself a Row, its id is written."""


class Batch:
    """Rows by table. `key` orders the rows of a table before they are numbered."""

    def __init__(self) -> None:
        self._rows: dict[Table, list[Row]] = defaultdict(list)

    def add(self, model: type[Base], **values: Any) -> Row:
        row = Row(values)
        self._rows[_table(model)].append(row)
        return row

    def of(self, model: type[Base]) -> list[Row]:
        return self._rows[_table(model)]

    def number(self, model: type[Base], key: str | None = None, first: int = 1) -> None:
        """Give ids from `first` on, in the order of `key` (rows of one time keep the order they were added in)."""
        rows = self.of(model)
        if key is not None:
            rows.sort(key=lambda row: row[key])
        for number, row in enumerate(rows, first):
            row["id"] = number

    def write(self, session: Session) -> None:
        """Insert everything, parents before children, and let PostgreSQL go on counting after the last id."""
        for table in Base.metadata.sorted_tables:
            if self._rows.get(table):
                insert_rows(session, table, self._rows[table])


def insert_rows(session: Session, table: Table, rows: list[Row]) -> None:
    names = sorted({name for row in rows for name in row})
    defaults = {name: table.c[name] for name in names}
    for start in range(0, len(rows), BATCH):
        chunk = rows[start : start + BATCH]
        session.execute(insert(table), [_values(row, defaults) for row in chunk])
    if "id" in names:
        continue_after(session, table)


def continue_after(session: Session, table: Table) -> None:
    """On PostgreSQL the next id follows the highest one that was written by hand."""
    if session.get_bind().dialect.name != "postgresql":
        return
    sequence = session.scalar(select(func.pg_get_serial_sequence(table.name, "id")))
    if sequence:
        highest = select(func.max(table.c.id)).scalar_subquery()
        session.execute(select(func.setval(text(f"'{sequence}'"), highest)))


def next_id(session: Session, model: type[Base]) -> int:
    return (session.scalar(select(func.max(_table(model).c.id))) or 0) + 1


def _values(row: Row, columns: dict[str, Column[Any]]) -> dict[str, Any]:
    return {name: _plain(row[name]) if name in row else _default(column) for name, column in columns.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Row):
        return value["id"]
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value


def _default(column: Column[Any]) -> Any:
    """What the column would hold had it been left out."""
    if column.default is None:
        return None
    return column.default.arg(None) if column.default.is_callable else column.default.arg  # type: ignore[attr-defined]


def _table(model: type[Base]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table
