"""`heed advocates verify` and `rebuild`, as they are run by hand."""

from sqlalchemy import update

from community.advocates.models import LedgerLine
from community.cli import heed
from community.db import writing
from tests.advocates.helping import answer, idea_of, lines, settle
from tests.cast import ADA


def test_a_difference_is_named_mended_and_gone(app, monkeypatch):
    monkeypatch.setattr("community.commands.advocates.create_app", lambda: app)
    idea = idea_of(ADA)
    answer(idea)
    settle()
    run = app.test_cli_runner().invoke
    well = run(heed, ["advocates", "verify"])
    assert (well.exit_code, well.output) == (0, "Every ledger is right.\n")
    with writing() as session:
        session.execute(update(LedgerLine).values(points=51))
    ill = run(heed, ["advocates", "verify"])
    assert ill.exit_code == 1
    assert f"idea_shipped {idea} is 51, and follows to be 50" in ill.output
    assert "4 differences." in ill.output
    assert "1 ledgers were put right." in run(heed, ["advocates", "rebuild"]).output
    assert run(heed, ["advocates", "verify"]).exit_code == 0
    assert lines(ADA) == [("idea_shipped", 50)]
