"""Small questions asked all day, put to the driver itself: a session, its rows and their columns cost more than the answer does."""

from collections import namedtuple
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any, NamedTuple

from flask import g
from sqlalchemy import ColumnElement, Dialect, PoolProxiedConnection, Select, TextualSelect
from sqlalchemy.exc import DBAPIError

from community.db import db

Readers = list[tuple[int, Callable[[Any], Any]]]
"""By place in the row: what turns a column's value into Python's."""


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
    """For one database: the words, the statement's own values, the order of all values where they have no names, the columns."""

    sql: str
    own: dict[str, Any]
    order: list[str] | None
    columns: list[ColumnElement[Any]]
    row: Callable[..., Any]
    cursor: dict[str, bool]


class Glance:
    """A Core statement that is compiled once for each database; its parameters are texts, numbers and lists of texts.

    Calling it gives rows with the columns' names: by the connection of looking() inside it, else as the session sees them.
    """

    def __init__(self, build: Callable[[], Select | TextualSelect]) -> None:
        self.build = build
        self._ready: dict[str, _Ready] = {}
        self._readers: dict[str, Readers] = {}

    def __call__(self, **values: str | float | list[str] | None) -> list[Any]:
        dialect = db.engine.dialect
        ready = self._ready.get(dialect.name) or self._get_ready(dialect)
        given = ready.own | values
        with closing(_connection().cursor(**ready.cursor)) as cursor:
            try:
                cursor.execute(ready.sql, given if ready.order is None else [given[name] for name in ready.order])
            except dialect.loaded_dbapi.Error as problem:
                raise _told_as_usual(ready.sql, problem, dialect) from problem
            readers = self._readers.get(dialect.name)
            if readers is None:
                readers = self._readers[dialect.name] = _readers(ready, dialect, cursor.description)
            return [_read(row, ready.row, readers) for row in cursor.fetchall()]

    def _get_ready(self, dialect: Dialect) -> _Ready:
        statement = self.build()
        compiled, columns = statement.compile(dialect=dialect), list(statement.selected_columns)
        own = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
        cursor = {"binary": True} if dialect.name == "postgresql" else {}
        row = namedtuple("Row", [column.key for column in columns])  # type: ignore[misc]
        self._ready[dialect.name] = _Ready(str(compiled), own, compiled.positiontup, columns, row, cursor)
        return self._ready[dialect.name]


def _told_as_usual(sql: str, problem: Exception, dialect: Dialect) -> BaseException:
    """The driver's error under the name that everybody else catches."""
    return DBAPIError.instance(sql, None, problem, dialect.loaded_dbapi.Error, hide_parameters=True, dialect=dialect)


def _readers(ready: _Ready, dialect: Dialect, description: Sequence[Sequence[Any]]) -> Readers:
    """What SQLAlchemy's types make of what this driver gives; most leave it as it is."""
    types = [column.type.dialect_impl(dialect) for column in ready.columns]
    readers = [each.result_processor(dialect, told[1]) for each, told in zip(types, description, strict=True)]
    return [(place, reader) for place, reader in enumerate(readers) if reader]


def _connection() -> Any:
    """What is still to be written is written first, as the session itself would."""
    if "looking" in g:
        return g.looking
    db.session.flush()
    return db.session.connection().connection


def _read(values: Sequence[Any], row: Callable[..., Any], readers: Readers) -> Any:
    if not readers:
        return row(*values)
    read = list(values)
    for place, reader in readers:
        read[place] = reader(read[place])
    return row(*read)
