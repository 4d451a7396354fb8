"""A tenth of `heed bench mail` by the real command, and the judge by itself."""

import re
import subprocess
import sys

import pytest

from community.bench.mail_causes import VOTERS
from community.bench.mail_judge import judge
from community.bench.mail_killed import share
from community.config import ROOT

ADA, BEN = ("REF-1", "ada@x.example"), ("REF-1", "ben@x.example")


def taken(key=ADA, mail="<1@x>", sign="s"):
    return {"mail": mail, "refers": key[0], "to": key[1], "sha256": sign}


def followed(mail="<1@x>"):
    return {"followed": mail}


@pytest.mark.parametrize(
    ("entries", "lost", "doubled", "repeats", "wrong"),
    [
        ([taken(), followed()], 0, 0, 0, ""),
        ([], 1, 0, 0, "1 lost: REF-1 to ada@x.example"),
        ([taken(), taken(), followed()], 0, 0, 1, ""),
        ([taken(), followed(), taken()], 0, 1, 0, "1 doubled: REF-1 to ada@x.example"),
        ([taken(), taken(), followed(), taken()], 0, 1, 1, "1 doubled"),
        ([taken(), taken(mail="<2@x>")], 0, 0, 1, "1 sent under several Message-IDs"),
        ([taken(), followed(), taken(mail="<2@x>")], 0, 1, 0, "1 doubled"),
        ([taken(), taken(sign="other")], 0, 0, 1, "1 sent with different bytes"),
        ([taken(), taken(BEN, "<2@x>")], 0, 0, 0, "1 sent unasked: REF-1 to ben@x.example"),
        ([taken(), {"fault": "DATA: 451"}, taken(("", "ada@x.example"), "<3@x>")], 0, 0, 0, ""),
    ],
)
def test_the_ledger_alone_says_what_was_lost_and_what_came_twice(entries, lost, doubled, repeats, wrong):
    verdict = judge({ADA}, entries)
    assert (len(verdict.lost), len(verdict.doubled), verdict.repeats) == (lost, doubled, repeats)
    assert bool(verdict.wrong) == bool(wrong)
    assert wrong in " ".join(verdict.wrong)


def test_kills_are_shared_out_over_all_waves():
    assert sum(share(200, number, 7) for number in range(7)) == 200
    assert VOTERS == 20


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_a_tenth_of_all_mails_and_kills_loses_nothing_and_doubles_nothing(database, request):
    server = ["--server", request.getfixturevalue("postgres_url")] if database == "postgres" else []
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "community.cli", "bench", "mail", "--database", database, *server, "--sends", "500", "--kills", "10", "--waves", "1"],
        cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    *said, last = run.stdout.splitlines()
    assert re.fullmatch(r"mail: 500 sends, lost 0, doubled 0, repeats \d+", last)
    assert re.search(r"1[0-9] kills \(\d+ at a named point\), \d+ faults of the server and 1 falls", said[0])
