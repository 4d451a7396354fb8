"""Small questions that programs ask all day, put to the driver itself: a session, its rows and their columns cost more than the answer does."""

from collections import namedtuple
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any, NamedTuple

from flask import g
from sqlalchemy import Dialect, PoolProxiedConnection, Select

from community.db import db


@contextmanager
def looking() -> Iterator[None]:
    """Inside it a Glance reads over one connection, each seeing what is committed by then. Nothing else may be done in it."""
    with closing(db.engine.raw_connection()) as connection, _without_transaction(connection):
        g.looking = connection
        try:
            yield
        finally:
            g.pop("looking", None)


@contextmanager
def _without_transaction(connection: PoolProxiedConnection) -> Iterator[None]:
    """SQLite's are opened by a statement of ours; PostgreSQL's by its driver, which costs two exchanges with the server."""
    driver = connection.driver_connection
    if db.engine.dialect.name != "postgresql" or driver is None:
        yield
        return
    driver.autocommit = True
    try:
        yield
    finally:
        if not driver.closed:
            driver.autocommit = False


class _Ready(NamedTuple):
    """The words for one database, the statement's own values, the order of all where they have no names, and what turns a
    column's value into Python's."""

    sql: str
    own: dict[str, Any]
    order: list[str] | None
    readers: list[tuple[int, Callable[[Any], Any]]]


class Glance:
    """A Core statement that is compiled once for each database; its parameters are texts and whole numbers.

    Calling it gives rows with the columns' names: by the connection of looking() inside it, else by the session's.
    """

    def __init__(self, statement: Select) -> None:
        self.statement = statement
        self._row = namedtuple("Row", statement.selected_columns.keys())  # type: ignore[misc]
        self._ready: dict[str, _Ready] = {}

    def __call__(self, **values: str | int) -> list[Any]:
        dialect = db.engine.dialect
        ready = self._ready.get(dialect.name) or self._get_ready(dialect)
        connection = g.get("looking") or db.session.connection().connection
        with closing(connection.cursor()) as cursor:
            given = ready.own | values
            cursor.execute(ready.sql, given if ready.order is None else [given[name] for name in ready.order])
            return [self._read(row, ready.readers) for row in cursor.fetchall()]

    def _read(self, row: tuple[Any, ...], readers: list[tuple[int, Callable[[Any], Any]]]) -> Any:
        read = list(row)
        for place, reader in readers:
            read[place] = reader(read[place])
        return self._row(*read)

    def _get_ready(self, dialect: Dialect) -> _Ready:
        compiled = self.statement.compile(dialect=dialect)
        readers = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in self.statement.selected_columns]
        own = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
        ready = _Ready(str(compiled), own, compiled.positiontup, [(place, reader) for place, reader in enumerate(readers) if reader])
        self._ready[dialect.name] = ready
        return ready
