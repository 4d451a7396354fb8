"""`heed erase-member`, as it is run by hand."""

import pytest

from community import clock
from community.accounts.actions_admin import make_administrator
from community.accounts.models import Person
from community.accounts.models_erasing import Erasure
from community.audit import AuditEntry
from community.cli import heed
from community.db import db, writing
from tests import factories
from tests.cast import ADA, ROOT


@pytest.fixture
def run(app, monkeypatch):
    """The exit code, what it said, and what it complained of."""
    with writing():
        factories.person(ADA)
        make_administrator(factories.person(ROOT), None, now=clock.now())
    monkeypatch.setattr("community.commands.erasing.create_app", lambda: app)

    def run(*arguments: str, typed: str = "") -> tuple[int, str, str]:
        found = app.test_cli_runner().invoke(heed, ["erase-member", *arguments], input=typed)
        assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
        return found.exit_code, found.stdout, found.stderr

    return run


def states() -> dict[str, str]:
    db.session.rollback()
    db.session.expire_all()
    return {row.name: row.state for row in db.session.query(Person)}


@pytest.mark.parametrize(("more", "keep_words"), [([], True), (["--words", "keep"], True), (["--words", "remove"], False)])
def test_a_person_is_forgotten_at_once_and_the_worker_is_left_its_part(run, more, keep_words):
    code, said, _ = run(ADA.email.upper(), "--yes", *more)
    assert code == 0
    assert said.startswith("Forgotten; the row is now called Former member ")
    assert said.endswith(". A running worker removes every trace within minutes.\n")
    assert ADA.name not in states()
    assert db.session.query(Erasure).one().keep_words is keep_words
    (entry,) = db.session.query(AuditEntry).filter_by(act="person.erased")
    assert (entry.actor_id, entry.after) == (None, {"own": False, "keep_words": keep_words})


def test_it_asks_first_and_names_whom(run):
    code, said, _ = run(ADA.email, typed="n\n")
    assert code == 1
    assert f"Forget {ADA.name} <{ADA.email}> for ever? [y/N]" in said
    assert states()[ADA.name] == "active"
    assert run(ADA.email, typed="y\n")[0] == 0
    assert ADA.name not in states()


def test_silence_is_no(run):
    assert run(ADA.email)[0] == 1
    assert states()[ADA.name] == "active"


@pytest.mark.parametrize("address", ["nobody@elsewhere.example", "ada", "", "%"])
def test_an_address_of_nobody_is_said_before_anything_is_asked(run, address):
    assert run(address) == (1, "", f"Error: Nobody here has the address {address}.\n")


def test_who_was_forgotten_is_nobody_here(run):
    run(ADA.email, "--yes")
    assert run(ADA.email, "--yes")[0] == 1
    assert db.session.query(AuditEntry).filter_by(act="person.erased").count() == 1


def test_the_last_administrator_stays(run):
    assert run(ROOT.email, "--yes") == (1, "", "Error: This is the last administrator. Make somebody else one first.\n")
    assert states()[ROOT.name] == "active"


@pytest.mark.parametrize(("arguments", "said"), [([], "Missing argument 'EMAIL'"), (["--words", "some", "a@b.example"], "'some' is not one of 'keep', 'remove'")])
def test_what_it_cannot_read_is_said_and_nothing_is_done(run, arguments, said):
    code, _, problem = run(*arguments)
    assert (code, said in problem) == (2, True), problem
