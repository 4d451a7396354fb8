"""`heed clocks ...`: promises checked by hand, and stored times proved against what they were made from."""

from pathlib import Path

import click

from community.commands.due import Unclear, due_of, read_calendar, read_moment, read_pause, read_target


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
