"""kill -9 of the real worker at each named point, judged by the receiving server's own ledger on disk.

Nothing is lost; what is repeated is repeated with the same Message-ID and the same bytes.
"""

import signal
from collections import Counter
from urllib.parse import urlsplit

import psycopg
import pytest
from sqlalchemy import text

from community import clock
from community.db import db
from community.events import Dispatch, Event
from community.ideas.actions import follow_idea
from community.ideas.models import Idea
from community.notifications.models import Mail
from tests import factories
from tests.cast import ADA, BEN, CLEO, DEV
from tests.jobs.processes import Installation, eventually, stop
from tests.smtp_sink import Sink

POINTS = {"before_commit": 4, "after_commit": 3, "after_claim": 3, "before_send": 3, "after_accept": 4, "before_mark": 3}
PLAN = [(point, turn) for point, times in POINTS.items() for turn in range(1, times + 1)]
REPEATING = ("after_accept", "before_mark")
LONGER_THAN_A_LEASE = 400
READERS = (ADA, CLEO, DEV)


@pytest.fixture
def place(request, workplace):
    folder = workplace / f"kill-{'postgresql' if 'postgresql' in request.node.name else 'sqlite'}"
    folder.mkdir()
    return folder


@pytest.fixture
def fresh_postgres(postgres_url):
    """A database of this test's own on the run's PostgreSQL."""
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS kills")
        connection.execute("CREATE DATABASE kills")
    return urlsplit(postgres_url)._replace(path="/kills").geturl()


def begin(site):
    """Ada's idea, which Cleo and Dev follow."""
    with site.data():
        idea = factories.idea(ADA)
        for part in (CLEO, DEV):
            follow_idea(idea.id, factories.person(part).id, "all", now=clock.now())
        return idea.id


def cause_mails(site, idea_id):
    """Ben comments: three people are to be told."""
    with site.data():
        factories.comment(BEN, db.session.get_one(Idea, idea_id))


def kill_at(site, point, turn):
    """Run a worker until it kills itself there; by then it is in the middle of its work."""
    worker = site.start("worker", HEED_FAILPOINT=f"{point}:{turn}")
    try:
        assert worker.wait(timeout=30) == -signal.SIGKILL, site.log()
    finally:
        worker.kill()


def is_idle(site):
    with site.app.app_context():
        waiting = db.session.query(Mail).filter(Mail.state.in_(("queued", "failed"))).count()
        undone = db.session.query(Dispatch).filter_by(state="ready").count() + db.session.query(Event).filter_by(expanded=False).count()
        db.session.rollback()
    return not waiting and not undone


def finish(site):
    worker = site.start("worker")
    try:
        assert eventually(lambda: is_idle(site), within=40), site.log()
    finally:
        assert stop(worker) == 0


def judge(site, sink, plan):
    """By the ledger alone: who got what, and how often. A kill elsewhere may catch the thread that sends, so that each
    kill repeats one mail at most; those between acceptance and mark repeat one for certain."""
    entries = sink.ledger()
    with site.app.app_context():
        sent = {mail.message_id: mail.kind for mail in db.session.query(Mail)}
        commented = {mail.message_id: mail.address for mail in db.session.query(Mail).filter_by(kind="idea_commented")}
    got = Counter(entry["message_id"] for entry in entries)
    assert set(got) == set(sent), "each mail arrived, and nothing else did"
    assert Counter(commented.values()) == {reader.email: len(plan) for reader in READERS}, "no mail more for anyone"
    for message_id in got:
        assert len({(e["to"], e["sha256"]) for e in entries if e["message_id"] == message_id}) == 1, "the same bytes"
    repeats = sum(got.values()) - len(got)
    assert sum(point in REPEATING for point, _ in plan) <= repeats <= len(plan)


def play(site, sink, plan):
    idea_id = begin(site)
    for point, turn in plan:
        cause_mails(site, idea_id)
        kill_at(site, point, turn)
        site.move_clock(LONGER_THAN_A_LEASE)
    finish(site)
    judge(site, sink, plan)


def test_twenty_kills_on_sqlite_lose_nothing(place):
    assert len(PLAN) == 20
    with Sink(place) as sink:
        site = Installation.make(place, HEED_MAIL_URL=sink.url)
        play(site, sink, PLAN)
        with site.app.app_context():
            assert db.session.scalar(text("PRAGMA integrity_check")) == "ok"
            assert db.session.execute(text("PRAGMA foreign_key_check")).all() == []


def test_a_kill_at_each_point_on_postgresql_loses_nothing(place, fresh_postgres):
    with Sink(place) as sink:
        site = Installation.make(place, HEED_MAIL_URL=sink.url, HEED_DATABASE_URL=fresh_postgres)
        play(site, sink, [(point, 1) for point in POINTS])
        with site.app.app_context():
            db.engine.dispose()
