"""`heed crm ...`: what CRMs have confirmed, sending everything, and files for one that is not connected."""

import sys
from collections.abc import Callable
from datetime import datetime, timedelta

import click

from community import clock, create_app
from community.accounts.viewer import VISITOR
from community.config import Settings
from community.crm import actions_everyone
from community.crm import actions_vendors as actions
from community.crm import queries_vendors as queries
from community.crm.exporting import COLUMNS, FORMATS, export
from community.crm.models import Endpoint
from community.crm.models_vendors import Connection, CrmRun
from community.crm.queries import count_by_state, endpoint, endpoints, waiting_since
from community.db import db, reading, writing
from community.jobs import crm_sync, webhooks

CHECKED = ("check", "send")
LATE = timedelta(hours=1)
GIVEN_UP = ("failing", "secret", "gone")
OFF = {
    "": "not switched on yet", "by_hand": "switched off by an administrator", "failing": "nothing got through for five days",
    "secret": "its credentials cannot be read with this secret key",
}
OFF_HOOK = {**OFF, "secret": "its secret cannot be read with this secret key", "gone": "it answered 410, which means that it wants nothing more"}
FOUND = {"new": "new", "changed": "changed", "same": "the same", "nothing": "not to be sent", "forget": "to be emptied there"}


@click.group()
def crm() -> None:
    """Connections to CRMs: what they confirmed, and what is behind."""


@crm.command("status")
def status_command() -> None:
    """What each CRM and each webhook has confirmed, what waits and since when, what was refused or given up and why; exit 1 when
    one is behind for an hour, or was given up."""
    with create_app().app_context(), reading():
        late = [_tell(row, clock.now()) for row in queries.connections()]
        late += [_tell_of_webhook(row, clock.now()) for row in endpoints()]
    if not late:
        click.echo("No CRM is connected.")
    sys.exit(1 if any(late) else 0)


def _tell(row: Connection, now: datetime) -> bool:
    counts, run = queries.counts_of(row.id), queries.last_run(row.id, CHECKED)
    state = "on" if row.enabled_at else f"off: {OFF[row.disabled_reason]}"
    click.echo(f"{row.name}: {row.vendor}, {state}; {counts.confirmed} confirmed, {counts.waiting} waiting{_since(counts.oldest)}, {counts.refused} refused")
    if row.problem:
        click.echo(f"  it said: {row.problem}")
    if run:
        found = ", ".join(f"{run.counts[name]} {word}" for name, word in FOUND.items() if run.counts.get(name))
        click.echo(f"  last compared {_minute(run.finished_at or run.started_at)}: {run.seen} of {run.total}; {found or 'nothing yet'}")
    for refused in queries.refused_by(row.id):
        click.echo(f"  refused: {refused.subject_kind} {refused.subject_id}: {refused.problem}")
    return _is_behind(row.enabled_at is not None, counts.oldest, row.disabled_reason, now)


def _tell_of_webhook(row: Endpoint, now: datetime) -> bool:
    counts, oldest = count_by_state(row.id), waiting_since(row.id)
    state = f"off: {OFF_HOOK[row.disabled_reason]}" if row.disabled_at else "on"
    dead = f"{counts['failed']} given up" + (f", {counts['recalled']} called back" if counts["recalled"] else "")
    click.echo(f"{row.name}: webhook, {state}; {counts['done']} delivered, {counts['queued']} waiting{_since(oldest)}, {dead}")
    if row.last_success_at or counts["failed"] or counts["queued"]:
        click.echo(f"  last got through: {_minute(row.last_success_at) if row.last_success_at else 'never'}")
    if row.failing_since:
        click.echo(f"  nothing has got through since {_minute(row.failing_since)}")
    return _is_behind(row.disabled_at is None, oldest, row.disabled_reason, now)


def _since(oldest: datetime | None) -> str:
    return f" since {_minute(oldest)}" if oldest else ""


def _minute(at: datetime) -> str:
    return at.isoformat(timespec="minutes")


def _is_behind(enabled: bool, oldest: datetime | None, reason: str, now: datetime) -> bool:
    return (enabled and oldest is not None and now - oldest > LATE) or reason in GIVEN_UP


@crm.command("backfill")
@click.option("--connection", "name", metavar="NAME", help="A connection, as it is called on its page.")
@click.option("--endpoint", "endpoint_id", type=int, metavar="ID", help="A webhook, by the number in the address of its page.")
def backfill_command(name: str | None, endpoint_id: int | None) -> None:
    """Send everyone as of now: to a connection whoever differs from what that CRM confirmed, to a webhook one message for each
    customer. It may be stopped and begun again: it goes on where it stood. What is put in line here, the worker sends."""
    if (name is None) == (endpoint_id is None):
        raise click.UsageError("say which: --connection NAME or --endpoint ID")
    with create_app().app_context():
        if name is not None:
            _compare_everyone(name)
        else:
            _tell_everyone(endpoint_id or 0)


def _compare_everyone(name: str) -> None:
    with writing():
        row = queries.connection_named(name)
        if row is None:
            raise click.UsageError(f"there is no connection called {name!r}")
        if row.enabled_at is None:
            raise click.ClickException(f"{name} is switched off; an administrator switches it on at /admin/crm/{row.id}")
        run_id, connection_id = actions.begin_run("send", connection=row, actor_id=None, now=clock.now()).id, row.id
    run = _walk(run_id, crm_sync.walk)
    with reading():
        waiting, found = queries.counts_of(connection_id).waiting, run.counts.get
    click.echo(f"{run.seen} of {run.total}: {found('new', 0)} new, {found('changed', 0)} changed, {found('same', 0)} the same; {waiting} in line for the worker.")


def _tell_everyone(endpoint_id: int) -> None:
    with writing():
        row = endpoint(endpoint_id)
        if row is None:
            raise click.UsageError(f"there is no webhook {endpoint_id}")
        begun = actions_everyone.tell_everyone(VISITOR, row, now=clock.now())
        if begun is None:
            why = "is switched off" if row.disabled_at else f"does not listen for {actions_everyone.TOLD_AS}"
            raise click.ClickException(f"{row.name} {why}; an administrator changes that at /admin/endpoints/{row.id}")
        run_id = begun.id
    run = _walk(run_id, webhooks.tell_everyone)
    found = run.counts.get
    click.echo(f"{run.seen} of {run.total}: {found('told', 0)} messages in line for the worker, {found('left_out', 0)} left out.")
    if run.finished_at is None:
        click.echo("There is enough in line for now. The worker goes on with the rest as these arrive.")


def _walk(run_id: int, step: Callable[[], bool]) -> CrmRun:
    """Until this run is finished, or can go on for now; returns how far it came."""
    while True:
        goes_on = step()
        with reading():
            run = queries.run(run_id)
            db.session.expunge(run)
        if run.finished_at is not None or not goes_on:
            return run
        click.echo(f"{run.seen} of {run.total}", err=True)


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
