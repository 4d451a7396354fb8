"""Engine, session and the transaction rules of each database."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from threading import RLock
from time import monotonic
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    ARRAY,
    BindParameter,
    ColumnElement,
    DateTime,
    Engine,
    MetaData,
    Text,
    any_,
    bindparam,
    cast,
    event,
    func,
    literal_column,
    select,
)
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.exc import InvalidatePoolError, OperationalError
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Session
from sqlalchemy.pool import ConnectionPoolEntry, Pool
from sqlalchemy.types import TypeDecorator

try:
    # Its SQLite is newer than 3.51.2, the last version with the rare WAL corruption bug.
    from pysqlite3 import dbapi2 as sqlite_module
except ImportError:
    import sqlite3 as sqlite_module

CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=5000",
    "mmap_size=0",
    "trusted_schema=OFF",
)

LONG_REST = 1.0
"""Seconds; in fewer no server goes down and comes up again."""

_writer = RLock()


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=CONVENTION)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant in UTC on both databases; SQLite stores it without a zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time must be aware")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})


def engine_options(url: str) -> dict[str, Any]:
    return {"module": sqlite_module} if url.startswith("sqlite") else {}


@event.listens_for(Engine, "connect")
def _on_connect(connection: Any, _record: object) -> None:
    if not isinstance(connection, sqlite_module.Connection):
        return
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Pool, "checkin")
def _on_checkin(_connection: object, record: ConnectionPoolEntry) -> None:
    record.info["resting_since"] = monotonic()


@event.listens_for(Pool, "checkout")
def _on_checkout(connection: Any, record: ConnectionPoolEntry, _proxy: object) -> None:
    """Ask a server whether it is still there only after a rest, since asking costs as much as a small question.

    "Disconnect Handling - Pessimistic" of SQLAlchemy's documentation, with this one condition more.
    """
    rested = monotonic() - record.info.get("resting_since", monotonic())
    if rested < LONG_REST or isinstance(connection, sqlite_module.Connection):
        return
    try:
        connection.execute("SELECT 1")
        connection.rollback()
    except Exception as lost:
        raise InvalidatePoolError from lost


@event.listens_for(Engine, "begin")
def _on_begin(connection: Connection) -> None:
    """SQLite: a writer takes its lock at the start, so that it never fails half-way with a stale read."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if "writing" in connection.get_execution_options() else "BEGIN")


@contextmanager
def writing() -> Iterator[Session]:
    """One short write transaction, committed at the end, rolled back on any exception.

    What was read before is let go: re-read inside what the change decides on.
    """
    session = db.session()
    session.rollback()
    with _in_turn(session):
        session.connection(execution_options={"writing": True})
        try:
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise


def _in_turn(session: Session) -> AbstractContextManager[object]:
    """SQLite lets whoever polls at the right moment write first, and starves the others; threads stand in line."""
    return _writer if session.get_bind().dialect.name == "sqlite" else nullcontext()


def among(column: InstrumentedAttribute[int] | InstrumentedAttribute[int | None], ids: Collection[int]) -> ColumnElement[bool]:
    """One parameter however many they are: a list of parameters has an end, and is a new statement at each length."""
    return listed_in(column, bindparam(None, as_list(ids), type_=Text()))


def listed_in(column: ColumnElement[Any] | InstrumentedAttribute[Any], given: BindParameter[str]) -> ColumnElement[bool]:
    """As among(), for a parameter that is given later, by as_list()."""
    if db.engine.dialect.name == "postgresql":
        return column == any_(cast(given, ARRAY(column.type)))
    return column.in_(select(func.json_each(given).table_valued("value").c.value))


def as_list(values: Iterable[int | float]) -> str:
    """Numbers as the database at hand reads a list: a text takes a driver a tenth of the time."""
    written = ",".join(map(str, values))
    return f"{{{written}}}" if db.engine.dialect.name == "postgresql" else f"[{written}]"


def written_out(words: Iterable[str]) -> list[ColumnElement[str]]:
    """Our own words as part of the statement, for what is asked all day: each parameter costs more than finding a row does."""
    return [literal_column(f"'{word}'") for word in words]


DEADLOCK = "40P01"
"""PostgreSQL's code for two transactions that wait for each other's rows, in its appendix of error codes."""


def stood_in_the_way(error: OperationalError) -> bool:
    """Whether other transactions were all that was wrong, so that the same may be tried again from the start."""
    return getattr(error.orig, "sqlstate", "") == DEADLOCK or str(error.orig) == "database is locked"


@contextmanager
def reading() -> Iterator[Session]:
    """A read-only stretch outside a request; it leaves no transaction open behind it."""
    session = db.session()
    try:
        yield session
    finally:
        session.rollback()
