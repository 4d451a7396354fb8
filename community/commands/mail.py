"""`heed mail ...`: mail that comes in and goes out."""

import os
import sys

import click

from community import clock, create_app, schema
from community.db import writing
from community.inbound.receiving import take_in
from community.inbound.rules import LARGEST


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


def _rest() -> int:
    """How much more there is; read to its end, since a mail server takes a closed pipe for a failure."""
    size = 0
    while more := sys.stdin.buffer.read(1_000_000):
        size += len(more)
    return size
