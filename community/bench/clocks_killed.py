"""Clocks watched by two workers that are killed at random moments, under a clock that jumps.

Judged by the ledger of the mail server alone: every tier of every clock reached each of its people, in one message. A
message accepted by the server whose worker was killed before it could note so may come again (RFC 1047), under the same
Message-ID; such repeats are counted apart.
"""

import os
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from community import clock, create_app, schema
from community.bench.owed import Ladder, add_ladders, add_owed
from community.bench.pages import Say
from community.bench.sink import mail_sink, read_ledger
from community.config import load_settings
from community.db import db, writing
from community.notifications.models import Mail
from community.responses.models import Clock, Escalation
from community.responses.queries import terms_of
from community.responses.queries_alerts import alarm_is_due, people_to_tell
from community.responses.rules import TIERS

MONDAY = datetime(2026, 6, 1, 9, tzinfo=UTC)
JUMPS = (timedelta(hours=1), timedelta(hours=-1), timedelta(days=1), timedelta(days=-1))
GATHERED = timedelta(seconds=65)
LEASES_PAST = timedelta(seconds=400)
PATIENCE = 90.0
"""Seconds that the workers get to do what is due at one moment."""
CLOSE_OF_DAY = 17


@dataclass(frozen=True)
class Trouble:
    """So many clocks begun over so many working days, and what their workers go through."""

    clocks: int = 1000
    days: int = 3
    kills: int = 60
    jumps: int = 24
    seed: int = 1


@dataclass
class Outcome:
    escalations: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def bench_killed(environ: dict[str, str], trouble: Trouble, say: Say) -> Outcome:
    folder = Path(environ["HEED_DATA_DIR"])
    with mail_sink(folder) as (url, ledger):
        site = Site.make(environ | {"HEED_ENV": "test", "HEED_MAIL_URL": url}, folder, trouble)
        began = time.monotonic()
        site.live_through(say)
        return judge(site, read_ledger(ledger), time.monotonic() - began)


@dataclass
class Site:
    """An installation with two workers and a clock that this process moves."""

    environ: dict[str, str]
    folder: Path
    app: Flask
    trouble: Trouble
    ladders: list[Ladder]
    random: Random
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    killed: int = 0
    jumped: int = 0

    @classmethod
    def make(cls, environ: dict[str, str], folder: Path, trouble: Trouble) -> "Site":
        environ = environ | {"HEED_CLOCK_FILE": str(folder / "clock"), "HEED_SENTENCES": "off"}
        app, random = create_app(load_settings(environ)), Random(trouble.seed)
        with app.app_context():
            schema.upgrade()
            days = range(trouble.days)
            starts = [MONDAY + timedelta(days=random.choice(days), minutes=random.randrange(8 * 60)) for _ in range(trouble.clocks)]
            with writing():
                ladders = add_owed(add_ladders(max(trouble.clocks // 50, 4), MONDAY), starts, MONDAY)
            db.engine.dispose()
        return cls(environ, folder, app, trouble, ladders, random)

    def live_through(self, say: Say) -> None:
        """From moment to moment, each with its share of the kills and jumps, until nothing is left to tell: what was put into a mail
        while the clock was ahead leaves when that time has come."""
        moments = list(self.moments())
        self.put(moments[0] - timedelta(hours=1))
        self.workers = [self.start(), self.start()]
        try:
            for number, moment in enumerate(moments):
                self.put(moment)
                self.disturb(number, len(moments), moment)
                self.settle(moment)
                say(f"  {moment:%d %B %H:%M}: {self.killed} kills, {self.jumped} jumps, {self.told()} escalations")
            for ahead in (timedelta(0), max(JUMPS)):
                self.put(moments[-1] + ahead + LEASES_PAST)
                self.wait(lambda: not self.mails_waiting() and not people_to_tell(clock.now()))
        finally:
            for worker in self.workers:
                worker.terminate()
            for worker in self.workers:
                worker.wait(timeout=30)

    def moments(self) -> Iterator[datetime]:
        """A few seconds after the close of each working day on which the time of a tier comes."""
        with self.app.app_context():
            began = db.session.execute(select(Clock.started_at, Clock.due_at).distinct()).all()
            terms = terms_of(self.ladders[0].topic_id)
            times = [terms.tier_time(start, due, tier.number) for start, due in began for tier in TIERS if due]
            db.session.remove()
        for day in sorted({moment.date() for moment in times}):
            yield datetime(day.year, day.month, day.day, CLOSE_OF_DAY, 0, 5, tzinfo=UTC)

    def put(self, moment: datetime) -> None:
        scratch = self.folder / "clock.new"
        scratch.write_text(str((moment - datetime.now(UTC)).total_seconds()))
        scratch.rename(self.folder / "clock")

    def start(self) -> subprocess.Popen[bytes]:
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-W", "ignore", "-m", "community.cli", "worker"], env={**os.environ, **self.environ}, stdout=log, stderr=log
            )

    def disturb(self, number: int, of: int, moment: datetime) -> None:
        kills, jumps = (share(total, number, of) for total in (self.trouble.kills, self.trouble.jumps))
        acts: list[Callable[[datetime], None]] = [*[self.kill] * kills, *[self.jump] * jumps]
        self.random.shuffle(acts)
        for act in acts:
            time.sleep(self.random.uniform(0.1, 2.0))
            act(moment)

    def kill(self, moment: datetime) -> None:
        which = self.random.randrange(2)
        os.kill(self.workers[which].pid, signal.SIGKILL)
        self.workers[which].wait()
        self.workers[which] = self.start()
        self.killed += 1

    def jump(self, moment: datetime) -> None:
        self.put(moment + JUMPS[self.jumped % len(JUMPS)])
        time.sleep(self.random.uniform(1.0, 3.0))
        self.put(moment)
        self.jumped += 1

    def settle(self, moment: datetime) -> None:
        """Until what has come about by then is noticed and written; what a killed worker holds is sent later."""
        self.wait(lambda: not alarm_is_due(clock.now()))
        self.put(moment + GATHERED)
        self.wait(lambda: not people_to_tell(clock.now()))

    def wait(self, done: Callable[[], bool]) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with self.app.app_context():
                if done():
                    return
            time.sleep(0.2)

    def mails_waiting(self) -> bool:
        return bool(db.session.scalar(select(func.count()).select_from(Mail).where(Mail.state.in_(("queued", "failed")))))

    def told(self) -> int:
        with self.app.app_context():
            return db.session.scalar(select(func.count()).select_from(Escalation)) or 0


def share(total: int, number: int, of: int) -> int:
    """The share of `total` that falls to turn `number` of so many, all turns together being the total."""
    return total * (number + 1) // of - total * number // of


def expected(ladders: list[Ladder]) -> set[tuple[str, str]]:
    """(idea.cycle.tier, address) of everybody who must have been told once all tiers are past."""
    return {
        (f"{number + 1}.1.{tier.number}", ladder.people[role])
        for number, ladder in enumerate(ladders) for tier in TIERS for role in tier.roles
    }


def judge(site: Site, entries: list[dict[str, Any]], seconds: float) -> Outcome:
    """Who got what, by the server's own ledger."""
    got: dict[tuple[str, str], set[str]] = defaultdict(set)
    for entry in entries:
        for told in entry["alerts"]:
            got[told, entry["to"][0]].add(entry["message_id"])
    wanted, messages = expected(site.ladders), Counter(entry["message_id"] for entry in entries)
    name = "{0[0]} to {0[1]}".format
    outcome = Outcome(site.told())
    outcome.lost = sorted(map(name, wanted - set(got)))
    outcome.doubled = sorted(map(name, (key for key, ids in got.items() if len(ids) > 1)))
    unasked = sorted(map(name, set(got) - wanted))
    repeats = sum(messages.values()) - len(messages)
    trouble = site.trouble
    outcome.lines.append(
        f"(c) {trouble.clocks} clocks, two workers, {site.killed} kills, {site.jumped} jumps of an hour or a day: {outcome.escalations} "
        f"escalations told {len(got)} times in {len(messages)} mails, {repeats} of them accepted again under the same Message-ID; "
        f"lost {len(outcome.lost)}, doubled {len(outcome.doubled)}; {seconds:.0f} s"
    )
    outcome.wrong = [f"{len(found)} {what}: {', '.join(found[:5])}" for what, found in (("lost", outcome.lost), ("doubled", outcome.doubled), ("told unasked", unasked)) if found]
    if repeats > site.killed:
        outcome.wrong.append(f"{repeats} messages came again after {site.killed} kills")
    return outcome
