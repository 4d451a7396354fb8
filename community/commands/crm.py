"""`heed crm ...`: what CRMs have confirmed, sending everything, and files for one that is not connected."""

import sys
from datetime import datetime

import click

from community import clock, create_app
from community.config import Settings
from community.crm import actions_vendors as actions
from community.crm import queries_vendors as queries
from community.crm.exporting import COLUMNS, FORMATS, export
from community.crm.models_vendors import Connection
from community.db import reading, writing
from community.jobs import crm_sync

CHECKED = ("check", "send")


@click.group()
def crm() -> None:
    """Connections to CRMs: what they confirmed, and what is behind."""


@crm.command("status")
def status_command() -> None:
    """What each CRM confirmed, what waits and since when, what it refused and why; exit 1 when one is behind for an hour."""
    with create_app().app_context(), reading():
        late = [_tell(row, clock.now()) for row in queries.connections()]
    if not late:
        click.echo("No CRM is connected.")
    sys.exit(1 if any(late) else 0)


def _tell(row: Connection, now: datetime) -> bool:
    counts, run = queries.counts_of(row.id), queries.last_run(row.id, CHECKED)
    state = "on" if row.enabled_at else f"off ({row.disabled_reason or 'not switched on yet'})"
    since = f" since {counts.oldest.isoformat(timespec='minutes')}" if counts.oldest else ""
    click.echo(f"{row.name}: {row.vendor}, {state}; {counts.confirmed} confirmed, {counts.waiting} waiting{since}, {counts.refused} refused")
    if row.problem:
        click.echo(f"  it said: {row.problem}")
    if run:
        found = ", ".join(f"{count} {state}" for state, count in sorted(run.counts.items()))
        click.echo(f"  last compared {(run.finished_at or run.started_at).isoformat(timespec='minutes')}: {run.seen} of {run.total}; {found or 'nothing yet'}")
    for refused in queries.refused_by(row.id):
        click.echo(f"  refused: {refused.subject_kind} {refused.subject_id}: {refused.problem}")
    return bool(row.enabled_at and counts.oldest and (now - counts.oldest).total_seconds() > 3600)


@crm.command("backfill")
@click.option("--connection", "name", required=True, metavar="NAME", help="As it is called on the page.")
def backfill_command(name: str) -> None:
    """Compare everybody with what this CRM confirmed and put whoever differs in line. It may be stopped and begun again: it goes
    on where it stood."""
    with create_app().app_context():
        with writing():
            row = queries.connection_named(name)
            if row is None:
                raise click.UsageError(f"there is no connection called {name!r}")
            if row.enabled_at is None:
                raise click.UsageError(f"{name} is switched off; an administrator switches it on at /admin/crm/{row.id}")
            run = actions.begin_run("send", connection=row, actor_id=None, now=clock.now())
            run_id, connection_id = run.id, row.id
        _walk(run_id, connection_id)


def _walk(run_id: int, connection_id: int) -> None:
    while crm_sync.walk():
        with reading():
            run = queries.run(run_id)
            click.echo(f"\r{run.seen} of {run.total}", nl=False)
            if run.finished_at is not None:
                break
    with reading():
        counts, run = queries.counts_of(connection_id), queries.run(run_id)
        found = run.counts.get
        click.echo(f"\r{run.seen} of {run.total}: {found('new', 0)} new, {found('changed', 0)} changed, {found('same', 0)} the same; {counts.waiting} in line for the worker.")


@crm.command("export")
@click.argument("what", type=click.Choice(list(COLUMNS)))
@click.option("--format", "form", type=click.Choice(FORMATS), default="csv", show_default=True)
def export_command(what: str, form: str) -> None:
    """Write people or accounts to standard output, as CRMs get them."""
    app = create_app()
    settings: Settings = app.config["SETTINGS"]
    with app.app_context(), reading():
        for piece in export(what, form, settings.base_url):
            sys.stdout.buffer.write(piece.encode())
