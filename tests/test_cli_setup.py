"""`heed init` and `heed create-admin`: from nothing to somebody who can set up the rest in the browser."""

import pytest
from sqlalchemy import create_engine, text

from community.db import engine_options
from tests.commands import Site, empty_site

PASSWORD = "nine purple kettles"


@pytest.fixture(params=["sqlite", "postgres"])
def site(request, tmp_path) -> Site:
    return empty_site(tmp_path, request.getfixturevalue("postgres_url") if request.param == "postgres" else "")


def rows(site, sql):
    url = site.environ.get("HEED_DATABASE_URL", f"sqlite:///{site.environ['HEED_DATA_DIR']}/heed.db").replace("postgresql://", "postgresql+psycopg://")
    engine = create_engine(url, **engine_options(url))
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(text(sql))]
    engine.dispose()
    return found


def test_init_makes_folders_and_database_and_says_what_next(site):
    first = site.heed("init")
    assert (first.returncode, first.stderr) == (0, "")
    assert "heed create-admin" in first.stdout
    assert rows(site, "SELECT id, name FROM site") == [(1, "Ideas")]
    again = site.heed("init")
    assert again.returncode == 0


def test_an_administrator_can_be_made_and_sign_in_with_the_password(site):
    site.heed("init")
    made = site.heed("create-admin", "ruth@hourfold.example", "--name", "Ruth Adeyemi", "--password-stdin", typed=PASSWORD + "\n")
    assert made.returncode == 0, made.stderr
    assert "Ruth Adeyemi <ruth@hourfold.example> can administer" in made.stdout
    ((name, role, password_hash),) = rows(site, "SELECT name, role, password_hash FROM people")
    assert (name, role) == ("Ruth Adeyemi", "administrator")
    assert password_hash.startswith("$argon2id$")
    assert rows(site, "SELECT act, actor_id FROM audit_entries") == [("administrator.made", None)]
    assert "heed create-admin" not in site.heed("init").stdout


def test_somebody_already_here_becomes_an_administrator_and_stays_one_person(site):
    site.heed("init")
    for _ in range(2):
        assert site.heed("create-admin", "ruth@hourfold.example", "--without-password").returncode == 0
    assert rows(site, "SELECT email, role FROM people") == [("ruth@hourfold.example", "administrator")]


@pytest.mark.parametrize(
    ("email", "typed", "said"),
    [
        ("ruth", PASSWORD, "is not a mail address"),
        ("ruth@hourfold.example", "short", "at least 8 characters"),
        ("ruth@hourfold.example", "password1", "first to be guessed"),
        ("ruth@hourfold.example", "ruth@hourfold.example", "name or the address"),
    ],
)
def test_a_faulty_address_or_password_is_refused_in_words(tmp_path, email, typed, said):
    site = empty_site(tmp_path)
    site.heed("init")
    refused = site.heed("create-admin", email, "--password-stdin", typed=typed + "\n")
    assert refused.returncode != 0
    assert said in refused.stderr
    assert "Traceback" not in refused.stderr
    assert rows(site, "SELECT count(*) FROM people") == [(0,)]


def test_before_init_the_command_says_what_to_do_first(tmp_path):
    site = empty_site(tmp_path)
    (tmp_path / "data").mkdir()
    refused = site.heed("create-admin", "ruth@hourfold.example", "--without-password")
    assert refused.returncode == 2
    assert "heed migrate" in refused.stderr


def test_a_wrong_setting_is_one_sentence(tmp_path):
    refused = empty_site(tmp_path).heed("init", HEED_SECRET_KEY=None)
    assert refused.returncode == 2
    assert refused.stderr.strip() == "heed: HEED_SECRET_KEY must be set to 32 or more random characters."


def test_a_database_that_cannot_be_reached_is_one_sentence(tmp_path):
    refused = empty_site(tmp_path).heed("init", HEED_DATABASE_URL="postgresql://nobody@127.0.0.1:1/nothing")
    assert refused.returncode == 2
    assert refused.stderr.startswith("heed: The database cannot be used: ")
    assert "Traceback" not in refused.stderr
