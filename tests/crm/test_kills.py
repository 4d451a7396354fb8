"""Killing the delivering process anywhere loses nothing; what comes twice comes under the same name with the same bytes."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter

import pytest
from flask import current_app

from community.config import ROOT as CHECKOUT
from community.crm.models import Delivery
from community.db import db, writing
from tests import factories
from tests.cast import ADA
from tests.crm.endpoints import deliveries, listen, work
from tests.receiver import Receiver

POINTS = ("after_claim", "before_send", "after_accept", "before_mark")
AFTER_LEASE = 61
EVENTS = 12


def environment(failpoint: str = "") -> dict[str, str]:
    settings = current_app.config["SETTINGS"]
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("HEED_")},
        "HEED_ENV": "test", "HEED_SECRET_KEY": settings.secret_key, "HEED_DATA_DIR": str(settings.data_dir),
        "HEED_DATABASE_URL": db.engine.url.render_as_string(hide_password=False).replace("+psycopg", ""),
        "HEED_WEBHOOK_NETWORKS": "127.0.0.0/8", "HEED_CLOCK_FILE": str(settings.clock_file), "HEED_FAILPOINT": failpoint,
    }


def start(failpoint: str = "") -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "-m", "tests.crm.sender"], cwd=CHECKOUT, env=environment(failpoint))


@pytest.fixture
def judge(loopback, tmp_path):
    """A receiver whose own fsynced ledger is the judge of what arrived."""
    with Receiver(frozen=True, ledger_file=tmp_path / "ledger") as running:
        yield running


def arrived(judge) -> list[dict]:
    return [json.loads(line) for line in judge._ledger_file.read_text().splitlines()]


def publish(count: int) -> None:
    with writing():
        for number in range(count):
            factories.idea(ADA, title=f"Idea number {number}")


def nothing_is_lost(judge, count: int) -> Counter:
    """Every message arrived, verified; one name has one body. Returns how often each name came."""
    seen = arrived(judge)
    assert all(entry["verified"] for entry in seen)
    assert len({(entry["webhook_id"], entry["sha256"]) for entry in seen}) == count
    assert {entry["webhook_id"] for entry in seen} == {row.webhook_id for row in deliveries()}
    assert {row.state for row in deliveries()} == {"done"}
    return Counter(entry["webhook_id"] for entry in seen)


@pytest.mark.parametrize("point", POINTS)
def test_a_kill_at_each_point_loses_nothing(judge, moved_clock, point):
    listen(judge, "/ok")
    publish(EVENTS)
    killed = [start(f"{point}:{turn}").wait(60) for turn in (1, 4) if moved_clock(turn * AFTER_LEASE) is None]
    assert killed == [-signal.SIGKILL] * 2
    moved_clock(10 * AFTER_LEASE)
    work()
    came = nothing_is_lost(judge, EVENTS)
    repeats = sum(came.values()) - EVENTS
    assert repeats == (2 if point in ("after_accept", "before_mark") else 0)


def test_kills_at_random_moments_among_random_failures_lose_nothing(judge, moved_clock):
    """30 % of the tries fail and the sender is killed five times; bin/bench counts more."""
    rng = random.Random(7)
    judge.script.extend(rng.choice(("/500", "/reset-midway", "/503", *["/ok"] * 7)) for _ in range(2000))
    listen(judge, "/scripted")
    publish(40)
    kills = 0
    for round_ in range(5):
        moved_clock(round_ * AFTER_LEASE)
        process = start()
        before = len(judge.ledger)
        deadline = time.monotonic() + 30
        while process.poll() is None and len(judge.ledger) < before + 5 and time.monotonic() < deadline:
            time.sleep(0.005)
        kills += process.poll() is None
        process.kill()
        process.wait()
    for step in range(1, 16):
        moved_clock(step * 6 * 3600)
        work()
    came = nothing_is_lost(judge, 40)
    kept = {row.id: row for row in db.session.query(Delivery)}
    assert len(kept) == len(came) == 40
    assert kills >= 3
