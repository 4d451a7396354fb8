"""`heed erase-member`: forgetting a person from the command line."""

import click

from community import clock, create_app
from community.accounts.actions_admin import LastAdministrator
from community.accounts.actions_erasing import erase_person
from community.accounts.queries import person_by_email
from community.accounts.queries_erasing import person_to_erase
from community.accounts.viewer import VISITOR
from community.db import reading, writing


@click.command("erase-member")
@click.argument("email")
@click.option("--words", type=click.Choice(["keep", "remove"]), default="keep", show_default=True, help="What becomes of their comments and words.")
@click.option("--yes", is_flag=True, help="Do not ask first.")
def erase_member(email: str, words: str, yes: bool) -> None:
    """Forget a person: name, address, sign-ins, mails. It cannot be undone."""
    with create_app().app_context():
        with reading():
            found = person_by_email(email)
            if found is None:
                raise click.ClickException(f"Nobody here has the address {email}.")
            person_id, who = found.id, f"{found.name} <{found.email}>"
        if not yes:
            click.confirm(f"Forget {who} for ever?", abort=True)
        _forget(person_id, words == "keep")


def _forget(person_id: int, keep_words: bool) -> None:
    try:
        with writing():
            person = person_to_erase(person_id)
            if person is not None:
                erase_person(VISITOR, person, keep_words=keep_words, now=clock.now())
    except LastAdministrator:
        raise click.ClickException("This is the last administrator. Make somebody else one first.") from None
    if person is None:
        raise click.ClickException("They were forgotten meanwhile.")
    click.echo(f"Forgotten; the row is now called {person.name}. A running worker removes every trace within minutes.")
