"""A whole site as it runs for real: pages and worker as processes, mail in a maildir, people in Chromium."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from community import create_app, schema
from community.config import ROOT, load_settings
from community.db import db
from tests.journeys.access import without_scripts
from tests.journeys.site import LiveSite

CHROMIUM_FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)
STARTS_WITHIN = 90
INBOUND_SECRET = "the mail server of the journeys, 01"

expect.set_options(timeout=20_000)  # a busy machine makes no page wrong


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    assert found, "the journeys need Chromium: bin/test installs it"
    browser = playwright.chromium.launch(executable_path=found, args=list(CHROMIUM_FLAGS))
    yield browser
    browser.close()


@pytest.fixture
def live(workplace: Path) -> Iterator[LiveSite]:
    """An empty site, served by `heed serve` on a free port; its clock, mail and data belong to the test."""
    folder = Path(tempfile.mkdtemp(prefix="live-", dir=workplace))
    environ = _environment(folder, _free_port())
    app = create_app(load_settings(environ))
    with app.app_context():
        schema.upgrade()
        db.engine.dispose()
    log = (folder / "log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "community.cli", "serve"], cwd=ROOT, env={**os.environ, **environ},
        stdout=log, stderr=subprocess.STDOUT,
    )
    site = LiveSite(environ["HEED_BASE_URL"], folder, app, process.pid)
    try:
        _wait_until_up(site.url, process, folder)
        yield site
    finally:
        process.terminate()
        process.wait(timeout=15)
        log.close()


def _environment(folder: Path, port: int) -> dict[str, str]:
    return {
        "HEED_ENV": "test",
        "HEED_SECRET_KEY": "a key for journeys only, 0123456789",
        "HEED_DATA_DIR": str(folder),
        "HEED_BASE_URL": f"http://127.0.0.1:{port}",
        "HEED_PORT": str(port),
        "HEED_MAIL_URL": f"maildir:{folder / 'mail'}",
        "HEED_MAIL_FROM": "Hourfold ideas <ideas@hourfold.example>",
        "HEED_CLOCK_FILE": str(folder / "clock"),
        "HEED_WEBHOOK_NETWORKS": "127.0.0.0/8",
        "HEED_INBOUND_SECRET": INBOUND_SECRET,
        "HEED_REPLY_DOMAIN": "hourfold.example",
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_up(url: str, process: subprocess.Popen, folder: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=2):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise AssertionError(f"the site did not start:\n{(folder / 'log').read_text()}")


@pytest.fixture(params=["with JavaScript", "without JavaScript"])
def scripting(request: pytest.FixtureRequest) -> bool:
    """The same journey is walked twice."""
    return request.param == "with JavaScript"


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """A fresh browser of one person. Fails the test when a page breaks the content policy or throws."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def opened(*, scripting: bool = True, width: int = 1280, scheme: str = "light") -> Page:
        context = chromium.new_context(
            java_script_enabled=scripting, viewport={"width": width, "height": 900}, color_scheme=scheme,  # type: ignore[arg-type]
            reduced_motion="reduce",
        )
        context.set_default_timeout(30_000)
        contexts.append(context)
        if not scripting:
            without_scripts.add(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if _is_complaint(said) else None)
        return page

    yield opened
    without_scripts.difference_update(contexts)
    for context in contexts:
        context.close()
    assert complaints == []


def _is_complaint(said) -> bool:  # type: ignore[no-untyped-def]
    return said.type == "error" and ("Content Security Policy" in said.text or "Uncaught" in said.text)
