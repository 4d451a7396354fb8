"""One command serves: pages and worker start, are watched, and stop together."""

import os
import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from community import clock
from community.notifications.actions import queue_mail
from tests.cast import ADA
from tests.jobs.processes import Installation, eventually

MOST_SECONDS = 10


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def site(tmp_path_factory) -> Installation:
    return Installation.make(tmp_path_factory.mktemp("serve"), HEED_PORT=str(free_port()))


@pytest.fixture
def running(site) -> Iterator:
    process = site.start("serve")
    assert eventually(lambda: answers(site)), site.log()
    assert eventually(lambda: "leads" in site.log()), site.log()
    yield process
    process.kill()
    process.wait()


def answers(site) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{site.environ['HEED_PORT']}/healthz", timeout=2) as reply:
            return reply.status == 200
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def children(pid: int) -> dict[str, int]:
    """pages and worker of this process, by their command lines."""
    found = {}
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        line = Path(f"/proc/{child}/cmdline").read_bytes().decode().replace("\0", " ")
        found["pages" if "granian" in line else "worker"] = int(child)
    return found


def alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_starts_answers_and_stops_both_in_time(site, running, number):
    pids = children(running.pid)
    assert set(pids) == {"pages", "worker"}
    began = time.monotonic()
    running.send_signal(number)
    assert running.wait(timeout=MOST_SECONDS) == 0
    assert time.monotonic() - began < MOST_SECONDS
    assert not any(alive(pid) for pid in pids.values())
    assert not answers(site)
    assert "stopped" in site.log()
    assert "Traceback" not in site.log()


def test_it_stops_in_time_although_a_server_hangs(tmp_path_factory):
    """A mail is in the hands of a server that never answers."""
    with socket.create_server(("127.0.0.1", 0)) as mute:
        site = Installation.make(
            tmp_path_factory.mktemp("hangs"), HEED_PORT=str(free_port()), HEED_MAIL_URL=f"smtp://127.0.0.1:{mute.getsockname()[1]}"
        )
        with site.data():
            queue_mail("sign_in", address=ADA.email, person=None, context={"code": "123456", "link": "x", "kept": []}, now=clock.now())
        process = site.start("serve")
        mute.settimeout(30)
        held, _ = mute.accept()
        with held:
            began = time.monotonic()
            process.terminate()
            assert process.wait(timeout=MOST_SECONDS + 2) == 0
            assert 3 < time.monotonic() - began < MOST_SECONDS
    assert "mail cut off" in site.log()


def test_a_worker_that_dies_is_started_again(site, running):
    first = children(running.pid)["worker"]
    os.kill(first, signal.SIGKILL)
    assert eventually(lambda: children(running.pid).get("worker", first) != first, within=15), site.log()
    assert answers(site)
    assert "the worker ended with -9; starting it again" in site.log()


def test_when_the_pages_die_everything_stops_and_says_so(site, running):
    pids = children(running.pid)
    os.kill(pids["pages"], signal.SIGKILL)
    assert running.wait(timeout=MOST_SECONDS + 5) == 1
    assert not alive(pids["worker"])
    assert "pages ended with -9" in site.log()


def test_nobody_is_left_when_the_command_itself_is_killed(site, running):
    pids = children(running.pid)
    running.kill()
    running.wait()
    assert eventually(lambda: not any(alive(pid) for pid in pids.values()), within=12)


def test_a_database_of_an_older_schema_is_not_served(tmp_path):
    site = Installation(tmp_path, {"HEED_ENV": "test", "HEED_SECRET_KEY": "0123456789 abcdefghijklmnopqrstuvwxyz", "HEED_DATA_DIR": str(tmp_path)}, None)
    process = site.start("serve")
    assert process.wait(timeout=20) == 2
    assert "heed migrate" in site.log()
