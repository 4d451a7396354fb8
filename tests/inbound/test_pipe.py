"""heed mail receive, as a mail server runs it: a process that reads one mail and says by its exit code what to do with it."""

import os
import subprocess
import sys

import pytest

from community.config import ROOT
from community.db import db
from community.inbound.models import Received
from tests.inbound.letters import mail
from tests.jobs.processes import Installation


@pytest.fixture(scope="module")
def site(workplace):
    return Installation.make(workplace / "pipe")


def receive(environ, raw, *options, **more):
    command = [sys.executable, "-W", "ignore", "-m", "community.cli", "mail", "receive", *options]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **environ, **more}, input=raw, capture_output=True, check=False)


def stored(site):
    with site.data():
        return [(found.channel, found.sender, found.recipient, found.size) for found in db.session.query(Received).order_by(Received.id)]


def test_a_mail_is_stored_with_what_the_server_says_of_it(site):
    said = receive(site.environ, mail(text="One."), "--sender", "ada@brannocs.example", "--recipient", "reply+x@hourfold.example")
    assert (said.returncode, said.stdout, said.stderr) == (0, b"", b"")
    forwarded = receive(site.environ, mail(text="Two."), SENDER="MAILER-DAEMON", ORIGINAL_RECIPIENT="bounces+1@hourfold.example")
    assert forwarded.returncode == 0
    assert stored(site) == [
        ("pipe", "ada@brannocs.example", "reply+x@hourfold.example", len(mail(text="One."))),
        ("pipe", "<>", "bounces+1@hourfold.example", len(mail(text="Two."))),
    ]


@pytest.mark.parametrize(("wrong", "said"), [
    ({"HEED_DATA_DIR": "/proc/nowhere"}, b"unable to open"),
    ({"HEED_DATABASE_URL": "postgresql://heed:x@127.0.0.1:9/heed"}, b"refused"),
    ({"HEED_SECRET_KEY": "short"}, b"HEED_SECRET_KEY"),
])
def test_where_it_cannot_be_stored_the_server_tries_again(site, wrong, said):
    found = receive({**site.environ, **wrong}, mail())
    assert found.returncode == os.EX_TEMPFAIL
    assert said in found.stderr
    assert b"Traceback" not in found.stderr


def test_an_empty_database_is_not_ours_yet(workplace):
    (workplace / "pipe-empty").mkdir()
    found = receive({"HEED_ENV": "test", "HEED_SECRET_KEY": "a key for processes only, 0123456789", "HEED_DATA_DIR": str(workplace / "pipe-empty")}, mail())
    assert (found.returncode, b"newest schema" in found.stderr) == (os.EX_TEMPFAIL, True)
