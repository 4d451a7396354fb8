"""Two workers that send, killed at random moments and at named points, to a server that goes wrong at random."""

import json
import logging
import os
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any, ClassVar, TypeVar

from flask import Flask
from sqlalchemy import func, or_, select, text

from community import clock, failpoints
from community.bench.mail_causes import cause
from community.bench.mail_sink import run
from community.db import db, writing
from community.events import Dispatch, Event
from community.jobs.runner import work
from community.jobs.schedule import LANES, Lane
from community.notifications.models import Mail
from community.notifications.queries import WAITING

POINTS = ("before_commit", "after_commit", "after_claim", "before_send", "during_data", "after_accept", "before_mark", "after_mark")
LANES_USED = tuple(lane for lane in LANES if lane.name in ("events", "handlers", "mail"))
"""What a mail passes through; a worker that lives for a second has no time for the rest."""
MOST_PASSES = 12
"""A worker told to die at a point does so at one of its first so many passes."""
LEASE_PAST = timedelta(seconds=301)
LEAD_PAST = timedelta(seconds=21)
"""The other worker need not wait for the lead of one that was killed."""
PATIENCE = 120.0
"""Seconds without anything done, while something is due, that are too many."""
ARMED = 0.6
FOR_A_POINT = 3.0
"""Seconds that a worker has to reach the point at which it is to die."""
IN_HAND = 1.5
"""Seconds after which a mail that is still in hand is in the hand of a worker that was killed."""
FALLS = 10
"""Once in so many kills the mail server falls too."""


@dataclass
class Ordeal:
    """An installation, its mail server, its two workers, and the clock that this process moves."""

    app: Flask
    folder: Path
    random: Random
    port: int = 0
    armed: int = 0
    workers: list[int] = field(default_factory=list)
    server: int = 0
    killed: int = 0
    at_points: int = 0
    fell: int = 0
    target: int = 0
    after: float = 0.0
    passed: timedelta = timedelta()
    damage: list[str] = field(default_factory=list)

    points: ClassVar[tuple[str, ...]] = POINTS
    lanes: ClassVar[tuple[Lane, ...]] = LANES_USED

    def cause(self, wave: list[int]) -> None:
        cause(wave, clock.now())

    def serve(self, seed: int) -> None:
        run(self.folder, self.port, seed)

    def live_through(self, waves: list[list[int]], kills: int) -> None:
        """Wave after wave of answers to these ideas; the kills are shared out among the waves. At last all is calm."""
        self.workers = [self.start(), self.start()]
        try:
            for number, wave in enumerate(waves):
                self.target += share(kills, number, len(waves))
                with self.data():
                    self.cause(wave)
                while self.killed < self.target:
                    self.kill_one()
                self.settle()
                self.check()
            (self.folder / "calm").touch()
            began = time.monotonic()
            self.finish()
            self.after = time.monotonic() - began
        finally:
            for worker in self.workers:
                end(worker)

    def settle(self) -> None:
        """Until nothing is due and nobody has anything in hand but the dead; then their leases pass."""
        self.until_quiet()
        held, since = self.held(), time.monotonic()
        while time.monotonic() - since < IN_HAND:
            time.sleep(0.1)
            now_held = self.held()
            if now_held != held or any(self.undone()):
                held, since = now_held, time.monotonic()
        self.move(LEASE_PAST)

    def finish(self) -> None:
        """Everything that waits has its time come, until nothing waits."""
        while True:
            self.settle()
            with self.app.app_context():
                latest = self.latest()
                db.session.remove()
            if latest is None:
                return
            self.move(max(latest - clock.now(), timedelta(seconds=1)))

    @contextmanager
    def data(self) -> Iterator[None]:
        with self.app.app_context(), writing():
            yield

    def start(self) -> int:
        """Some are told to die at a point; the others at whatever moment comes."""
        armed = self.killed < self.target and self.random.random() < ARMED
        child = self.fork(f"{self.random.choice(self.points)}:{self.random.randint(1, MOST_PASSES)}" if armed else "")
        self.armed = child if armed else self.armed
        return child

    def fork(self, point: str = "") -> int:
        """A worker as `heed worker` is one, but forked from this process, since starting Python takes longer than most live."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
        child = os.fork()
        if child:
            return child
        try:
            self._be_a_worker(point)
        finally:
            os._exit(1)

    def _be_a_worker(self, point: str) -> None:
        log = os.open(self.folder / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(log, 1)
        os.dup2(log, 2)
        logging.getLogger().handlers.clear()
        failpoints.arm(point)
        work(self.app, self.lanes, jobs=())

    def kill_one(self) -> None:
        """The one that dies by itself at its point, else one at random."""
        until = time.monotonic() + (FOR_A_POINT if self.armed in self.workers else self.random.uniform(0.05, 1.2))
        place = None
        while place is None and time.monotonic() < until:
            time.sleep(0.02)
            place = next((n for n, worker in enumerate(self.workers) if os.waitpid(worker, os.WNOHANG)[0]), None)
        if place is None:
            place = self.random.randrange(2)
            end(self.workers[place])
        else:
            self.at_points += 1
        self.killed += 1
        self.move(LEAD_PAST)
        if self.killed % FALLS == 0:
            self.fall()
        self.workers[place] = self.start()

    def revive(self) -> None:
        """A worker that reached its point while nobody was counting counts as well."""
        for place, worker in enumerate(self.workers):
            if os.waitpid(worker, os.WNOHANG)[0]:
                self.at_points, self.killed = self.at_points + 1, self.killed + 1
                self.workers[place] = self.start()

    def listen(self) -> None:
        (self.folder / "port").unlink(missing_ok=True)
        seed, self.server = self.random.randrange(10**6), os.fork()
        if self.server == 0:
            try:
                self.serve(seed)
            finally:
                os._exit(1)
        until = time.monotonic() + PATIENCE
        while not (self.folder / "port").exists() and time.monotonic() < until:
            time.sleep(0.02)
        self.port = int((self.folder / "port").read_text())

    def fall(self) -> None:
        """The mail server is killed, and comes back at the same port."""
        end(self.server)
        self.fell += 1
        self.listen()

    def until_quiet(self) -> None:
        """Wait for it, in steps; a server that is left alone for a while is given that while."""
        before, since = self.undone(), time.monotonic()
        while any(before):
            self.revive()
            time.sleep(0.1)
            self.move(timedelta(seconds=0.5))
            now = self.undone()
            if now != before:
                before, since = now, time.monotonic()
            if time.monotonic() - since > PATIENCE:
                raise TimeoutError(f"what is due is not done: {now} mails, handlers and events")

    def undone(self) -> list[int]:
        with self.app.app_context():
            counts = self.due()
            db.session.remove()
        return counts

    def held(self) -> list[tuple[int, str | None]]:
        """Which mails somebody, dead or alive, has in hand."""
        with self.app.app_context():
            rows = db.session.execute(select(Mail.id, Mail.lease).where(Mail.lease.is_not(None)).order_by(Mail.id))
            return [(row.id, row.lease) for row in rows]

    def due(self) -> list[int]:
        """Mails, handlers' runs and events. What killed workers hold is not due before their leases have passed."""
        now = clock.now()
        free = or_(Mail.lease.is_(None), Mail.leased_until <= now)
        due = [
            select(func.count()).select_from(Mail).where(Mail.state.in_(WAITING), Mail.run_at <= now, free),
            select(func.count()).select_from(Dispatch).where(Dispatch.state == "ready"),
            select(func.count()).select_from(Event).where(Event.expanded.is_(False)),
        ]
        return [db.session.scalar(each) or 0 for each in due]

    def latest(self) -> Any:
        """When the last of those that wait may be tried; None when none waits."""
        return db.session.scalar(select(func.max(func.coalesce(Mail.leased_until, Mail.run_at))).where(Mail.state.in_(WAITING)))

    def move(self, by: timedelta) -> None:
        self.passed += by
        scratch = self.folder / "clock.new"
        scratch.write_text(str(self.passed.total_seconds()))
        scratch.rename(self.folder / "clock")

    def check(self) -> None:
        """Whether a kill has hurt the database itself."""
        with self.app.app_context():
            if db.engine.dialect.name == "sqlite":
                self.damage += [str(row) for row in db.session.execute(text("PRAGMA integrity_check")) if row[0] != "ok"]
                self.damage += [str(row) for row in db.session.execute(text("PRAGMA foreign_key_check"))]

    def entries(self) -> list[dict[str, Any]]:
        return list(_lines(self.folder / "ledger"))


def _lines(ledger: Path) -> Iterator[dict[str, Any]]:
    """A line that a fall cut short was never answered."""
    for line in ledger.read_text().splitlines():
        with suppress(ValueError):
            yield json.loads(line)


@contextmanager
def ordeal(app: Flask, folder: Path, seed: int) -> Iterator[Ordeal]:
    shutil.rmtree(folder / "ledger", ignore_errors=True)
    with listening(Ordeal(app, folder, Random(seed))) as place:
        yield place


Place = TypeVar("Place", bound=Ordeal)


@contextmanager
def listening(place: Place) -> Iterator[Place]:
    """While its server listens."""
    place.listen()
    try:
        yield place
    finally:
        end(place.server)


def end(child: int) -> None:
    """Kill it, if it lives, and take note."""
    with suppress(ProcessLookupError, ChildProcessError):
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def share(total: int, number: int, of: int) -> int:
    """The share of `total` that falls to turn `number` of so many, all turns together being the total."""
    return total * (number + 1) // of - total * number // of
