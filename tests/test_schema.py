"""Migrations: from nothing to the newest schema, in agreement with the models, twice without harm."""

import shutil

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import select, text

from community import create_app, schema
from community.config import ROOT
from community.db import db, writing
from community.site import Site, site_facts
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
