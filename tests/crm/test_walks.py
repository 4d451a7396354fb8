"""Walking over everybody goes on where it stood, counts nobody twice, and is not begun twice."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import current_app

from community import clock
from community.crm import actions_vendors as actions
from community.crm import running
from community.crm.models_vendors import Connection
from community.db import db, writing
from community.jobs import crm_sync
from tests import factories
from tests.cast import ADA, BEN, CLEO, ROOT
from tests.crm.connections import connect, pending, runs
from tests.crm.hubspot_server import HubSpot


@pytest.fixture
def where(loopback, monkeypatch) -> int:
    monkeypatch.setattr(running, "BATCH", 1)
    with writing():
        for part in (ADA, BEN, CLEO):
            factories.person(part)
    return connect(HubSpot(), enable=False)


def begin(where: int, kind: str) -> int:
    with writing():
        row = db.session.get_one(Connection, where)
        return actions.begin_run(kind, connection=row, actor_id=factories.viewer(ROOT).id, now=clock.now()).id


def test_a_walk_goes_on_where_it_stood_and_counts_each_once(where):
    begin(where, "send")
    crm_sync.walk()
    crm_sync.walk()
    (half,) = runs()
    assert (half.seen, half.finished_at) == (2, None)
    while crm_sync.walk():
        pass
    (whole,) = runs()
    assert whole.finished_at is not None
    assert whole.counts["new"] == 5, "three people and two accounts"
    assert len(pending()) == 5


def test_a_batch_that_was_looked_at_twice_is_noted_once(where):
    begin(where, "send")
    settings = current_app.config["SETTINGS"]
    step = running.next_step(settings.base_url, settings.secret_key)
    compared = running.look(step)
    db.session.rollback()
    for _ in range(2):
        with writing():
            running.note(step, compared, clock.now())
    assert [run.seen for run in runs()] == [1]


def test_one_that_is_under_way_is_not_begun_twice(where):
    assert begin(where, "dry") == begin(where, "dry")
    assert len(runs()) == 1


def test_pressed_in_turns_each_kind_is_under_way_once(where):
    for kind in ("dry", "send", "dry", "send", "check", "dry"):
        begin(where, kind)
    assert [run.kind for run in runs()] == ["dry", "send", "check"]


def test_two_who_begin_at_the_same_moment_begin_one_run(where):
    site, ready = current_app._get_current_object(), threading.Barrier(2)

    def begin_it(_: int) -> int:
        with site.app_context():
            ready.wait(10)
            return begin(where, "dry")

    with ThreadPoolExecutor(2) as pool:
        assert len(set(pool.map(begin_it, range(2)))) == 1
    assert len(runs()) == 1


def test_counting_marks_nobody(where):
    begin(where, "dry")
    while crm_sync.walk():
        pass
    assert runs()[0].counts["new"] == 5
    assert pending() == []
