"""`heed insights ...`: the public figures, proved."""

import sys

import click

from community import clock, create_app
from community.db import reading
from community.insights.verifying import verify


@click.group()
def insights() -> None:
    """Prove the figures of How we answer."""


@insights.command("verify")
def verify_command() -> None:
    """Count every public figure once more, from the events alone; exit 1 when one differs."""
    with create_app().app_context(), reading():
        found = verify(clock.now())
    for wrong in found.wrong:
        click.echo(wrong)
    click.echo(f"{found.figures} figures, {len(found.wrong)} differ.")
    sys.exit(1 if found.wrong else 0)
