"""The index never lies: it follows every change, heals itself, and loses nothing when its writer is killed."""

import gc
import logging
import os
import signal
import subprocess
import sys
import threading

import pytest

from community import clock, events
from community.accounts.viewer import VISITOR
from community.config import ROOT
from community.db import db, writing
from community.ideas.actions import Draft, delete_idea, edit_idea
from community.ideas.models import Idea
from community.jobs import indexing, worker
from community.search import delivery
from community.search.actions import queue_entry
from community.search.index import index_here
from community.search.interface import IndexBusy, Lookup
from community.search.models import IndexTask, SearchTotals
from community.search.queries import similar_ideas
from tests import factories
from tests.cast import ADA, BEN


def in_index(term):
    return set(index_here().find(Lookup({term: 1.0})).scores)


def found(text):
    db.session.rollback()
    return [row.card.id for row in similar_ideas(VISITOR, text)]


def waiting():
    db.session.rollback()
    return {task.idea_id: task.version for task in db.session.query(IndexTask)}


def break_it(app):
    """What a full disk or a careless hand leaves behind."""
    if db.engine.dialect.name == "postgresql":
        with writing() as session:
            session.query(SearchTotals).delete()
        return
    for path in (app.config["SETTINGS"].data_dir / "search").rglob("*"):
        if path.is_file() and path.suffix in (".seg", ".toc"):
            path.write_bytes(b"not an index any more")


def test_a_published_idea_comes_into_the_index_and_its_task_is_settled(post, work):
    idea = post(ADA, "Print the week on one page")
    assert in_index("print") == set()
    work()
    assert in_index("print") == {idea}
    assert waiting() == {}


def test_an_edit_changes_the_entry(post, work):
    idea = post(ADA, "Print the week on one page")
    work()
    with writing() as session:
        edit_idea(factories.viewer(ADA), session.get(Idea, idea), Draft.of("Show the month on a wall", ""), now=clock.now())
    work()
    assert in_index("print") == set()
    assert in_index("wall") == {idea}


def test_a_deleted_idea_leaves_the_index(post, work):
    idea = post(ADA, "Print the week on one page")
    work()
    with writing() as session:
        delete_idea(factories.viewer(ADA), session.get(Idea, idea), other_voters=0, comments=0, now=clock.now())
    work()
    assert in_index("print") == set()


def test_hiding_and_showing_again_are_followed(post, work):
    idea = post(ADA, "Print the week on one page")
    work()
    for kind, state, expected in (("idea.hidden", "hidden", set()), ("idea.restored", "published", {idea})):
        with writing() as session:
            session.get(Idea, idea).state = state
            events.record(kind, at=clock.now(), idea_id=idea)
        work()
        assert in_index("print") == expected


def test_a_pending_idea_is_not_in_the_index(post, work):
    post(ADA, "Print the week on one page", hold=True)
    work()
    assert in_index("print") == set()


def test_a_change_during_the_work_is_taken_in_too(post, work):
    idea = post(ADA, "Print the week on one page")
    work()
    with writing():
        queue_entry(idea, 7, now=clock.now())
    tasks = delivery.waiting_tasks()
    with writing():
        queue_entry(idea, 8, now=clock.now())
        delivery.settle_tasks(tasks)
    assert list(waiting()) == [idea]


def test_one_batch_is_one_commit_of_two_hundred(post, work):
    work()
    with writing():
        for number in range(230):
            queue_entry(factories.idea(ADA, f"Wish number {number} about printing").id, number, now=clock.now())
    assert indexing.update_index() == 200
    assert len(waiting()) == 30
    assert indexing.update_index() == 30
    assert indexing.update_index() == 0
    assert len(index_here().find(Lookup({"print": 1.0}, most=500)).scores) == 230


def test_taking_in_twice_changes_nothing(post, work):
    post(ADA, "Print the week on one page")
    work()
    before = index_here().find(Lookup({"print": 1.0}))
    with writing():
        queue_entry(1, 1, now=clock.now())
    indexing.update_index()
    after = index_here().find(Lookup({"print": 1.0}))
    assert set(before.scores) == set(after.scores)


def test_without_an_index_the_newest_are_still_found(post):
    idea = post(ADA, "Print the week on one page")
    assert not index_here().is_sound()
    assert found("print the whole week") == [idea]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_lost_index_is_built_anew_and_says_so(app, post, work, caplog):
    old = post(ADA, "Print the week on one page")
    for number in range(25):
        post(BEN, f"Another wish {number}")
    work()
    break_it(app)
    assert old not in found("print the whole week")
    with caplog.at_level(logging.WARNING):
        indexing.update_index()
    assert "built anew from 26 ideas" in caplog.text
    assert found("print the whole week") == [old]
    gc.collect()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_broken_index_is_no_error_for_a_reader(app, client, post, work):
    """Whoosh leaves the file open that it could not read; that is the warning."""
    post(ADA, "Print the week on one page")
    work()
    break_it(app)
    answer = client.get("/ideas/similar?q=print the week", headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert client.get("/search?q=print").status_code == 200
    assert not index_here().is_sound()
    gc.collect()


def test_reindexing_by_hand_mends_and_keeps_everything(app, post, work):
    idea = post(ADA, "Print the week on one page")
    work()
    assert indexing.rebuild_index() == 1
    assert in_index("print") == {idea}
    work()
    assert in_index("print") == {idea}


def test_readers_find_all_the_time_while_it_is_built_anew(app, post, work):
    if_found = []
    for number in range(30):
        post(ADA, f"Print page {number}")
    work()
    stop = threading.Event()

    def read():
        with app.app_context():
            while not stop.is_set():
                if_found.append(len(index_here().find(Lookup({"print": 1.0})).scores))
                db.session.remove()

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(3):
        indexing.rebuild_index()
        db.session.remove()
    stop.set()
    reader.join()
    assert set(if_found) == {30}


def test_two_writers_take_turns(app, post, work):
    """While one holds the index the other leaves its work for later, and it is done then."""
    idea = post(ADA, "Print the week on one page")
    work()
    index = index_here()
    held, go = threading.Event(), threading.Event()

    def hold():
        with app.app_context():
            if index.in_database:
                with writing():
                    index.update([])
                    held.set()
                    go.wait(10)
            else:
                with index._alone():
                    held.set()
                    go.wait(10)
            db.session.remove()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(10)
    with writing():
        queue_entry(idea, 5, now=clock.now())
    assert indexing.update_index() == 0
    with pytest.raises(IndexBusy):
        indexing.rebuild_index()
    go.set()
    holder.join()
    assert list(waiting()) == [idea]
    assert indexing.update_index() == 1


KILLED = """
import sys
from community import create_app
from community.config import load_settings
from community.jobs import indexing
with create_app(load_settings()).app_context():
    print(indexing.update_index())
"""


@pytest.mark.parametrize("point", ["before_commit", "before_mark"])
def test_a_writer_killed_on_the_way_loses_nothing(app, post, work, point):
    first = post(ADA, "Print the week on one page")
    work()
    second = post(BEN, "Print the month on a wall")
    with writing():
        queue_entry(second, 99, now=clock.now())
    settings = app.config["SETTINGS"]
    environ = {
        **os.environ, "HEED_ENV": "test", "HEED_SECRET_KEY": settings.secret_key, "HEED_DATA_DIR": str(settings.data_dir),
        "HEED_DATABASE_URL": settings.database_url, "HEED_FAILPOINT": point,
    }
    killed = subprocess.run([sys.executable, "-c", KILLED], cwd=ROOT, env=environ, capture_output=True, timeout=60)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert list(waiting()) == [second]
    assert first in in_index("print")
    worker.drain(indexing.update_index)
    assert in_index("print") == {first, second}
    assert waiting() == {}
