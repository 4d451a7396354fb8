"""One command for everything: pages and worker as two processes, watched, and stopped together."""

import ctypes
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from types import FrameType

from community.config import ROOT, Settings

log = logging.getLogger(__name__)

PATIENCE = 7.0
"""Seconds the two have to stop by themselves; what a killed worker had in hand comes back with its lease."""
LOOK = 0.2
LONGEST_PAUSE = 30.0
CALM = 60.0
"""A worker that ran this long before it died is started again at once."""
MOST_CRASHES = 6
BLOCKING_THREADS = 4
PARENT_DEATH = 1  # PR_SET_PDEATHSIG


def pages_command(settings: Settings) -> list[str]:
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", settings.host, "--port", str(settings.port),
        "--workers", str(settings.workers), "--blocking-threads", str(BLOCKING_THREADS), "--log-level", "warning",
        "--no-ws", "--workers-kill-timeout", "4", "--factory", "community:create_app",
    ]


def worker_command() -> list[str]:
    return [sys.executable, "-m", "community.cli", "worker"]


def serve(settings: Settings, environ: Mapping[str, str] = os.environ) -> int:
    """Run until INT or TERM (0), or until pages end or the worker cannot be kept alive (1). `environ` is the children's."""
    return Supervisor(settings, environ).run()


@dataclass
class Child:
    """One process, started by `command`."""

    name: str
    command: list[str]
    environ: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0

    def start(self) -> None:
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            self.command, cwd=ROOT, env=dict(self.environ), start_new_session=True,
            preexec_fn=partial(_end_with_parent, os.getpid()),
        )

    @property
    def ended(self) -> int | None:
        return self.process.poll() if self.process else None

    def signal(self, number: int) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)

    def kill(self) -> None:
        """End it with every process it started: they share its session's group."""
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)


class Supervisor:
    def __init__(self, settings: Settings, environ: Mapping[str, str]) -> None:
        self.address = settings.base_url
        self.pages = Child("pages", pages_command(settings), environ)
        self.worker = Child("worker", worker_command(), environ)
        self.stopping = threading.Event()
        self.crashes = 0

    def run(self) -> int:
        before = {number: signal.signal(number, self._stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            self.pages.start()
            self.worker.start()
            log.info("Heed is on %s; stop it with Ctrl-C", self.address)
            return self._watch()
        finally:
            self._end()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping.set()

    def _watch(self) -> int:
        while not self.stopping.wait(LOOK):
            if self.pages.ended is not None:
                log.error("pages ended with %s", self.pages.ended)
                return 1
            if self.worker.ended is not None and not self._start_worker_again():
                return 1
        return 0

    def _start_worker_again(self) -> bool:
        """After a pause that doubles with each crash; False when it crashes again and again."""
        calm = time.monotonic() - self.worker.started >= CALM
        self.crashes = 1 if calm else self.crashes + 1
        if self.crashes > MOST_CRASHES:
            log.error("the worker ended %s times in a row; giving up", self.crashes)
            return False
        pause = 0.0 if calm else min(LONGEST_PAUSE, 0.5 * 2**self.crashes)
        log.error("the worker ended with %s; starting it again in %.0f s", self.worker.ended, pause)
        if not self.stopping.wait(pause):
            self.worker.start()
        return True

    def _end(self) -> None:
        children = (self.pages, self.worker)
        _tell(children, signal.SIGTERM)
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and any(child.process and child.ended is None for child in children):
            time.sleep(0.05)
        for child in children:
            child.kill()


def _tell(children: tuple[Child, ...], number: int) -> None:
    for child in children:
        child.signal(number)


def _end_with_parent(parent: int) -> None:
    """On Linux a child is told to stop when its parent is gone, however that went, also if it is gone already."""
    if sys.platform == "linux":
        _prctl(PARENT_DEATH, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)


_prctl: Callable[..., int] = ctypes.CDLL(None).prctl if sys.platform == "linux" else (lambda *_: 0)
