"""Pairs that the matcher finds alike: found after each change, by the worker, and gone when they are none any more."""

import os
import signal
import subprocess
import sys

import pytest

from community import clock, events
from community.config import ROOT
from community.db import db, writing
from community.ideas.actions import Draft, delete_idea, edit_idea
from community.ideas.models import Idea
from community.jobs import indexing, twins, worker
from community.search.models import IndexTask
from community.triage import queries_twins as queries
from community.triage.judging import judge, take_back
from community.triage.models import Twin, TwinTask
from community.triage.twins import forget_stale, note_found, queue_look, settle_look
from tests import factories
from tests.cast import ADA, BEN, CLEO, MARTA


def stored():
    db.session.rollback()
    return {(twin.low_id, twin.high_id): twin.certainty for twin in db.session.query(Twin)}


def waiting():
    db.session.rollback()
    return sorted(task.idea_id for task in db.session.query(TwinTask))


@pytest.fixture
def three(post):
    return post(ADA, "Print the week on one page"), post(BEN, "The week on one sheet"), post(CLEO, "Swap shifts by text")


def test_two_ideas_that_say_the_same_are_found_by_the_real_index(post, work):
    for number in range(12):
        post(CLEO, f"Something else entirely, number {number}", f"Nobody asked for this before, wish {number}.")
    one = post(ADA, "Print the week on one page", "The kitchen has no phone on shift.")
    other = post(BEN, "Print the week on one page please", "The kitchen has no phone.")
    work()
    assert (one, other) in stored()
    assert waiting() == []


def test_a_pair_is_stored_once_whichever_of_the_two_was_looked_at(three, matcher, work):
    one, other, _ = three
    matcher.update({(one, other): 0.7, (other, one): 0.8})
    work()
    assert stored() == {(one, other): 0.8}


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 1, 0], [1, 0, 2, 1]])
def test_the_order_of_looks_does_not_matter(three, matcher, work, order):
    """A pair stays while either side finds the other, as certain as the more certain of them."""
    a, b, c = three
    matcher.update({(a, b): 0.7, (b, c): 0.4, (c, b): 0.6})
    for place in order:
        with writing():
            queue_look([three[place]], now=clock.now())
        twins.look()
    work()
    assert stored() == {(a, b): 0.7, (b, c): 0.6}


def test_what_neither_side_finds_any_more_goes(three, matcher, work):
    a, b, _ = three
    matcher.update({(a, b): 0.7, (b, a): 0.7})
    work()
    matcher.clear()
    with writing():
        edit_idea(factories.viewer(ADA), db.session.get(Idea, a), Draft.of("Something else by now", ""), now=clock.now())
    work()
    assert stored() == {}


def test_too_little_is_not_kept(three, matcher, work):
    a, b, _ = three
    matcher[a, b] = 0.1
    work()
    assert stored() == {}


def hide(idea_id):
    with writing() as session:
        session.get_one(Idea, idea_id).state = "hidden"
        events.record("idea.hidden", at=clock.now(), idea_id=idea_id)


def delete(idea_id):
    with writing() as session:
        delete_idea(factories.viewer(BEN), session.get_one(Idea, idea_id), other_voters=0, comments=0, now=clock.now())


def join(idea_id):
    with writing() as session:
        idea = session.get_one(Idea, idea_id)
        idea.root_id = idea_id + 1
        events.record("idea.merged", at=clock.now(), idea_id=idea_id, root_id=idea.root_id, merge_id=1)


@pytest.mark.parametrize("leave", [hide, delete, join])
def test_an_idea_out_of_the_lists_has_no_twins(three, matcher, work, leave):
    a, b, _ = three
    matcher.update({(a, b): 0.7, (b, a): 0.7})
    work()
    leave(b)
    work()
    assert stored() == {}


def test_an_idea_that_comes_back_has_them_again(three, matcher, work):
    a, b, _ = three
    matcher[a, b] = 0.7
    hide(b)
    work()
    assert stored() == {}
    with writing() as session:
        session.get_one(Idea, b).state = "published"
        events.record("idea.restored", at=clock.now(), idea_id=b)
    matcher[b, a] = 0.7
    work()
    assert stored() == {(a, b): 0.7}


def test_after_an_edit_those_who_found_it_look_again_too(three, matcher, work):
    """Only the other idea finds this one; its own look would never notice that it no longer does."""
    a, b, _ = three
    matcher[b, a] = 0.7
    work()
    del matcher[b, a]
    with writing():
        edit_idea(factories.viewer(ADA), db.session.get(Idea, a), Draft.of("Something else by now", ""), now=clock.now())
    work()
    assert stored() == {}


def test_a_judged_pair_is_never_found_again(three, matcher, work):
    a, b, _ = three
    matcher.update({(a, b): 0.9, (b, a): 0.9})
    work()
    with writing():
        judge(factories.viewer(MARTA), b, a, "different", source="staff", certainty=None, now=clock.now())
    with writing():
        queue_look([a, b], now=clock.now())
    work()
    assert stored() == {}


def test_an_author_who_says_the_same_leaves_it_to_staff_to_join_them(three, matcher, work):
    a, b, _ = three
    with writing():
        judge(factories.viewer(BEN), a, b, "same", source="author", certainty=0.9, now=clock.now())
    matcher[a, b] = 0.9
    work()
    assert stored() == {(a, b): 0.9}


def test_a_judgement_that_slipped_in_beside_a_look_still_counts(three, matcher, work):
    """On PostgreSQL both may be under way at once; what is then left over is neither shown nor counted, and swept up."""
    a, b, _ = three
    matcher[a, b] = 0.9
    work()
    with writing() as session:
        judge(factories.viewer(MARTA), a, b, "different", source="staff", certainty=None, now=clock.now())
        session.add(Twin(low_id=a, high_id=b, certainty=0.9, found_at=clock.now()))
    assert queries.learned().likely == 0
    assert queries.likely_beside(factories.viewer(MARTA), a).pairs == []
    with writing():
        assert forget_stale() == 1
    assert stored() == {}


def test_a_change_during_a_look_is_looked_at_too(three, matcher, work):
    work()
    with writing():
        queue_look([three[0]], now=clock.now())
    [task] = queries.looks_waiting()
    with writing():
        queue_look([three[0]], now=clock.now())
        settle_look(task)
    assert waiting() == [three[0]]


def test_an_idea_the_index_does_not_know_yet_waits(three, matcher):
    worker.drain()
    assert db.session.query(IndexTask).count() == 3
    assert twins.look() == 0
    indexing.update_index()
    assert twins.look() == 3


def test_the_newest_change_is_looked_at_first(three, matcher, work, moved_clock):
    work()
    with writing():
        queue_look([three[1]], now=clock.now())
    moved_clock(60)
    with writing():
        queue_look([three[2]], now=clock.now())
    moved_clock(120)
    with writing():
        queue_look([three[0]], now=clock.now())
    assert [task.idea_id for task in queries.looks_waiting()] == [three[0], three[2], three[1]]


def test_building_the_index_anew_has_everything_looked_at_again(three, matcher, work):
    work()
    matcher[three[0], three[2]] = 0.8
    hide(three[1])
    work()
    indexing.rebuild_index()
    assert waiting() == [three[0], three[2]]
    indexing.rebuild_index()
    work()
    assert stored() == {(three[0], three[2]): 0.8}


def test_an_idea_is_no_twin_of_its_own_or_of_one_that_is_gone(three, matcher, work):
    with writing():
        note_found(three[0], {three[0]: 1.0, 999: 1.0}, now=clock.now())
    assert stored() == {}


def test_what_merging_would_gain_follows_the_votes(three, matcher, work):
    a, b, c = three
    matcher.update({(a, b): 0.5, (a, c): 0.9})
    work()
    with writing() as session:
        session.get_one(Idea, a).vote_count = 40
        session.get_one(Idea, b).vote_count, session.get_one(Idea, b).imported_votes = 3, 9
    twins.learn()
    gains = {(twin.low_id, twin.high_id): twin.gain for twin in db.session.query(Twin)}
    assert gains == {(a, b): 6.0, (a, c): pytest.approx(0.9)}


def test_a_judgement_taken_back_lets_the_pair_wait_at_once(three, matcher, work):
    a, b, _ = three
    matcher.update({(a, b): 0.9, (b, a): 0.9})
    work()
    with writing():
        marta = factories.viewer(MARTA)
        judge(marta, a, b, "different", source="staff", certainty=None, now=clock.now())
    assert queries.twin_summary().likely == 0
    with writing():
        assert take_back(marta, b, a, now=clock.now())
    assert stored() == {(a, b): 0.9}
    assert queries.twin_summary().likely == 1
    with writing():
        assert not take_back(marta, a, b, now=clock.now())
    work()
    assert stored() == {(a, b): 0.9}
    assert queries.twin_summary().likely == 1


def test_a_merge_is_not_unsaid_that_way(three, matcher, work):
    with writing():
        judge(factories.viewer(MARTA), *three[:2], "same", source="merge", certainty=0.9, now=clock.now())
    with writing():
        assert not take_back(factories.viewer(MARTA), *three[:2], now=clock.now())


KILLED = """
from community import create_app
from community.config import load_settings
from community.jobs import twins
with create_app(load_settings()).app_context():
    print(twins.look())
"""


@pytest.mark.parametrize("point", ["before_mark", "before_commit"])
def test_a_worker_killed_between_finding_and_marking_loses_nothing(app, post, work, point):
    for number in range(12):
        post(CLEO, f"Something else entirely, number {number}", f"Nobody asked for this before, wish {number}.")
    one = post(ADA, "Print the week on one page", "The kitchen has no phone on shift.")
    other = post(BEN, "Print the week on one page please", "The kitchen has no phone.")
    worker.drain(indexing.update_index)
    before = waiting()
    settings = app.config["SETTINGS"]
    environ = {
        **os.environ, "HEED_ENV": "test", "HEED_SECRET_KEY": settings.secret_key, "HEED_DATA_DIR": str(settings.data_dir),
        "HEED_DATABASE_URL": settings.database_url, "HEED_FAILPOINT": point,
    }
    killed = subprocess.run([sys.executable, "-c", KILLED], cwd=ROOT, env=environ, capture_output=True, timeout=60)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert waiting() == before
    assert stored() == {}
    work()
    assert (one, other) in stored()
    assert waiting() == []
