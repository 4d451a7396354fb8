"""Two workers under kills and a jumping clock: a small form of `heed bench clocks`, by the real command."""

import re
import subprocess
import sys

import pytest

from community.bench.clocks_killed import share
from community.config import ROOT

SMALL = ("--open", "300", "--due", "120", "--clocks", "16", "--days", "1", "--kills", "4", "--jumps", "2")


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_each_tier_is_told_once_and_nobody_is_lost(database, request):
    server = ["--server", request.getfixturevalue("postgres_url")] if database == "postgres" else []
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "community.cli", "bench", "clocks", "--database", database, *server, *SMALL],
        cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout.splitlines()[-1] == "clocks: 184 escalations, lost 0, doubled 0"
    assert "4 kills, 2 jumps" in run.stdout
    assert re.search(r"64 escalations told 80 times in \d+ mails", run.stdout)
    assert "ix_clocks_alert" in run.stdout


def test_kills_are_shared_out_over_all_turns():
    assert [share(7, number, 3) for number in range(3)] == [2, 2, 3]
    assert sum(share(60, number, 13) for number in range(13)) == 60
