"""The heed command."""

import sys

import click

from community import create_app, schema
from community.config import SettingsProblem


@click.group()
def heed() -> None:
    """Heed: an ideas community where the company cannot fail to answer."""


@heed.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    with create_app().app_context():
        schema.upgrade()
    click.echo("The database is up to date.")


def main() -> None:
    try:
        heed(prog_name="heed")
    except SettingsProblem as problem:
        click.echo(f"heed: {problem}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
