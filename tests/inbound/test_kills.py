"""kill -9 between storing and flagging, with a mail in hand, before and after what it asks for is committed: each is there once."""

import os
import signal
import traceback
from urllib.parse import urlsplit

import psycopg
import pytest

from community import clock, failpoints
from community.db import db
from community.ideas.models import Comment
from community.inbound.models import Received
from community.jobs.inbound import fetch, process
from community.notifications.models import Mail
from tests import factories
from tests.cast import ADA
from tests.inbound.imap_server import imap_server
from tests.inbound.letters import address, mail
from tests.jobs.processes import Installation

LONGER_THAN_A_LEASE = 400
PLAN = ["after_commit:1", "after_commit:4", "after_claim:1", "before_commit:1", "after_commit:1", "after_claim:2"]
"""The first falls between storing and flagging, the second when a comment is committed, and so on."""


@pytest.fixture
def fresh_postgres(postgres_url):
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS inbound_kills")
        connection.execute("CREATE DATABASE inbound_kills")
    return urlsplit(postgres_url)._replace(path="/inbound_kills").geturl()


@pytest.mark.parametrize("backend", ["sqlite", "postgres"])
def test_nothing_is_lost_and_nothing_is_doubled(backend, workplace, request):
    more = {"HEED_DATABASE_URL": request.getfixturevalue("fresh_postgres")} if backend == "postgres" else {}
    with imap_server() as server:
        site = Installation.make(workplace / f"inbound-{backend}", HEED_IMAP_URL=server.url, **more)
        texts = [f"Number {number} of those that must not get lost." for number in range(5)]
        with site.data():
            to = address(ADA, factories.idea(ADA).id)
        server.deliver(*(mail(ADA, to, text) for text in texts[:-1]), mail(ADA, to, "> nothing new"), mail(ADA, to, texts[-1]))
        killed = [run(site, point) for point in PLAN]
        assert killed == [-signal.SIGKILL] * len(PLAN)
        assert run(site) == run(site) == 0
        assert server.unseen() == 0
    with site.data():
        assert sorted(body for (body,) in db.session.query(Comment.body)) == texts
        assert {(found.state, found.outcome) for found in db.session.query(Received)} == {("done", "comment"), ("done", "returned")}
        assert (db.session.query(Received).count(), db.session.query(Mail).filter_by(kind="reply_returned").count()) == (6, 1)
    let_go(site)


def let_go(site):
    with site.app.app_context():
        db.session.remove()
        db.engine.dispose()


def run(site, point=""):
    """What a worker does, in a process that dies at this point; its exit code, or the signal that ended it, negative."""
    site.move_clock(LONGER_THAN_A_LEASE)
    let_go(site)
    child = os.fork()
    if child == 0:
        os._exit(work(site, point))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def work(site, point):
    try:
        with site.app.app_context():
            clock.follow(site.folder / "clock")
            failpoints.arm(point)
            fetch()
            while process():
                pass
    except BaseException:
        traceback.print_exc()
        return 1
    return 0
