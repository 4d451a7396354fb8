"""A part of `heed bench digests`: the week of Europe's spring, and that of Lord Howe's half hour, in all 38 zones."""

import threading
from datetime import UTC, datetime, time, timedelta

from community.bench.digests import WEEKS, ZONES, live_through, settle_in
from community.db import db, writing
from community.notifications import actions_digests
from community.notifications.models import Mail
from community.notifications.models_digests import Digest

SPRING, HALF_AN_HOUR = WEEKS[1], WEEKS[3]


def test_everybody_gets_one_digest_at_eight_through_the_weeks_of_changes(app):
    ids = settle_in(len(ZONES), datetime.combine(SPRING, time(), UTC) - timedelta(days=30))
    for monday in (SPRING, HALF_AN_HOUR):
        told = live_through(monday, ids)
        assert told.wrong == []
        assert told.digests == len(ids)
        assert told.latest <= timedelta(minutes=10)
        assert told.most_statements <= 28


def test_several_workers_at_once_make_each_digest_once(built_app, app):
    now = datetime.combine(SPRING, time(), UTC)
    ids = settle_in(30, now - timedelta(days=6, hours=20))
    start, problems = threading.Barrier(3), []

    def work():
        with built_app.app_context():
            start.wait()
            try:
                for _ in range(len(ids)):
                    with writing():
                        actions_digests.make_next(now + timedelta(days=20))
            except Exception as problem:
                problems.append(problem)
            db.session.remove()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for thread in workers:
        thread.start()
    for thread in workers:
        thread.join(timeout=60)
    assert problems == []
    rows = db.session.query(Digest).all()
    assert sorted(row.person_id for row in rows) == ids
    assert {row.state for row in rows} == {"skipped"} or db.session.query(Mail).count() == len([row for row in rows if row.state == "made"])
