"""Killing the publishing process anywhere, two of them at once, and turning the clock: each planned answer is public once."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta

import pytest
from flask import current_app

from community import clock
from community.config import ROOT as CHECKOUT
from community.db import db, writing
from community.events import Event
from community.jobs.answers import publish
from community.jobs.worker import drain
from community.notifications.models import Mail
from community.responses import actions_clocks, actions_waiting
from community.responses.actions import AnswerDraft
from community.responses.models import Answer, Clock
from community.responses.models_drafting import WaitingAnswer
from tests import factories
from tests.cast import ADA, MARTA

WORDS = "Yes. We build this now, because forty of you told us what it costs you every week."
COUNT = 8
HOUR = 3_600


@pytest.fixture
def planned(app):
    """Eight ideas of Ada's whose answers are planned for an hour from now."""
    with writing():
        factories.topic("rotas", MARTA)
        for number in range(COUNT):
            idea = factories.idea(ADA, f"Idea number {number}")
            actions_clocks.start_clock(idea, "first", now=clock.now())
            draft = AnswerDraft.of("shipped", f"{WORDS} This is number {number}.", None, 0)
            actions_waiting.put_aside(factories.viewer(MARTA), idea, draft, clock.now() + timedelta(seconds=HOUR), now=clock.now())


def start(failpoint: str = "") -> subprocess.Popen:
    settings = current_app.config["SETTINGS"]
    environ = {
        **{name: value for name, value in os.environ.items() if not name.startswith("HEED_")},
        "HEED_ENV": "test", "HEED_SECRET_KEY": settings.secret_key, "HEED_DATA_DIR": str(settings.data_dir), "HEED_FAILPOINT": failpoint,
        "HEED_DATABASE_URL": db.engine.url.render_as_string(hide_password=False).replace("+psycopg", ""),
        "HEED_CLOCK_FILE": str(settings.clock_file),
    }
    return subprocess.Popen([sys.executable, "-m", "tests.responses.publisher"], cwd=CHECKOUT, env=environ)


def public_now() -> int:
    db.session.rollback()
    return db.session.query(Answer).count()


def each_is_public_once() -> None:
    db.session.rollback()
    assert Counter(answer.idea_id for answer in db.session.query(Answer)) == Counter(range(1, COUNT + 1))
    assert db.session.query(Event).filter_by(kind="answer.published").count() == COUNT
    assert {row.state for row in db.session.query(WaitingAnswer)} == {"published"}
    assert {row.outcome for row in db.session.query(Clock)} == {"answered"}
    drain()
    assert db.session.query(Mail).filter_by(kind="idea_shipped", address=ADA.email).count() == COUNT


@pytest.mark.parametrize(("point", "left"), [("before_commit", 2), ("after_commit", 3)])
def test_a_kill_before_or_after_the_commit_loses_and_doubles_nothing(planned, moved_clock, point, left):
    moved_clock(HOUR + 1)
    assert start(f"{point}:3").wait(60) == -signal.SIGKILL
    assert public_now() == left
    moved_clock(1)  # the clock goes back: what is public stays so, and the rest waits for its hour
    assert publish() is False
    moved_clock(HOUR + 1)
    assert start().wait(60) == 0
    each_is_public_once()


def test_two_at_once_killed_at_random_publish_each_once(planned, moved_clock):
    moved_clock(HOUR + 1)
    chance = random.Random(11)
    for _ in range(3):
        pair = [start(), start()]
        time.sleep(chance.uniform(0.6, 2.0))
        for process in pair:
            process.kill()
            process.wait(30)
    pair = [start(), start()]
    assert [process.wait(60) for process in pair] == [0, 0]
    each_is_public_once()
