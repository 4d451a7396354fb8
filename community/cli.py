"""The heed command."""

import json
import logging
import os
import sys
from dataclasses import asdict
from functools import partial
from pathlib import Path

import click
from flask import Flask
from sqlalchemy.exc import OperationalError

from community import checks, checks_mail, clock, create_app, recount, schema
from community.accounts.actions import add_person
from community.accounts.actions_admin import make_administrator
from community.accounts.passwords import hash_password
from community.accounts.queries import person_by_email
from community.accounts.queries_admin import administrators
from community.accounts.rules import clean_line, is_email, password_problem
from community.bench.commands import bench
from community.commands.accounts import import_accounts, import_contacts
from community.commands.advocates import advocates
from community.commands.clocks import clocks
from community.commands.crm import crm
from community.commands.erasing import erase_member
from community.commands.holidays import calendars
from community.commands.insights import insights
from community.commands.mail import mail
from community.commands.values import values
from community.config import SettingsProblem, load_settings
from community.db import db, writing
from community.demo import home
from community.imports import files as imports
from community.imports.rules import Refused, read_author
from community.jobs.indexing import rebuild_index
from community.jobs.runner import work
from community.jobs.serve import serve
from community.jobs.vectors import rebuild_vectors
from community.search.interface import IndexBusy


@click.group()
def heed() -> None:
    """Heed: an ideas community where the company cannot fail to answer."""


heed.add_command(advocates)
heed.add_command(bench)
heed.add_command(calendars)
heed.add_command(clocks)
heed.add_command(crm)
heed.add_command(erase_member)
heed.add_command(insights)
heed.add_command(mail)
heed.add_command(values)


@heed.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    with create_app().app_context():
        schema.upgrade()
    click.echo("The database is up to date.")


@heed.command("init")
def init_command() -> None:
    """Make an empty site: its folders, its database, and what to do next."""
    settings = load_settings()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with create_app(settings).app_context():
        schema.upgrade()
        ready = bool(administrators())
    click.echo(f"The database is up to date; data is kept in {settings.data_dir}.")
    if not ready:
        click.echo('Next: `heed create-admin you@example.com --name "Your Name"` makes the first administrator.')
    click.echo(f"Then `heed serve`, and {settings.base_url}/admin/ leads through the rest. `heed doctor` tells what is missing.")


@heed.command("create-admin")
@click.argument("email")
@click.option("--name", default="", help="The name others will see.")
@click.option("--password-stdin", is_flag=True, help="Read the password from the first line of standard input.")
@click.option("--without-password", is_flag=True, help="Sign in by mailed codes only.")
def create_admin(email: str, name: str, password_stdin: bool, without_password: bool) -> None:
    """Make somebody an administrator, new here or not."""
    email, name = clean_line(email), clean_line(name)
    if not is_email(email):
        raise click.BadParameter(f"{email!r} is not a mail address.", param_hint="EMAIL")
    password = "" if without_password else _new_password(password_stdin)
    problem = password_problem(password, email, name) if not without_password else ""
    if problem:
        raise click.ClickException(PASSWORD_PROBLEMS[problem])
    hashed = hash_password(password) if password else None
    with _refuse_old_schema().app_context(), writing():
        person = person_by_email(email) or add_person(email, now=clock.now(), name=name)
        make_administrator(person, hashed, now=clock.now())
    click.echo(f"{person.name} <{email}> can administer the site at {load_settings().base_url}/admin/.")


PASSWORD_PROBLEMS = {
    "short": "The password needs at least 8 characters.", "long": "The password may have at most 256 characters.",
    "common": "That password is one of the first to be guessed. Please choose another.",
    "yours": "The password must not be the name or the address. Please choose another.",
}


def _new_password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return click.prompt("Password", hide_input=True, confirmation_prompt=True)


@heed.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def doctor_command(as_json: bool) -> None:
    """Look the installation over; exit 1 when something is wrong."""
    found = _look_over()
    wrong = [check for check in found if check.state == "bad"]
    if as_json:
        click.echo(json.dumps({"ok": not wrong, "checks": [asdict(check) for check in found]}, indent=2))
    else:
        for check in found:
            click.echo(f"{SIGNS[check.state]} {check.said}")
        click.echo("Something needs a hand." if wrong else "All is well.")
    sys.exit(1 if wrong else 0)


SIGNS = {"good": "ok     ", "warn": "look   ", "bad": "WRONG  "}


def _look_over() -> list[checks.Check]:
    try:
        settings = load_settings()
    except SettingsProblem as problem:
        return [checks.Check("settings", "bad", str(problem))]
    with create_app(settings).app_context():
        return checks.doctor(settings, clock.now()) + checks_mail.of_mail(settings)


@heed.command("serve")
def serve_command() -> None:
    """Serve pages and worker together until INT or TERM."""
    _refuse_old_schema()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    sys.exit(serve(load_settings()))


@heed.command("worker")
def worker_command() -> None:
    """Run a worker alone: as many as you like beside the pages."""
    work(_refuse_old_schema())


def _refuse_old_schema() -> Flask:
    """The application, once its database is known to be at the newest schema."""
    app = create_app()
    with app.app_context():
        if not schema.at_head():
            raise SettingsProblem("The database is not at the newest schema. Please run `heed migrate` first.")
        db.engine.dispose()
    return app


@heed.command("demo")
@click.option("--fresh", is_flag=True, help="Throw away what was done in the demo and start over.")
def demo_command(fresh: bool) -> None:
    """A living community on this machine, kept for next time; HEED_PORT chooses the port."""
    if fresh:
        home.forget(os.environ)
    environ = home.demo_environ(os.environ)
    settings = load_settings(environ)
    home.refuse_taken_port(settings)
    app = create_app(settings)
    if home.prepare(app):
        click.echo("Loaded 300 ideas, 408 people and 8,000 votes.")
    home.say_when_up(settings, partial(click.echo, home.welcome(app)))
    sys.exit(serve(settings, environ))


@heed.command("reindex")
def reindex_command() -> None:
    """Build the search index anew, beside the one in use, and swap. Vectors whose text has not changed are kept."""
    with create_app().app_context():
        try:
            written = rebuild_index()
        except IndexBusy:
            raise click.ClickException("The worker is writing the index at the moment. Please try again.") from None
        waiting = rebuild_vectors()
    click.echo(f"The search index holds {written} ideas.")
    if waiting:
        click.echo(f"{waiting} of them wait for their vectors, which the worker makes.")


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


@heed.group("import")
def import_group() -> None:
    """Bring in what was asked elsewhere."""


@import_group.command("ideas")
@click.argument("path", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--topic", default="", help="The topic (its slug) of rows that name none.")
@click.option("--as", "author", default="", help='The author of rows that name none: "Name", an address, or "Name <address>".')
def import_ideas(path: Path, topic: str, author: str) -> None:
    """Old ideas from a CSV or JSON Lines file, plain or gzip. A second run changes nothing."""
    with create_app().app_context():
        topic_id = imports.topic_named(topic) if topic else None
        if topic and topic_id is None:
            raise click.BadParameter(f"there is no topic {topic!r}. There are: {', '.join(imports.topic_slugs())}", param_hint="--topic")
        defaults = imports.Defaults(topic_id, *_author(author))
        run = imports.Import(defaults, clock.now(), say=click.echo, complain=partial(click.echo, err=True))
        outcome = run.run(path)
    click.echo(f"{outcome.added} ideas added, {outcome.known} were here already, {outcome.refused} rows could not be used.")
    if outcome.damaged:
        raise click.ClickException(outcome.damaged)


import_group.add_command(import_accounts)
import_group.add_command(import_contacts)


def _author(text: str) -> tuple[str, str]:
    try:
        return read_author(text)
    except Refused as problem:
        raise click.BadParameter(str(problem), param_hint="--as") from None


def main() -> None:
    try:
        heed(prog_name="heed")
    except SettingsProblem as problem:
        click.echo(f"heed: {problem}", err=True)
        sys.exit(2)
    except OperationalError as problem:
        click.echo(f"heed: The database cannot be used: {str(problem.orig).strip().splitlines()[0]}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
