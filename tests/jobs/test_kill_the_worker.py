"""kill -9 of a worker at each named point, judged by the receiving server's own ledger on disk.

Nothing is lost. Nothing is repeated, but where the server had taken a mail and nobody can have heard of it: then once, with
the same Message-ID and the same bytes. `heed bench mail` does it at random, and tests/bench/test_mail.py a tenth of that.
"""

import json
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from community.config import ROOT

REPEATED = {"during_data": 1, "after_accept": 1, "before_mark": 1}
"""K4 and K5: the server had accepted it."""
UNTOUCHED = ("before_commit", "after_commit", "after_claim", "before_send", "after_mark")
"""K1, K2, K3 and K6."""


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def outcome(request):
    """What became of twenty mails for each point."""
    folder, more = Path(tempfile.mkdtemp(dir=request.getfixturevalue("workplace"))), []
    if request.param == "postgres":
        url = request.getfixturevalue("postgres_url")
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("DROP DATABASE IF EXISTS kills")
            connection.execute("CREATE DATABASE kills")
        more = [urlsplit(url)._replace(path="/kills").geturl()]
    command = [sys.executable, "-W", "ignore", "-m", "tests.jobs.points", str(folder), *more]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


@pytest.mark.parametrize("point", [*UNTOUCHED, *REPEATED])
def test_a_worker_killed_at_a_point_loses_nothing_and_repeats_only_what_nobody_had_heard_of(outcome, point):
    found = outcome[point]
    assert found["died"] == -signal.SIGKILL
    assert (found["sends"], found["wrong"]) == (20, [])
    assert found["repeats"] == REPEATED.get(point, 0)


def test_no_point_is_left_out(outcome):
    assert set(outcome) == {*UNTOUCHED, *REPEATED, "page"}


def test_a_page_that_dies_before_its_commit_leaves_neither_words_nor_mails(outcome):
    """K1 where the cause is written."""
    assert outcome["page"] == {"died": -signal.SIGKILL, "answers": 0, "events": 0, "mails": 0}
