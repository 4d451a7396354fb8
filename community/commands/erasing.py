"""`heed erase-member`: forgetting a person from the command line."""

import sys

import click

from community import clock, create_app
from community.accounts.actions_admin import LastAdministrator
from community.accounts.actions_erasing import erase_person
from community.accounts.queries import person_by_email
from community.accounts.queries_erasing import person_to_erase
from community.accounts.viewer import VISITOR
from community.db import writing


@click.command("erase-member")
@click.argument("email")
@click.option("--words", type=click.Choice(["keep", "remove"]), default="keep", show_default=True, help="What becomes of their comments and words.")
@click.option("--yes", is_flag=True, help="Do not ask first.")
def erase_member(email: str, words: str, yes: bool) -> None:
    """Forget a person: name, address, sign-ins, mails. It cannot be undone."""
    if not yes:
        click.confirm(f"Forget {email} for ever?", abort=True)
    with create_app().app_context(), writing():
        found = person_by_email(email)
        person = person_to_erase(found.id) if found else None
        if person is None:
            click.echo(f"Nobody here has the address {email}.", err=True)
            sys.exit(1)
        try:
            erase_person(VISITOR, person, keep_words=words == "keep", now=clock.now())
        except LastAdministrator:
            click.echo("This is the last administrator. Make somebody else one first.", err=True)
            sys.exit(1)
        click.echo(f"Forgotten; the row is now called {person.name}. A running worker removes every trace within minutes.")
