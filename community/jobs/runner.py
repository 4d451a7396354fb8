"""The worker process: lanes that drain what waits, each in its own thread, and periodic jobs where this worker leads."""

import logging
import os
import secrets
import signal
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from types import FrameType

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger
from flask import Flask
from sqlalchemy.exc import IntegrityError, OperationalError

from community import clock
from community.db import writing
from community.jobs.leader import LEASE, give_up_lead, take_lead
from community.jobs.runs import note_run
from community.jobs.schedule import JOBS, LANES, Job, Lane

log = logging.getLogger(__name__)

FOR_JOBS = 4
"""Threads for the periodic jobs."""
PATIENCE = 5
"""Seconds that what is in hand may take after we are told to stop; what is cut off is done again later."""


class Worker:
    def __init__(self, app: Flask, lanes: tuple[Lane, ...] = LANES, jobs: tuple[Job, ...] = JOBS) -> None:
        self.app, self.lanes, self.jobs = app, lanes, jobs
        self.name = secrets.token_hex(16)
        self.stopping = threading.Event()
        self._leads_until: datetime | None = None
        self._leading = threading.Lock()
        self._busy: set[str] = set()
        threads = sum(lane.threads for lane in lanes) + FOR_JOBS
        self.scheduler = BlockingScheduler(
            timezone=UTC, executors={"default": ThreadPoolExecutor(threads)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def run(self) -> None:
        """Work until INT or TERM."""
        for lane in self.lanes:
            for number in range(1, lane.threads + 1):
                name = f"{lane.name} {number}" if lane.threads > 1 else lane.name
                self._add(name, partial(self._drain, lane), IntervalTrigger(seconds=lane.every))
        for job in self.jobs:
            trigger = IntervalTrigger(seconds=job.every) if job.every else CronTrigger.from_crontab(job.at, timezone=UTC)
            self._add(job.name, partial(self._run_job, job), trigger, at_once=bool(job.every))
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        log.info("worker %s: started", self.name[:6])
        self.scheduler.start()
        self._finish()

    def _add(
        self, name: str, work: Callable[[], None], trigger: IntervalTrigger | CronTrigger, at_once: bool = True
    ) -> None:
        first = {"next_run_time": datetime.now(UTC)} if at_once else {}
        self.scheduler.add_job(partial(self._guarded, name, work), trigger, id=name, **first)

    def _guarded(self, name: str, work: Callable[[], None]) -> None:
        """Whatever goes wrong is logged and tried again at the next turn."""
        self._busy.add(name)
        try:
            work()
        except OperationalError as problem:
            log.error("%s: the database does not answer: %s", name, str(problem.orig).strip())
        except Exception:
            log.exception("%s: failed", name)
        finally:
            self._busy.discard(name)

    def _drain(self, lane: Lane) -> None:
        while not self.stopping.is_set():
            with self.app.app_context():
                if (lane.leader_only and not self._leads()) or not lane.run():
                    return

    def _run_job(self, job: Job) -> None:
        """Again at once for as long as it answers something true; by the leader only."""
        with self.app.app_context():
            if not self._leads():
                return
        try:
            self._repeat(job)
        except Exception as problem:
            with self.app.app_context():
                note_run(job.name, clock.now(), problem)
            raise
        with self.app.app_context():
            note_run(job.name, clock.now())

    def _repeat(self, job: Job) -> None:
        while not self.stopping.is_set():
            with self.app.app_context():
                if not job.run():
                    return

    def _leads(self) -> bool:
        """Whether this worker leads; the lease is prolonged when half of it has passed, or the clock was moved."""
        with self._leading:
            now = clock.now()
            left = self._leads_until - now if self._leads_until else None
            if left is not None and LEASE / 2 < left <= LEASE:
                return True
            try:
                with writing():
                    taken = take_lead(self.name, now)
            except IntegrityError:
                taken = False
            if taken and self._leads_until is None:
                log.info("worker %s: leads", self.name[:6])
            self._leads_until = now + LEASE if taken else None
            return taken

    def _stop(self, number: int, frame: FrameType | None) -> None:
        """From a thread of its own: in this one the signal may have come while the scheduler was among its jobs."""
        self.stopping.set()
        threading.Thread(target=self.scheduler.shutdown, kwargs={"wait": False}).start()

    def _finish(self) -> None:
        """Let go of the lead; what hangs longer than PATIENCE is left to its lease."""
        until = time.monotonic() + PATIENCE
        while self._busy and time.monotonic() < until:
            time.sleep(0.05)
        if self._leads_until is not None:
            with self.app.app_context(), writing():
                give_up_lead(self.name, clock.now())
        log.info("worker %s: stopped%s", self.name[:6], f", {', '.join(sorted(self._busy))} cut off" if self._busy else "")
        logging.shutdown()
        if self._busy:
            os._exit(0)


def work(app: Flask, lanes: tuple[Lane, ...] = LANES, jobs: tuple[Job, ...] = JOBS) -> None:
    """Run one worker in this process until it is told to stop."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
    Worker(app, lanes, jobs).run()
