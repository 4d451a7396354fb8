"""`heed mail ...`: mail that comes in and goes out."""

import os
import sys

import click

from community import clock, create_app, schema
from community.accounts.rules import clean_email
from community.db import writing
from community.inbound.receiving import take_in
from community.inbound.rules import LARGEST
from community.notifications.rendering import reading_as
from community.notifications.trying import try_out
from community.notifications.wording_sending import advice_words


@click.group()
def mail() -> None:
    """Mail that comes in and goes out."""


@mail.command("receive")
@click.option("--recipient", envvar=["ORIGINAL_RECIPIENT", "RECIPIENT"], default="", help="Whom the mail server has it for.")
@click.option("--sender", envvar="SENDER", default=None, help="The envelope's sender.")
def receive_command(recipient: str, sender: str | None) -> None:
    """Keep one mail from standard input: for a pipe from the mail server.

    Exits with 0 once it is stored, else with 75 (EX_TEMPFAIL of sysexits), so that the mail server tries again later.
    """
    try:
        raw = sys.stdin.buffer.read(LARGEST + 1)
        size = len(raw) + _rest()
        with create_app().app_context():
            if not schema.at_head():
                raise click.ClickException("the database is not at the newest schema")
            with writing():
                take_in(raw, now=clock.now(), sender=sender, recipient=recipient, size=size)
    except Exception as problem:
        # Whatever it is, a bounced mail would be lost: the mail server keeps it until somebody has looked.
        said = str(problem).strip() or type(problem).__name__
        click.echo(f"heed: not stored, please try again later: {said.splitlines()[0]}", err=True)
        sys.exit(os.EX_TEMPFAIL)


@mail.command("test")
@click.argument("address")
def test_command(address: str) -> None:
    """Send one mail to ADDRESS now and show the whole conversation with the mail server; exit 1 unless it took the mail."""
    to = clean_email(address)
    if not to:
        raise click.BadParameter(f"{address!r} is not a mail address.", param_hint="ADDRESS")
    app = create_app()
    with app.app_context():
        result = try_out(app.config["SETTINGS"], to, clock.now(), click.echo)
        with reading_as(None):
            advice = advice_words(result.advice)
    click.echo(f"\n{'The mail server has taken it.' if result.sent else 'It was NOT sent.'}\n{advice}")
    sys.exit(0 if result.sent else 1)


def _rest() -> int:
    """How much more there is; read to its end, since a mail server takes a closed pipe for a failure."""
    size = 0
    while more := sys.stdin.buffer.read(1_000_000):
        size += len(more)
    return size
