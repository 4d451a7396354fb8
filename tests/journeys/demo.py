"""The demo as people start it, for looking at every page of a community that is lived in."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from community import create_app
from community.config import ROOT, load_settings
from community.demo.home import demo_environ

LOADS_WITHIN = 120


@dataclass
class Demo:
    url: str
    app: Flask


@contextmanager
def running_demo(folder: Path, port: int) -> Iterator[Demo]:
    """`heed demo` in a folder of its own, stopped at the end as Ctrl-C would."""
    environ = {**os.environ, "HEED_DATA_DIR": str(folder), "HEED_PORT": str(port)}
    with (folder.parent / "demo.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "community.cli", "demo"], cwd=ROOT, env=environ, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            _wait(f"http://127.0.0.1:{port}/healthz", process, folder.parent / "demo.log")
            settings = load_settings(demo_environ(environ))
            yield Demo(f"http://127.0.0.1:{port}", create_app(settings))
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait(url: str, process: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + LOADS_WITHIN
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise AssertionError(f"the demo did not start:\n{log.read_text()}")
