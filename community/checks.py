"""Is this installation well? The same questions for `heed doctor`, in plain words, and for /readyz, by name."""

import shutil
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from sqlalchemy import inspect, text
from sqlalchemy.exc import SQLAlchemyError

from community import schema
from community.accounts.queries_admin import administrators, ladder_choices
from community.advocates.queries_proving import ledgers_wrong
from community.config import Settings
from community.db import db, sqlite_module
from community.ideas.opening import missing_to_open
from community.ideas.queries_admin import topics
from community.inbound import mailbox
from community.jobs.queries import last_beat, oldest_waiting
from community.notifications.delivery import maildir_of
from community.notifications.queries_sending import server as mail_server
from community.notifications.smtp import PORTS
from community.responses.queries_promises import stranded
from community.search import encoding, sentences
from community.search.index import index_here
from community.search.vectors import totals_now

State = Literal["good", "warn", "bad"]

SOUND_SQLITE = (3, 51, 3)
"""Up to 3.51.2 two connections that checkpoint at once can, very rarely, corrupt a database in WAL mode."""
BEAT = timedelta(seconds=60)
PATIENCE = timedelta(minutes=5)
LEAST_FREE = 0.05
NEEDED_BY_THE_REST = ("database", "schema")
ANSWERS_WITHIN = 5  # seconds


_TOUCH = "UPDATE alembic_version SET version_num = version_num"
_PROBE = "CREATE TABLE heed_probe (one INTEGER)"


@dataclass(frozen=True)
class Check:
    """`name` for programs, `said` for people: what is, and when it is not good what to do."""

    name: str
    state: State
    said: str


def doctor(settings: Settings, now: datetime) -> list[Check]:
    """Every check; those that need the database wait until it answers and is at the newest schema."""
    found = [Check("settings", "good", f"The settings can be read; the site is {settings.base_url}."), sqlite()]
    found.append(database())
    if found[-1].state == "good":
        found.append(at_head())
    if found[-1].name == "schema" and found[-1].state == "good":
        found += [people(), ledgers(), open_topics(), promises(now), worker(now), work(now), sending(now), search(), meaning(settings)]
    return [*found, mail(settings), receiving(settings), disk(settings)]


def unready(settings: Settings, now: datetime) -> list[str]:
    """Names of what keeps the site from working; empty when it is ready."""
    found: list[Check] = []
    for check in (database, at_head, partial(heartbeat, now), partial(work, now), partial(sending, now), partial(disk, settings)):
        found.append(check())
        if found[-1].state == "bad" and found[-1].name in NEEDED_BY_THE_REST:
            break
    return [check.name for check in found if check.state == "bad"]


def database() -> Check:
    """Whether a write would be taken; nothing is left behind."""
    try:
        with db.engine.connect().execution_options(writing=True) as connection:
            written = connection.begin()
            known = inspect(connection).has_table("alembic_version")
            connection.execute(text(_TOUCH if known else _PROBE))
            written.rollback()
    except SQLAlchemyError as problem:
        reason = str(getattr(problem, "orig", problem)).strip().splitlines()[0]
        return Check("database", "bad", f"The database cannot be written to: {reason}. A new one is made by `heed init`.")
    return Check("database", "good", f"The database ({db.engine.dialect.name}) answers and can be written to.")


def at_head() -> Check:
    if schema.at_head():
        return Check("schema", "good", "The database is at the newest schema.")
    return Check("schema", "bad", "The database is not at the newest schema. Please run `heed migrate`.")


def sqlite() -> Check:
    version = ".".join(map(str, sqlite_module.sqlite_version_info))
    if db.engine.dialect.name != "sqlite":
        return Check("sqlite", "good", "SQLite is not used.")
    if sqlite_module.sqlite_version_info >= SOUND_SQLITE:
        return Check("sqlite", "good", f"SQLite {version} is used.")
    said = f"SQLite {version} has a rare fault that 3.51.3 mended. Please install the package pysqlite3, which brings a newer one."
    return Check("sqlite", "warn", said)


def people() -> Check:
    count = len(administrators())
    if count:
        return Check("administrators", "good", f"Administrators who can sign in: {count}.")
    return Check("administrators", "bad", "Nobody can administer the site. Please run `heed create-admin EMAIL`.")


def ledgers() -> Check:
    """What the nightly proof of the points found."""
    wrong = ledgers_wrong()
    if not wrong:
        return Check("ledgers", "good", "No difference between people's points and what they follow from is known.")
    return Check("ledgers", "warn", f"The points of {wrong} people differ from what they follow from. See `heed advocates verify`, then `heed advocates rebuild`.")


def open_topics() -> Check:
    """Every open topic needs somebody who is sure to answer."""
    able = {row.id for row in ladder_choices()}
    open_ones = [row for row in topics() if row.opened_at is not None]
    lacking = [(row.name, missing_to_open(row, able)) for row in open_ones]
    said = [f"{name} needs {', '.join(missing)}" for name, missing in lacking if missing]
    if said:
        return Check("topics", "bad", f"Open topics where nobody is sure to answer: {'; '.join(said)}. See /admin/topics/.")
    if not open_ones:
        return Check("topics", "warn", "No topic is open yet, so nobody can suggest anything. See /admin/topics/.")
    return Check("topics", "good", f"Open topics, each with owner, deputy, manager and calendar: {len(open_ones)}.")


def promises(now: datetime) -> Check:
    """A calendar may run out of working days after it was saved, and what is stored may have been changed by hand."""
    names = stranded(now)
    if names:
        return Check("promises", "bad", f"The calendar has not enough working time for what is promised in: {', '.join(names)}. See /admin/topics/.")
    return Check("promises", "good", "Every promise can be kept in its calendar.")


def worker(now: datetime) -> Check:
    """For a person: a site on which no worker ever ran is worth a word."""
    if last_beat() is None:
        return Check("worker", "warn", "No worker has run yet. `heed serve` starts pages and worker together.")
    return heartbeat(now)


def heartbeat(now: datetime) -> Check:
    beat = last_beat()
    if beat is None or now - beat < BEAT:
        return Check("worker", "good", "A worker is running.")
    return Check("worker", "bad", f"No worker has shown itself since {beat:%Y-%m-%d %H:%M} UTC. Please start `heed serve` or `heed worker`.")


def work(now: datetime) -> Check:
    waiting = oldest_waiting(now)
    if waiting is None or now - waiting < PATIENCE:
        return Check("work", "good", "No work waits longer than it should.")
    minutes = int((now - waiting).total_seconds() // 60)
    return Check("work", "bad", f"The oldest mail, message or task has been due for {minutes} minutes. Is a worker running?")


def sending(now: datetime) -> Check:
    """What the worker met when it last tried to send; that the server answers does not say that it takes our mail."""
    server = mail_server()
    if server is None or not server.failures or server.since is None:
        return Check("sending", "good", "Nothing stood in the way when a mail was last sent.")
    since = f"{server.since:%Y-%m-%d %H:%M} UTC"
    said = f"No mail has gone since {since}: {server.problem}. `heed mail test you@example.com` shows the whole conversation."
    return Check("sending", "bad" if now - server.since >= PATIENCE else "warn", said)


def search() -> Check:
    """A missing index is built by the worker by itself, so it is worth a word and no alarm."""
    kind = "tables in the database" if db.engine.dialect.name == "postgresql" else "files"
    if index_here().is_sound():
        return Check("search", "good", f"The search index ({kind}) can be read.")
    return Check("search", "warn", f"The search index ({kind}) is not there yet or cannot be read. `heed reindex` builds it anew.")


def meaning(settings: Settings) -> Check:
    """Without sentence vectors Heed works, and misses ideas that say the same in other words."""
    if not settings.sentences:
        return Check("sentences", "good", "Similar ideas are found by their words only, as HEED_SENTENCES=off says.")
    lacking = sentences.problem()
    if lacking:
        return Check("sentences", "warn", f"Similar ideas are found by their words only: {lacking}.")
    waiting, totals = encoding.count_waiting(), totals_now()
    where = "in the database (pgvector)" if totals is not None and totals.pgvector else "in memory"
    said = f"Similar ideas are found by their meaning too; vectors are compared {where}"
    return Check("sentences", "good", f"{said}, {waiting} ideas wait for theirs." if waiting else f"{said}.")


def mail(settings: Settings) -> Check:
    scheme = settings.mail_url.partition(":")[0]
    if scheme == "console":
        return Check("mail", "warn", "Mail is only printed on the console; nobody receives any.")
    if scheme == "maildir":
        folder = maildir_of(settings)
        state: State = "good" if _is_writable(folder) else "bad"
        return Check("mail", state, f"Mail is kept in the folder {folder}{'' if state == 'good' else ', which cannot be written to'}.")
    return _mail_server(settings.mail_url, scheme)


def _mail_server(url: str, scheme: str) -> Check:
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or PORTS[scheme]
    try:
        socket.create_connection((host, port), timeout=ANSWERS_WITHIN).close()
    except OSError as problem:
        return Check("mail", "bad", f"The mail server {host}:{port} does not answer: {problem}. Mail waits until it does.")
    return Check("mail", "good", f"The mail server {host}:{port} answers.")


def receiving(settings: Settings) -> Check:
    """By which ways replies and reports can come in. Of a pipe nothing can be seen from here but that mails say so."""
    ways = [name for name, there in (("an IMAP mailbox", settings.imap_url), ("HTTP", settings.inbound_secret)) if there]
    said = f"Replies go to {settings.reply_domain}; they come in by {' and '.join(ways) or 'a pipe, if at all'}"
    if not settings.replies:
        return Check("receiving", "warn", "Mails do not say that one can reply to them, and reports of mail that comes back are not read. See Replies by mail in docs/OPERATING.md.")
    if not settings.imap_url:
        return Check("receiving", "good", f"{said}.")
    try:
        with mailbox.opened(settings.imap_url) as opened:
            waiting = len(opened.waiting())
    except mailbox.Problems as problem:
        return Check("receiving", "bad", f"The IMAP mailbox cannot be read: {problem}. Mail stays there until it can.")
    return Check("receiving", "good", f"{said}. In the mailbox wait: {waiting}.")


def disk(settings: Settings) -> Check:
    folder = next(place for place in (settings.data_dir, *settings.data_dir.parents) if place.exists())
    usage = shutil.disk_usage(folder)
    free = f"{usage.free / 1e9:.1f} GB of {usage.total / 1e9:.1f} GB are free at {folder}"
    if usage.free / usage.total < LEAST_FREE:
        return Check("disk", "bad", f"The disk is nearly full: {free}.")
    return Check("disk", "good", f"{free}.")


def _is_writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".heed-probe"
        probe.touch()
        probe.unlink()
    except OSError:
        return False
    return True
