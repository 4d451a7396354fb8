"""The judge of `heed bench webhooks` by itself, and a small run of it by the real command."""

import re
import subprocess
import sys

import pytest

from community.bench.webhooks import Plan, _too_slow
from community.bench.webhooks_killed import judge
from community.config import ROOT


def seen(event=1, name="msg_a", sha="s", took=True, verified=True):
    return {"event": event, "id": name, "sha256": sha, "took": took, "verified": verified, "fault": "", "at": 0.0}


@pytest.mark.parametrize(
    ("entries", "figures", "wrong"),
    [
        ([seen()], (1, 0, 0, 0), ""),
        ([], (0, 1, 0, 0), "lost"),
        ([seen(took=False)], (0, 1, 0, 0), "lost"),
        ([seen(took=False), seen()], (1, 0, 0, 0), ""),
        ([seen(), seen()], (1, 0, 0, 1), ""),
        ([seen(), seen(name="msg_b")], (2, 0, 1, 0), "under two names"),
        ([seen(), seen(sha="other")], (1, 0, 0, 1), "one name with two bodies"),
        ([seen(verified=False)], (1, 0, 0, 0), "not verified"),
        ([seen(), seen(event=2, name="msg_b")], (2, 0, 1, 0), "under two names"),
    ],
)
def test_the_ledger_alone_says_what_was_lost_and_what_came_twice(entries, figures, wrong):
    verdict = judge([1], entries)
    assert (verdict.ids, len(verdict.lost), len(verdict.doubled), verdict.repeats) == figures
    assert bool(verdict.wrong) == bool(wrong)
    assert wrong in " ".join(verdict.wrong)


def test_one_in_twenty_may_be_slow_and_none_may_be_missing():
    plan = Plan(rate=10, seconds=10)
    assert _too_slow(sorted([0.5] * 96 + [9.0] * 4), plan) == []
    assert _too_slow(sorted([0.5] * 90 + [9.0] * 10), plan) == ["p95 9.00 s"]
    assert _too_slow([0.5] * 99, plan) == ["1 did not arrive in 30 s"]


def test_a_small_run_loses_nothing_and_ends_with_one_line():
    command = [sys.executable, "-m", "community.cli", "bench", "webhooks", "--database", "sqlite", "--events", "60", "--kills", "2", "--waves", "1", "--seconds", "1"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=180, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert re.fullmatch(r"webhooks: 60 events, lost 0, doubled 0, repeats \d+", ran.stdout.splitlines()[-1])
