"""`heed clocks ...`: promises checked by hand, and stored times proved against what they were made from."""

import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click

from community import clock, create_app
from community.commands.due import Unclear, due_of, read_calendar, read_moment, read_pause, read_target
from community.db import reading, writing
from community.responses import proving
from community.responses.proving import Difference


@click.group()
def clocks() -> None:
    """Check when an answer falls due, and that every stored time is right."""


@clocks.command("due")
@click.option("--calendar", "path", required=True, metavar="FILE.json", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="zone, week and holidays.")
@click.option("--start", required=True, metavar="ISO8601", help="When the clock starts; without an offset, in the calendar's zone.")
@click.option("--target", required=True, metavar="16h|90m", help="The working time that is promised.")
@click.option("--pause", "pauses", multiple=True, metavar="FROM/TO", help="A time that does not count; as often as needed.")
def due_command(path: Path, start: str, target: str, pauses: tuple[str, ...]) -> None:
    """When a promise falls due, counted in a calendar's working time.

    FILE.json: {"zone": "Europe/Berlin", "week": {"mon": [["09:00", "12:00"], ["13:00", "24:00"]]}, "holidays":
    ["12-25", "2026-04-06"]}; a day left out is closed.
    """
    try:
        calendar = read_calendar(path)
        moment, minutes = read_moment(start, calendar.zone), read_target(target)
        click.echo(due_of(calendar, moment, minutes, [read_pause(pause, calendar.zone) for pause in pauses]))
    except Unclear as problem:
        raise click.UsageError(str(problem)) from None


@clocks.command("verify")
def verify_command() -> None:
    """Recompute every stored time of every clock, and what ideas show of them; exit 1 when one differs."""
    with create_app().app_context(), reading():
        wrong = sum(map(_tell, proving.differences(clock.now())))
    click.echo(f"{wrong} stored times differ." if wrong else "Every stored time is right.")
    sys.exit(1 if wrong else 0)


@clocks.command("rebuild")
def rebuild_command() -> None:
    """Put every stored time that differs right, a batch at a time. It may run beside the pages and the worker."""
    with create_app().app_context():
        mended = sum(len(found) for found in _mended())
    click.echo(f"{mended} stored times were put right.")


def _mended() -> Iterator[list[Difference]]:
    """Each batch in a transaction of its own: clocks first, since ideas show what they say."""
    for batch in (proving.next_clocks, proving.next_ideas):
        after: int | None = 0
        while after is not None:
            with writing():
                after, found = batch(after, clock.now(), mend=True)
            yield found


def _tell(each: Difference) -> int:
    click.echo(f"{each.table} {each.id}: {each.what} is {_plain(each.stored)}, and follows to be {_plain(each.true)}")
    return 1


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else "nothing" if value is None else str(value)
