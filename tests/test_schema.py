"""Migrations: from nothing to the newest schema, in agreement with the models, twice without harm."""

import shutil
from dataclasses import replace
from datetime import timedelta

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import func, inspect, select, text

from community import clock, create_app, schema
from community.accounts.actions import add_person
from community.accounts.models import Person
from community.config import ROOT
from community.db import db, writing
from community.notifications.models_inbox import Preference
from community.responses.calendars import Promise
from community.responses.models_promises import CalendarVersion, PolicyVersion
from community.responses.queries import terms_of
from community.site import Site, site_facts
from tests import factories
from tests.conftest import make_settings


def test_the_schema_is_at_its_head(app):
    assert schema.at_head()


def test_models_and_migrations_agree(app):
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []


def test_upgrading_again_changes_nothing(app):
    with writing() as session:
        session.execute(text("UPDATE site SET name = 'Kept'"))
    schema.upgrade()
    assert site_facts().name == "Kept"
    assert len(db.session.scalars(select(Site)).all()) == 1


def test_every_migration_can_be_found_in_order():
    names = sorted(path.name for path in (ROOT / "migrations" / "versions").glob("*.py"))
    assert names
    assert all(name[:8].isdigit() and name[8] == "_" and name[9:13].isdigit() for name in names)


@pytest.mark.parametrize("times", [1, 2])
def test_an_empty_folder_becomes_a_database(workplace, times):
    folder = workplace / f"fresh-{times}"
    fresh = create_app(make_settings(folder))
    with fresh.app_context():
        for _ in range(times):
            schema.upgrade()
        assert schema.at_head()
        db.engine.dispose()
    shutil.rmtree(folder)


def test_the_first_migration_stands_by_itself():
    """It says what the schema was then; reading today's models would let it drift from what is installed."""
    first = (ROOT / "migrations" / "versions" / "20261122_0000_first.py").read_text()
    assert "community" not in first
    assert "create_all" not in first


def test_what_was_built_up_can_be_taken_down(workplace):
    folder = workplace / "taken-down"
    fresh = create_app(make_settings(folder))
    with fresh.app_context():
        schema.upgrade()
        schema.downgrade()
        assert set(inspect(db.engine).get_table_names()) <= {"alembic_version", "sqlite_sequence"}
        db.engine.dispose()
    shutil.rmtree(folder)


def back_to(version):
    with db.engine.connect().execution_options(writing=True) as connection, connection.begin():
        command.downgrade(schema._config(connection), version)


def test_people_from_before_are_found_by_their_folded_names(workplace):
    folder = workplace / "names"
    fresh = create_app(make_settings(folder))
    with fresh.app_context():
        schema.upgrade()
        with writing() as session:
            add_person("e@x.example", now=clock.now(), name="Élodie  Ámon")
        expected = db.session.scalar(select(Person.name_folded))
        with writing() as session:
            session.execute(text("UPDATE people SET name_folded = ''"))
        back_to("20261122_0340")
        schema.upgrade()
        assert db.session.scalar(select(Person.name_folded)) == expected == "elodie amon"
        db.session.remove()
        db.engine.dispose()
    shutil.rmtree(folder)


def test_what_was_promised_before_is_the_first_version(workplace):
    folder = workplace / "promises"
    fresh = create_app(make_settings(folder))
    with fresh.app_context():
        schema.upgrade()
        with writing():
            topic = factories.topic("rotas", promise_amount=12, promise_unit="hours", review_months=3)
        expected = terms_of(topic.id)
        db.session.rollback()
        back_to("20261122_0700")
        assert [db.session.scalar(select(func.count(kind.id))) for kind in (PolicyVersion, CalendarVersion)] == [0, 0]
        db.session.rollback()
        schema.upgrade()
        found = terms_of(topic.id, at=topic.opened_at - timedelta(days=9_000))
        assert replace(found, renewal=None, next_promise=None) == replace(expected, renewal=None, next_promise=None)
        assert found.promise == found.renewal == found.next_promise == Promise(12, "hours")
        assert (found.review_months, found.calendar.zone) == (3, "Europe/London")
        db.session.remove()
        db.engine.dispose()
    shutil.rmtree(folder)


def test_what_people_refused_before_they_still_refuse(workplace):
    folder = workplace / "refusals"
    fresh = create_app(make_settings(folder))
    with fresh.app_context():
        schema.upgrade()
        with writing() as session:
            person = add_person("e@x.example", now=clock.now(), name="Ada")
            session.flush()
            session.add(Preference(person_id=person.id, kind="idea_commented", pace="never", since=clock.now()))
            session.add(Preference(person_id=person.id, kind="idea_answered", pace="daily", since=clock.now()))
        back_to("20261122_0830")
        assert [*db.session.execute(text("SELECT kind FROM refusals"))] == [("idea_commented",)]
        db.session.rollback()
        schema.upgrade()
        assert [(row.kind, row.pace) for row in db.session.query(Preference)] == [("idea_commented", "never")]
        db.session.remove()
        db.engine.dispose()
    shutil.rmtree(folder)
