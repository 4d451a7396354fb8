"""`heed recount`, `heed reindex`, `heed migrate` and `heed import ideas`, as they are run by hand: exit code and words."""

import json

import pytest
from click.testing import CliRunner

from community.accounts.models import Person
from community.cli import PASSWORD_PROBLEMS, heed
from community.db import db, writing
from community.ideas.models import Idea
from community.search.interface import IndexBusy
from tests import factories
from tests.cast import ADA, MARTA
from tests.triage.helping import asked

OLD = {"id": "old-1", "title": "Print the week", "body": "On one page.", "created": "2019-03-05T10:00:00Z"}


@pytest.fixture
def run(app, monkeypatch):
    """The exit code, what it said, and what it complained of."""
    monkeypatch.setattr("community.cli.create_app", lambda *_: app)

    def run(*arguments: object, typed: str = "") -> tuple[int, str, str]:
        found = app.test_cli_runner().invoke(heed, [*map(str, arguments)], input=typed)
        assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
        return found.exit_code, found.stdout, found.stderr

    return run


@pytest.fixture
def wrong(app) -> int:
    """An idea whose stored count says three votes where there is one."""
    idea = asked(ADA, "Print the week")
    with writing():
        db.session.query(Idea).update({"vote_count": 3})
    return idea


@pytest.fixture
def old(tmp_path, app):
    """A file of these rows."""
    with writing():
        factories.topic("rotas", owner=MARTA)

    def write(*rows, name="old.jsonl"):
        path = tmp_path / name
        path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows))
        return path

    return write


def stored() -> list[tuple[str, int]]:
    db.session.rollback()
    db.session.expire_all()
    return [(row.title, row.vote_count) for row in db.session.query(Idea).order_by(Idea.id)]


def test_counts_that_are_right_are_said_to_be(run, app):
    asked(ADA, "Print the week")
    assert run("recount") == (0, "0 wrong.\n", "")
    assert run("recount", "--mend") == (0, "0 wrong.\n", "")


def test_a_wrong_count_is_named_and_left_alone_until_it_is_to_be_mended(run, wrong):
    code, said, _ = run("recount")
    assert (code, said) == (1, f"votes of idea {wrong}: stored 3, counted 1\n1 wrong.\n")
    assert stored() == [("Print the week", 3)]
    code, said, _ = run("recount", "--mend")
    assert (code, said.splitlines()[-1]) == (0, "1 wrong, mended.")
    assert stored() == [("Print the week", 1)]
    assert run("recount")[:2] == (0, "0 wrong.\n")


def test_the_index_is_built_from_the_ideas_there_are(run, app):
    for title in ("Print the week", "Swap a shift"):
        asked(ADA, title)
    assert run("reindex") == (0, "The search index holds 2 ideas.\n", "")


def test_a_writer_at_work_is_no_failure_but_something_to_try_again(run, app, monkeypatch):
    def busy():
        raise IndexBusy

    monkeypatch.setattr("community.cli.rebuild_index", busy)
    assert run("reindex") == (1, "", "Error: The worker is writing the index at the moment. Please try again.\n")


def test_what_still_waits_for_its_vectors_is_said(run, app, monkeypatch):
    monkeypatch.setattr("community.cli.rebuild_vectors", lambda: 7)
    assert run("reindex")[1].splitlines()[1] == "7 of them wait for their vectors, which the worker makes."


def test_old_ideas_come_in_once(run, old):
    path = old(OLD, {**OLD, "id": "old-2", "title": "Swap a shift"})
    code, said, told = run("import", "ideas", path, "--topic", "rotas")
    assert (code, said.splitlines()[-1]) == (0, "2 ideas added, 0 were here already, 0 rows could not be used."), told
    assert run("import", "ideas", path, "--topic", "rotas")[1].splitlines()[-1] == "0 ideas added, 2 were here already, 0 rows could not be used."
    assert [title for title, _ in stored()] == ["Print the week", "Swap a shift"]


def test_a_row_that_cannot_be_used_is_complained_of_and_the_rest_comes_in(run, old):
    code, said, told = run("import", "ideas", old({**OLD, "created": "soon"}, "{", {**OLD, "id": "old-3"}), "--topic", "rotas")
    assert (code, said.splitlines()[-1]) == (0, "1 ideas added, 0 were here already, 2 rows could not be used.")
    assert [line.split(" has ")[0].split(" is ")[0] for line in told.splitlines()][:1] == ["row 1"]
    assert "a date that is not like 2024-05-31" in told


def test_who_asked_may_be_said_once_for_all(run, old):
    run("import", "ideas", old(OLD), "--topic", "rotas", "--as", "Nia Hale <nia@elsewhere.example>")
    author = db.session.get_one(Person, db.session.query(Idea).one().author_id)
    assert (author.name, author.email) == ("Nia Hale", "nia@elsewhere.example")


@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        (["--topic", "payroll"], 2, "Invalid value for --topic: there is no topic 'payroll'. There are: rotas"),
        (["--topic", "rotas", "--as", "Nia <nia@>"], 2, "Invalid value for --as: has an author address that is none: 'nia@'"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_read(run, old, more, code, said):
    found, out, told = run("import", "ideas", old(OLD), *more)
    assert (found, out, said in " ".join(told.split())) == (code, "", True), told
    assert stored() == []


@pytest.mark.parametrize("path", ["nothing.csv", "."])
def test_a_file_that_is_none_is_refused(run, tmp_path, path):
    code, _, told = run("import", "ideas", tmp_path / path)
    assert (code, "FILE" in told) == (2, True)


def test_a_file_that_breaks_off_says_so_and_fails(run, old):
    path = old("id;title;created", "1;One;2019-03-05", name="old.csv")
    path.write_bytes(b"\x1f\x8b\x08\x00cut")
    code, said, told = run("import", "ideas", path, "--topic", "rotas")
    assert code == 1
    assert told.splitlines()[-1].startswith("Error: ")
    assert "Traceback" not in told + said


@pytest.mark.parametrize("command", sorted(heed.commands))
def test_every_command_says_what_it_is_for(command):
    found = CliRunner().invoke(heed, [command, "--help"], prog_name="heed")
    assert (found.exit_code, found.stdout.startswith(f"Usage: heed {command}")) == (0, True)
    assert len(found.stdout.splitlines()[2].strip()) > 20, "a sentence on what it does"


def test_each_way_a_password_is_refused_has_its_sentence():
    assert set(PASSWORD_PROBLEMS) == {"short", "long", "common", "yours"}
    assert all(said.endswith(".") for said in PASSWORD_PROBLEMS.values())


def test_what_is_no_command_is_said():
    found = CliRunner().invoke(heed, ["recounts"], prog_name="heed")
    assert (found.exit_code, "Error: No such command 'recounts'." in found.stderr) == (2, True)
