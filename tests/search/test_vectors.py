"""Vectors follow what ideas say: made once for each text, by the worker alone, never shown for what is out of sight."""

import logging
import os
import signal
import subprocess
import sys

import pytest
from sqlalchemy import select, text

from community import clock, events
from community.accounts.viewer import VISITOR
from community.config import ROOT
from community.db import db, writing
from community.ideas.actions import Draft, edit_idea
from community.ideas.models import Idea
from community.jobs import indexing, vectors
from community.search import encoding, near_vectors
from community.search import vectors as kept
from community.search.models import IdeaVector, VectorTask, VectorTotals
from community.search.queries import near_ideas, similar_ideas
from community.triage.models import TwinTask
from tests import factories
from tests.cast import ADA, BEN, MARTA

pytestmark = pytest.mark.usefixtures("sentences")

SWAP = ("Let people swap shifts without asking a manager", "If both are trained the swap could simply happen.")
OTHERS = [
    ("Print the week on one page", "Half the kitchen has no phone."),
    ("Export hours to payroll in columns we choose", "The bureau wants the cost centre first."),
    ("Dark colours on the wall display", "The screen lights up the corridor."),
    ("Remind me of my shift an hour before", "I forget early ones."),
]
PARAPHRASE = "Schichten tauschen, ohne den Chef zu fragen"
"""Not a word in common with SWAP, nor with anything else here."""
COFFEE = ("Free coffee for the night shift", "")
DRINK = "kostenloser Kaffee in der Nacht"


@pytest.fixture
def swap(post, work):
    idea = post(ADA, *SWAP)
    for title, body in OTHERS:
        post(BEN, title, body)
    work()
    return idea


@pytest.fixture(params=["pgvector", "memory"])
def either(request, monkeypatch):
    """With the extension and without it; SQLite never has it."""
    if request.param == "memory":
        monkeypatch.setattr(near_vectors, "rebuild", lambda batches: "not here")
    return request.param


def found(text, body="", viewer=VISITOR):
    db.session.rollback()
    return [row.card.id for row in similar_ideas(viewer, text, body)]


def nearest(words):
    """By meaning alone, whatever the words: ids, best first."""
    db.session.rollback()
    wanted = kept.asked(words)
    cosines = kept.compare(wanted, 3, ())
    return sorted(cosines, key=lambda idea_id: -cosines[idea_id].title)


def stored():
    db.session.rollback()
    return {row.idea_id: row for row in db.session.scalars(select(IdeaVector))}


def waiting():
    db.session.rollback()
    return set(db.session.scalars(select(VectorTask.idea_id)))


def set_state(idea_id, state):
    with writing() as session:
        session.get(Idea, idea_id).state = state
        events.record("idea.restored" if state == "published" else "idea.hidden", at=clock.now(), idea_id=idea_id)


def test_a_wish_without_a_common_word_is_found_by_its_meaning(either, swap):
    assert found(PARAPHRASE)[0] == swap
    assert waiting() == set()


def test_the_database_names_the_nearest_only_where_it_can(either, swap):
    expected = either == "pgvector" and db.engine.dialect.name == "postgresql"
    assert db.session.get(VectorTotals, 1).pgvector is expected


def test_the_idea_itself_is_nearest_to_its_own_words(either, swap):
    assert nearest(SWAP[0])[0] == swap
    assert kept.compare(kept.asked(*SWAP), 1, ())[swap].whole > 0.95


def test_switched_off_nothing_is_encoded_and_words_still_find(app, monkeypatch, post, work, swap):
    off = app.config["SETTINGS"].__class__(**{**vars(app.config["SETTINGS"]), "sentences": False})
    monkeypatch.setitem(app.config, "SETTINGS", off)
    before = set(stored())
    later = post(BEN, "Swap shifts by text message")
    work()
    assert set(stored()) == before
    assert waiting() == set()
    assert found("swap shifts")[0] in (later, swap)
    assert found(PARAPHRASE) == []


def test_words_find_an_idea_whose_vectors_are_still_to_come(post, work, swap):
    fresh = post(BEN, "Swap shifts between wards without a manager")
    indexing.update_index()
    assert fresh in found("swap shifts between wards")
    assert fresh not in stored()


def test_an_edit_of_the_title_changes_both_vectors_and_of_a_far_word_none(monkeypatch, work, swap):
    with writing() as session:
        edit_idea(factories.viewer(ADA), session.get(Idea, swap), Draft.of(SWAP[0], SWAP[1]), now=clock.now())
    before = stored()[swap].version
    work()
    assert stored()[swap].version == before
    with writing() as session:
        edit_idea(factories.viewer(ADA), session.get(Idea, swap), Draft.of(*COFFEE), now=clock.now())
    work()
    assert stored()[swap].version > before
    assert nearest(DRINK)[0] == swap
    assert swap not in found(PARAPHRASE)


def test_an_unchanged_text_is_not_encoded_again(swap):
    with writing():
        encoding.queue_vectors([swap])
    assert encoding.still_to_make(encoding.waiting_tasks()) == {}
    before = stored()[swap].version
    vectors.update_vectors()
    assert (waiting(), stored()[swap].version) == (set(), before)


@pytest.mark.parametrize("state", ["hidden", "deleted", "pending"])
def test_what_goes_out_of_sight_is_never_shown_and_loses_its_vectors(either, work, swap, state):
    with writing() as session:
        session.get(Idea, swap).state = state
    assert swap not in found(PARAPHRASE)
    set_state(swap, state)
    work()
    assert stored()[swap].title == b""
    assert swap not in nearest(PARAPHRASE)
    set_state(swap, "published")
    work()
    assert nearest(PARAPHRASE)[0] == swap
    assert found(PARAPHRASE)[0] == swap


def test_a_private_idea_is_found_by_its_meaning_only_by_those_who_may_see_it(post, work, swap):
    with writing():
        factories.topic("secret", visibility="staff")
    secret = post(MARTA, "A quiet room for naps after a night shift", "", slug="secret")
    work()
    words = "somewhere to sleep when work ends at dawn"
    assert nearest(words)[0] == secret
    assert secret not in found(words)
    assert found(words, viewer=factories.viewer(MARTA))[0] == secret


def test_what_joined_an_idea_leads_to_it_by_its_meaning_and_away_again(either, post, work, swap):
    part = post(BEN, "Trade rotas between colleagues")
    work()
    words = "Handel mit Dienstplänen unter Kollegen"
    for root, expected in ((swap, swap), (None, part)):
        with writing() as session:
            session.get(Idea, part).root_id = root
            events.record("idea.merged" if root else "idea.unmerged", at=clock.now(), idea_id=part, root_id=swap, merge_id=1)
        work()
        assert found(words)[0] == expected
        assert (part in found(words)) is (root is None)


def test_near_ideas_have_the_twin_first_and_never_themselves_or_their_own(either, post, work, swap):
    twin = post(BEN, "Swap a shift with a colleague, no boss involved", "The swap is between two who are trained.")
    work()
    near = near_ideas(swap)
    assert near[0].idea_id == twin
    assert near[0].certainty > 1.5 * near[1].certainty
    assert swap not in [other.idea_id for other in near]
    with writing() as session:
        session.get(Idea, twin).root_id = swap
    assert {swap, twin}.isdisjoint(other.idea_id for other in near_ideas(twin))
    assert {swap, twin}.isdisjoint(other.idea_id for other in near_ideas(swap))


def test_a_reader_reads_only_what_changed(post, work, swap, statements):
    nearest(PARAPHRASE)
    post(BEN, *COFFEE)
    work()
    seen = len(stored())
    block = kept._memory._block
    nearest(DRINK)
    if not db.session.get(VectorTotals, 1).pgvector:
        assert kept._memory._block is block
        assert block.count == seen
    with statements() as sent:
        kept.compare(kept.asked(DRINK), 3, ())
    assert len(sent) <= 6


def test_vectors_that_start_anew_are_read_anew(app, swap):
    assert nearest(PARAPHRASE)[0] == swap
    with writing() as session:
        session.query(IdeaVector).delete()
        session.query(VectorTotals).delete()
    assert nearest(PARAPHRASE) == []
    vectors.catch_up()
    while vectors.update_vectors():
        pass
    assert nearest(PARAPHRASE)[0] == swap


def test_vectors_of_another_format_are_made_anew(monkeypatch, swap):
    with writing() as session:
        session.get(VectorTotals, 1).format = 99
    assert nearest(PARAPHRASE) == []
    vectors.rebuild_vectors()
    assert waiting() == set(range(swap, swap + 5))
    while vectors.update_vectors():
        pass
    assert nearest(PARAPHRASE)[0] == swap


def test_reindexing_makes_only_what_is_missing(either, swap):
    with writing() as session:
        session.execute(text("DELETE FROM idea_vectors WHERE idea_id = :one"), {"one": swap + 1})
    assert vectors.rebuild_vectors() == 1
    assert waiting() == {swap + 1}
    vectors.update_vectors()
    assert set(stored()) == set(range(swap, swap + 5))
    assert nearest(PARAPHRASE)[0] == swap


def test_the_sums_are_those_of_the_rows_after_any_change(post, work, swap):
    set_state(swap, "hidden")
    post(BEN, *COFFEE)
    work()
    totals = db.session.get(VectorTotals, 1)
    rows = [row for row in stored().values() if row.title]
    assert totals.count == len(rows) == 5
    assert totals.title_sum == encoding._sum(encoding._ZERO, [row.title for row in rows], 1)
    assert totals.whole_sum == encoding._sum(encoding._ZERO, [row.whole for row in rows], 1)


def test_a_change_while_encoding_is_taken_in_too(swap):
    with writing():
        encoding.queue_vectors([swap])
    tasks = encoding.waiting_tasks()
    with writing():
        encoding.queue_vectors([swap])
        encoding.settle_tasks(tasks)
    assert waiting() == {swap}


def test_the_newest_come_first_and_a_turn_is_short(app):
    with writing():
        ids = [factories.idea(ADA, f"Wish number {number}").id for number in range(encoding.BATCH + 3)]
        encoding.queue_vectors(ids)
    assert [task.idea_id for task in encoding.waiting_tasks()] == sorted(ids, reverse=True)[: encoding.BATCH]


KILLED = """
from community import create_app
from community.jobs import vectors
with create_app().app_context():
    vectors.update_vectors()
"""


def test_a_worker_killed_before_it_writes_loses_nothing(app, post, swap):
    fresh = post(BEN, *COFFEE)
    with writing():
        encoding.queue_vectors([fresh])
    settings = app.config["SETTINGS"]
    environ = {
        **os.environ, "HEED_ENV": "test", "HEED_SECRET_KEY": settings.secret_key, "HEED_DATA_DIR": str(settings.data_dir),
        "HEED_DATABASE_URL": settings.database_url, "HEED_FAILPOINT": "before_mark",
    }
    killed = subprocess.run([sys.executable, "-c", KILLED], cwd=ROOT, env=environ, capture_output=True, timeout=60, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert waiting() == {fresh}
    assert fresh not in stored()
    vectors.update_vectors()
    assert waiting() == set()
    assert nearest(DRINK)[0] == fresh


def test_a_database_that_lost_its_nearest_table_falls_back_to_memory(swap, caplog):
    if db.engine.dialect.name != "postgresql":
        assert near_vectors.rebuild(()) != ""
        return
    with writing() as session:
        session.execute(text("DROP TABLE heed_search.near_vectors"))
    with caplog.at_level(logging.ERROR):
        assert found(PARAPHRASE)[0] == swap
    assert "heed reindex" in caplog.text
    vectors.rebuild_vectors()
    assert near_vectors.nearest(kept.asked(PARAPHRASE), 1) is not None


def test_twins_are_looked_for_again_once_the_vectors_are_there(post, work, swap):
    with writing() as session:
        session.query(TwinTask).delete()
    fresh = post(BEN, *COFFEE)
    with writing() as session:
        encoding.queue_vectors([fresh])
        session.query(TwinTask).delete()
    vectors.update_vectors()
    db.session.rollback()
    assert list(db.session.scalars(select(TwinTask.idea_id))) == [fresh]
