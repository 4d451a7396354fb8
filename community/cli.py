"""The heed command."""

import sys

import click

from community import create_app, recount, schema
from community.config import SettingsProblem
from community.db import writing


@click.group()
def heed() -> None:
    """Heed: an ideas community where the company cannot fail to answer."""


@heed.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    with create_app().app_context():
        schema.upgrade()
    click.echo("The database is up to date.")


@heed.command("recount")
@click.option("--mend", is_flag=True, help="Set wrong counts to what their rows say.")
def recount_command(mend: bool) -> None:
    """Prove every stored count against its rows; exit 1 when one is wrong and not mended."""
    with create_app().app_context(), writing():
        found = list(recount.differences())
        for wrong in found:
            click.echo(f"{wrong.what} {wrong.id}: stored {wrong.stored}, counted {wrong.counted}")
        if mend:
            recount.mend()
    click.echo(f"{len(found)} wrong{', mended' if mend and found else ''}.")
    sys.exit(1 if found and not mend else 0)


def main() -> None:
    try:
        heed(prog_name="heed")
    except SettingsProblem as problem:
        click.echo(f"heed: {problem}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
