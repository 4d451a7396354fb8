"""Heed's real processes, started as an operator starts them, on a database of their own."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from community import clock, create_app, schema
from community.config import ROOT, load_settings
from community.db import db, writing

SECRET = "a key for processes only, 0123456789"


@dataclass
class Installation:
    """A folder with its data, the environment of its processes, and its clock."""

    folder: Path
    environ: dict[str, str]
    app: Flask
    passed: float = 0.0

    @classmethod
    def make(cls, folder: Path, **more: str) -> "Installation":
        folder.mkdir(parents=True, exist_ok=True)
        environ = {
            "HEED_ENV": "test", "HEED_SECRET_KEY": SECRET, "HEED_DATA_DIR": str(folder),
            "HEED_CLOCK_FILE": str(folder / "clock"), "HEED_SENTENCES": "off", **more,
        }
        app = create_app(load_settings(environ))
        with app.app_context():
            schema.upgrade()
            db.engine.dispose()
        return cls(folder, environ, app)

    @contextmanager
    def data(self) -> Iterator[None]:
        """One write transaction on its database, by its clock."""
        with self.app.app_context():
            clock.follow(self.folder / "clock")
            with writing():
                yield

    def move_clock(self, seconds: float) -> None:
        """Move the time of all its processes on."""
        self.passed += seconds
        scratch = self.folder / "clock.new"
        scratch.write_text(str(self.passed))
        scratch.rename(self.folder / "clock")

    def start(self, *command: str, log: str = "log", **more: str) -> subprocess.Popen[bytes]:
        with (self.folder / log).open("ab") as out:
            return subprocess.Popen(
                [sys.executable, "-W", "ignore", "-m", "community.cli", *command], cwd=ROOT,
                env={**os.environ, **self.environ, **more}, stdout=out, stderr=subprocess.STDOUT,
            )

    def log(self, log: str = "log") -> str:
        return (self.folder / log).read_text()


def eventually(question: Callable[[], object], within: float = 30.0) -> bool:
    """Whether the question is answered with something true in time."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        if question():
            return True
        time.sleep(0.05)
    return False


def stop(process: subprocess.Popen[bytes]) -> int:
    process.terminate()
    return process.wait(timeout=15)
