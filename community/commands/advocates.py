"""`heed advocates ...`: reputation proved against its rows and its history, and said again."""

import sys

import click

from community import clock, create_app
from community.advocates import proving
from community.advocates.actions_proving import keep_proof
from community.advocates.proving import Difference
from community.db import reading, writing


@click.group()
def advocates() -> None:
    """Prove the ledgers of people's help."""


@advocates.command("verify")
def verify_command() -> None:
    """Recompute every ledger from the history and the rows, and compare it with the points that are stored; exit 1 when one differs."""
    wrong = 0
    with create_app().app_context():
        goes_on: int | None = 0
        while goes_on is not None:
            with reading():
                goes_on, found = proving.next_people(goes_on)
            wrong += sum(map(_tell, found))
    click.echo(f"{wrong} differences." if wrong else "Every ledger is right.")
    sys.exit(1 if wrong else 0)


@advocates.command("rebuild")
def rebuild_command() -> None:
    """Say every ledger that differs again from the history, and bring it to what the rows say. It may run beside the worker."""
    mended = 0
    with create_app().app_context():
        goes_on: int | None = 0
        while goes_on is not None:
            with writing():
                goes_on, wrong = proving.rebuild_next(goes_on, clock.now())
            mended += wrong
        with writing():
            keep_proof(0, clock.now())
    click.echo(f"{mended} ledgers were put right.")


def _tell(each: Difference) -> int:
    click.echo(f"person {each.person_id}: {each.what} is {each.stored}, and follows to be {each.true}")
    return 1
