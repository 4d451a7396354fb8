"""`heed calendars ...`: working hours from files."""

from pathlib import Path

import click

from community import clock, create_app
from community.db import writing
from community.responses import queries_promises as queries
from community.responses.actions_promises import Plan, plan_calendar, save_calendar
from community.responses.ics import Entry, IcsRefused, days_of, read_ics
from community.responses.models import Calendar
from community.responses.promising import CALENDAR, PromiseRefused

FAULTS = {
    "not_text": "the file is not written in UTF-8",
    "not_a_calendar": "this is no iCalendar file; such a file begins with BEGIN:VCALENDAR",
    "no_event": "there is no event in this file",
    "cut_off": "this event never ends; the file is cut off",
    "unreadable": "cannot be read: {}",
    "no_start": "this event has no day (DTSTART)",
    "bad_date": "{} is no day",
    "backwards": "{} ends before it begins",
    "too_long": "{} is longer than a year",
    "exception": "{} is an exception to a repeated day, which a calendar here cannot hold",
    "rule": "{} is a rule that a calendar here cannot hold; it holds days, and days of every year",
    "leap": "{} goes on past the end of February, which is another day in leap years",
}
LEFT_OUT = {"timed": "left out, for it is not a whole day", "cancelled": "left out, for it is cancelled"}
REFUSED = {
    "never_opens": "With these holidays the calendar would not open for a year.",
    "strands": "With these holidays the promise of {} would take more than a year.",
}


@click.group()
def calendars() -> None:
    """Working hours and holidays."""


@calendars.command("import")
@click.argument("path", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--calendar", "name", required=True, help="The name of the calendar.")
@click.option("--dry-run", is_flag=True, help="Show what would be added, and add nothing.")
def import_command(path: Path, name: str, dry_run: bool) -> None:
    """Add the holidays of an iCalendar file (.ics): whole days, once or every year. A second run changes nothing."""
    entries = _read(path)
    for entry in entries:
        click.echo(f"line {entry.line}: {entry.name or 'without a name'}: {_said(entry)}")
    with create_app().app_context():
        try:
            if dry_run:
                _report(_plan(_calendar(name), entries), "would be added")
                return
            with writing():
                calendar = _calendar(name)
                plan = _plan(calendar, entries)
                save_calendar(None, calendar, _with(calendar, entries), None, now=clock.now())
        except PromiseRefused as refused:
            raise click.ClickException(REFUSED[refused.code].format(refused.value)) from None
    _report(plan, "added")


def _read(path: Path) -> list[Entry]:
    try:
        return read_ics(path.read_bytes())
    except IcsRefused as refused:
        said = "\n".join(f"line {fault.line}: {FAULTS[fault.code].format(repr(fault.text))}" for fault in refused.faults)
        raise click.UsageError(f"{path} cannot be used.\n{said}") from None


def _calendar(name: str) -> Calendar:
    found = queries.calendar_named(name)
    if len(found) != 1:
        known = ", ".join(sorted(queries.calendar_names().values())) or "none"
        raise click.BadParameter(f"there is {'no' if not found else 'more than one'} calendar {name!r}. There are: {known}", param_hint="--calendar")
    return found[0]


def _with(calendar: Calendar, entries: list[Entry]) -> dict[str, object]:
    """What its newest version would say."""
    held = queries.calendar_held(calendar.id, clock.now())
    said = {key: getattr(held or calendar, key) for key in CALENDAR}
    there = set(said["holidays"])
    return {**said, "holidays": sorted(there | {day for day in days_of(entries) if not {day, day[5:]} & there})}


def _plan(calendar: Calendar, entries: list[Entry]) -> Plan:
    return plan_calendar(calendar, _with(calendar, entries), None, now=clock.now())


def _said(entry: Entry) -> str:
    if entry.left_out:
        return LEFT_OUT[entry.left_out]
    days = entry.days[0] if len(entry.days) == 1 else f"{entry.days[0]} to {entry.days[-1]}"
    return f"{days}, every year" if len(entry.days[0]) == 5 else days


def _report(plan: Plan, verb: str) -> None:
    added = len(set(plan.after.get("holidays", ())) - set(plan.held.get("holidays", ())))
    click.echo(f"{added} holidays {verb}. {plan.changes.moved} ideas change their due date, {plan.changes.overdue} become overdue.")
