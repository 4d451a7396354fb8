"""Transactions: nothing is lost between writers, nothing half-done stays, times come back as they went in."""

import sys
import threading
from datetime import UTC, datetime, timedelta, timezone

import psycopg
import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError, StatementError

from community import clock
from community.db import PRAGMAS, db, reading, writing
from community.events import Event, record
from community.site import Site, site_facts, touch_site

WRITERS, TIMES = 4, 25


def test_read_modify_write_from_many_threads_loses_nothing(app):
    """The measurement that made BEGIN IMMEDIATE a rule: read, think, write, in four threads."""

    def add_many():
        with app.app_context():
            for _ in range(TIMES):
                with writing() as session:
                    site = session.scalars(select(Site).with_for_update()).one()
                    site.version += 1
                db.session.remove()

    threads = [threading.Thread(target=add_many) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert site_facts().version == 1 + WRITERS * TIMES


def test_an_exception_takes_everything_back(app):
    with pytest.raises(RuntimeError), writing():
        touch_site()
        record("ping", at=clock.now())
        raise RuntimeError
    assert site_facts().version == 1
    assert db.session.scalars(select(Event)).all() == []


def test_what_was_read_before_is_read_again_inside(app):
    stale = db.session.scalars(select(Site)).one()
    with app.app_context(), writing():
        touch_site()
    with writing() as session:
        session.refresh(stale)
        assert stale.version == 2


def test_reading_leaves_no_transaction_open(app):
    with reading() as session:
        session.execute(text("SELECT 1"))
        assert session.in_transaction()
    assert not db.session().in_transaction()


def test_foreign_keys_hold_on_both_databases(app):
    with pytest.raises(IntegrityError), writing() as session:
        session.execute(text("INSERT INTO votes (idea_id, person_id, importance, void, created_at) VALUES (9, 9, 1, false, '2026-01-01')"))


def test_sqlite_runs_with_the_settings_it_was_given(app):
    if db.engine.dialect.name != "sqlite":
        assert db.session.scalar(text("SHOW server_version"))
        return
    values = {pragma.split("=")[0]: db.session.scalar(text(f"PRAGMA {pragma.split('=')[0]}")) for pragma in PRAGMAS}
    assert values == {
        "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000, "mmap_size": 0, "trusted_schema": 0,
    }


def test_sqlite_is_newer_than_the_one_that_could_corrupt_its_log(app):
    if db.engine.dialect.name == "sqlite":
        version = db.session.scalar(text("SELECT sqlite_version()"))
        assert tuple(map(int, version.split("."))) >= (3, 51, 3)
    else:
        assert int(db.session.scalar(text("SHOW server_version_num"))) >= 150_000


@pytest.mark.parametrize("hours", [0, -11, 5.75, 14])
def test_an_instant_comes_back_as_the_same_instant_in_utc(app, hours):
    at = datetime(2026, 3, 29, 1, 30, tzinfo=timezone(timedelta(hours=hours)))
    with writing():
        record("ping", at=at)
    found = db.session.scalars(select(Event.at)).one()
    assert found == at
    assert found.tzinfo is UTC


def test_a_time_without_a_zone_is_refused(app):
    with pytest.raises(StatementError, match="aware"), writing():
        record("ping", at=datetime(2026, 1, 1))  # noqa: DTZ001


def test_an_unknown_event_is_refused(app):
    with pytest.raises(ValueError, match=r"idea\.vanished"):
        record("idea.vanished", at=clock.now())


def test_the_clock_follows_its_file(app, moved_clock):
    before = clock.now()
    moved_clock(86_400)
    assert timedelta(hours=23) < clock.now() - before < timedelta(hours=25)
    moved_clock(-3_600)
    assert clock.now() < before


def test_a_reader_is_not_kept_waiting_by_a_writer(app):
    with writing() as session:
        session.execute(update(Site).values(name="Half written"))
        seen = []

        def look():
            with app.app_context():
                seen.append(site_facts().name)

        reader = threading.Thread(target=look)
        reader.start()
        reader.join(timeout=4)
        assert seen == ["Ideas"]
    assert site_facts().name == "Half written"


def test_a_server_that_hung_up_during_a_rest_is_called_again(app, monkeypatch):
    """A restarted PostgreSQL costs nobody a page: what lay unused is asked first whether it is still there."""
    if db.engine.dialect.name != "postgresql":
        assert site_facts().version == 1
        return
    db.session.remove()
    use_two_connections()
    hang_up_on_all()
    monkeypatch.setattr(sys.modules["community.db"], "LONG_REST", 0.0)
    assert site_facts().version == 1
    db.session.remove()
    monkeypatch.setattr(sys.modules["community.db"], "LONG_REST", 99.0)
    use_two_connections()


def use_two_connections():
    """At the same time, so that the pool keeps two."""
    with db.engine.connect() as one, db.engine.connect() as other:
        assert one.scalar(text("SELECT 1")) == other.scalar(text("SELECT 1")) == 1


def hang_up_on_all():
    """By a connection of its own, as an operator would."""
    with psycopg.connect(db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False), autocommit=True) as own:
        hung_up = own.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        assert hung_up.fetchall(), "there was somebody to hang up on"
