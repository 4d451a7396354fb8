"""`heed import accounts` and `heed import contacts`."""

from pathlib import Path

import click

from community import clock, create_app
from community.crm.actions_in import ACCOUNTS, CONTACTS
from community.crm.rules_in import Taken
from community.crm.wording_in import problem_words
from community.imports.intake import FileRun
from community.imports.reading import FileProblem

PATH = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("accounts")
@click.argument("path", metavar="FILE", type=PATH)
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
def import_accounts(path: Path, dry_run: bool) -> None:
    """Accounts from a CSV or JSON Lines file, by their external id. A second run changes nothing."""
    _run(ACCOUNTS, path, dry_run)


@click.command("contacts")
@click.argument("path", metavar="FILE", type=PATH)
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
def import_contacts(path: Path, dry_run: bool) -> None:
    """Contacts from a CSV or JSON Lines file, by their external id. A second run changes nothing."""
    _run(CONTACTS, path, dry_run)


def _run(what: str, path: Path, dry: bool) -> None:
    with create_app().test_request_context():
        run = FileRun(what, clock.now(), say=click.echo, complain=_complain, dry=dry)
        try:
            counts = run.run(path).counts
        except FileProblem as problem:
            raise click.ClickException(str(problem)) from None
    would = " (nothing was written)" if dry else ""
    click.echo(
        f"{counts['new']} new, {counts['changed']} changed, {counts['same']} the same, {counts['review']} to decide, "
        f"{counts['refused']} rows could not be used{would}."
    )


def _complain(number: int, row: Taken) -> None:
    click.echo(f"row {number}: {problem_words(row.problems)}", err=True)
