"""When a worker that dies is started again, how long that waits, and when it is given up: without a process."""

import logging
import os
import signal

import pytest

from community.jobs import serve as serving
from community.jobs.schedule import JOBS, LANES
from community.jobs.serve import LONGEST_PAUSE, MOST_CRASHES, Supervisor, pages_command, worker_command
from tests.conftest import make_settings


class Waits:
    """What Supervisor.stopping is asked to wait for; nobody has to."""

    def __init__(self) -> None:
        self.asked: list[float] = []
        self.told = False

    def wait(self, seconds: float) -> bool:
        self.asked.append(seconds)
        return self.told

    def set(self) -> None:
        self.told = True


@pytest.fixture
def supervisor(tmp_path, monkeypatch):
    found = Supervisor(make_settings(tmp_path), {})
    found.stopping = Waits()
    found.starts = []
    now = [1_000.0]
    monkeypatch.setattr(serving.time, "monotonic", lambda: now[0])

    def start():
        found.starts.append(now[0])
        found.worker.started = now[0]

    monkeypatch.setattr(found.worker, "start", start)
    found.worker.started = now[0]
    found.passes = lambda seconds: now.__setitem__(0, now[0] + seconds)
    return found


def test_each_crash_doubles_the_pause_and_the_seventh_is_the_last(supervisor, caplog):
    with caplog.at_level(logging.ERROR):
        going_on = [supervisor._start_worker_again() for _ in range(MOST_CRASHES + 1)]
    assert going_on == [True] * 6 + [False]
    assert supervisor.stopping.asked == [1.0, 2.0, 4.0, 8.0, 16.0, LONGEST_PAUSE]
    assert len(supervisor.starts) == 6
    assert "giving up" in caplog.text


def test_one_that_ran_for_a_while_is_started_again_at_once(supervisor):
    for _ in range(3 * MOST_CRASHES):
        supervisor.passes(serving.CALM)
        assert supervisor._start_worker_again()
    assert set(supervisor.stopping.asked) == {0.0}
    supervisor.passes(serving.CALM - 0.1)
    assert supervisor._start_worker_again()
    assert supervisor.stopping.asked[-1] == 2.0, "the second crash in a row"


def test_who_is_told_to_stop_while_it_waits_starts_nothing(supervisor):
    supervisor.stopping.told = True
    assert supervisor._start_worker_again()
    assert supervisor.starts == []


@pytest.mark.parametrize(("pages", "worker", "code"), [(None, None, 0), (1, None, 1), (0, None, 1), (None, -9, 1)])
def test_pages_that_end_end_everything_and_a_worker_only_when_it_cannot_be_kept(supervisor, monkeypatch, pages, worker, code):
    monkeypatch.setattr(serving.Child, "ended", property(lambda child: {"pages": pages, "worker": worker}[child.name]))
    monkeypatch.setattr(supervisor, "_start_worker_again", lambda: False)
    supervisor.stopping.told = code == 0
    assert supervisor._watch() == code


def test_a_signal_asks_it_to_stop(supervisor):
    supervisor._stop(signal.SIGTERM, None)
    assert supervisor.stopping.told


def test_a_child_whose_parent_is_gone_ends_at_once(monkeypatch):
    ended = []
    monkeypatch.setattr(serving, "_prctl", lambda *asked: ended.append(asked) or 0)
    monkeypatch.setattr(os, "_exit", ended.append)
    serving._end_with_parent(os.getppid())
    assert ended == [(serving.PARENT_DEATH, signal.SIGTERM)]
    serving._end_with_parent(os.getppid() + 1)
    assert ended[-1] == 1


def test_the_commands_name_the_address_that_is_set(tmp_path):
    settings = make_settings(tmp_path, host="127.0.0.7", port=8123, workers=3)
    words = pages_command(settings)
    assert [words[words.index(name) + 1] for name in ("--host", "--port", "--workers", "--interface")] == ["127.0.0.7", "8123", "3", "wsgi"]
    assert worker_command()[-2:] == ["community.cli", "worker"]


@pytest.mark.parametrize("lane", LANES, ids=lambda lane: lane.name)
def test_what_only_one_may_do_is_done_in_one_thread(lane):
    assert lane.threads == 1 or not lane.leader_only
    assert lane.every >= 1


def test_the_clock_is_looked_at_often_enough_to_keep_the_promises():
    """An alarm is due within ten seconds, a planned answer within its minute."""
    every = {job.name: job.every for job in JOBS}
    assert max(every[name] for name in ("clocks.escalate", "clocks.gather")) <= 5
    assert max(every[name] for name in ("answers.publish", "clocks.resume", "promises.take_effect", "questions.close", "digests.make")) <= 10
