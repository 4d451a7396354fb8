"""kill -9 while digests are made: nobody's is lost, nobody's comes twice, and each tells what waited."""

import os
import signal
from datetime import timedelta
from urllib.parse import urlsplit

import psycopg
import pytest

from community import clock, events, failpoints
from community.db import db
from community.jobs.digests import make
from community.notifications import actions_plans
from community.notifications.models import Mail
from community.notifications.models_digests import Digest, DigestPlan
from community.notifications.models_inbox import Notice
from community.notifications.rules_telling import Pace
from tests import factories
from tests.cast import ADA, BEN, CLEO, MARTA
from tests.jobs.processes import Installation

READERS = (ADA, BEN, CLEO)
PLAN = ["before_commit:1", "after_commit:1", "before_commit:2", "after_commit:1"]
"""The first undoes one, the second falls when it stands; the third undoes the last, and the fourth falls when that stands."""


@pytest.fixture
def fresh_postgres(postgres_url):
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS digest_kills")
        connection.execute("CREATE DATABASE digest_kills")
    return urlsplit(postgres_url)._replace(path="/digest_kills").geturl()


@pytest.mark.parametrize("backend", ["sqlite", "postgres"])
def test_each_period_of_each_reader_is_told_once(backend, workplace, request):
    more = {"HEED_DATABASE_URL": request.getfixturevalue("fresh_postgres")} if backend == "postgres" else {}
    site = Installation.make(workplace / f"digests-{backend}", **more)
    with site.data():
        idea_id = factories.idea(MARTA).id
        for reader in READERS:
            wait_for(factories.person(reader), idea_id)
    site.move_clock(timedelta(days=1, hours=1).total_seconds())
    assert [run(site, point) for point in PLAN] == [-signal.SIGKILL] * len(PLAN)
    assert run(site) == 0
    with site.data():
        emails = sorted(db.session.scalars(db.select(Mail.address).where(Mail.kind == "daily_digest")))
        assert emails == sorted(reader.email for reader in READERS)
        assert [digest.state for digest in db.session.query(Digest)] == ["made"] * len(READERS)
        assert db.session.query(Notice).filter(Notice.mail_id.is_(None)).count() == 0
        assert db.session.query(DigestPlan).filter(DigestPlan.next_at.is_not(None)).count() == 0
    let_go(site)


def wait_for(person, idea_id):
    """A comment that waits for this person's digest of the day."""
    now = clock.now()
    made = events.record("comment.added", at=now, idea_id=idea_id)
    db.session.flush()
    facts = {"kind": "idea_commented", "idea_id": idea_id, "why": "author", "pace": Pace.DAILY, "created_at": now}
    db.session.add(Notice(event_id=made.id, person_id=person.id, **facts))
    actions_plans.wait_for_digest(person, Pace.DAILY, now=now)


def let_go(site):
    with site.app.app_context():
        db.session.remove()
        db.engine.dispose()


def run(site, point=""):
    """All digests that are due, in a process that dies at this point; its exit code, or minus the signal that ended it."""
    let_go(site)
    child = os.fork()
    if child == 0:
        with site.app.app_context():
            clock.follow(site.folder / "clock")
            failpoints.arm(point)
            while make():
                pass
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
