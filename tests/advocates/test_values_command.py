"""`heed values`, as it is run by hand."""

import pytest
from sqlalchemy import update

from community.advocates.models_values import PersonValue
from community.cli import heed
from community.db import db, writing
from tests import factories
from tests.advocates.test_compute_values import idea, refreshed  # noqa: F401
from tests.cast import ADA, CLEO


@pytest.fixture
def run(app, monkeypatch):
    monkeypatch.setattr("community.commands.values.create_app", lambda: app)

    def run(*arguments: object) -> tuple[int, str]:
        found = app.test_cli_runner().invoke(heed, ["values", *map(str, arguments)])
        assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
        return found.exit_code, found.output

    return run


@pytest.fixture
def cleo(idea) -> int:  # noqa: F811
    """Hers is the one idea that shipped: 600 a year are put down to it, all of it her own."""
    refreshed()
    with writing():
        return factories.person(CLEO).id


def test_figures_that_follow_from_the_rows_are_right(run, cleo):
    assert run() == (0, "1 people, 0 differ.\n")


def test_a_figure_that_does_not_is_named_with_both_and_mended_by_computing_anew(run, cleo):
    with writing() as session:
        session.execute(update(PersonValue).values(ckv=1))
    code, said = run()
    assert code == 1
    first, last = said.splitlines()
    assert first.startswith(f"person {cleo}: kept CRV 0 CIV 0 CKV 1 EUR (terms ")
    assert "computed CRV 0 CIV 0 CKV 60000 EUR (terms " in first
    assert last == "1 people, 1 differ."
    assert run("--refresh") == (0, "1 people's figures changed.\n1 people, 0 differ.\n")


def test_lines_that_sum_to_the_same_from_elsewhere_are_a_difference(run, cleo):
    with writing() as session:
        session.execute(update(PersonValue).values(lines={"ideas": [], "referrals": []}))
    code, said = run()
    assert code == 1
    assert ", from other lines\n" in said


def test_one_person_is_told_line_by_line(run, cleo):
    code, said = run("--person", cleo)
    assert code == 0
    first, second = said.splitlines()
    assert first.startswith(f"person {cleo}: CRV 0 CIV 0 CKV 60000 EUR (terms ")
    assert second.startswith("  ideas: idea ")
    assert ", value 60000, months 0, aged 60000, part author, amount 60000" in second


def test_one_person_is_judged_alone(run, cleo):
    with writing() as session:
        session.execute(update(PersonValue).values(ckv=1))
        ada = factories.person(ADA).id
    assert run("--person", ada) == (0, f"person {ada}: nothing\n")
    assert run("--person", cleo)[0] == 1


def test_without_terms_it_says_who_gives_them(run):
    assert run() == (0, "Nothing says by what value is computed: an administrator does at /admin/value.\n0 people, 0 differ.\n")
    assert db.session.query(PersonValue).count() == 0


@pytest.mark.parametrize("number", [0, -3, 10**30])
def test_a_number_of_nobody_has_nothing(run, cleo, number):
    assert run("--person", number) == (0, f"person {number}: nothing\n")


def test_what_is_no_number_is_said(run):
    code, said = run("--person", "ada")
    assert (code, "'ada' is not a valid integer" in said) == (2, True), said
