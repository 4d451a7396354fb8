"""How crowded it is around an idea: measured by the worker, known to every process with the next question."""

import pytest
from sqlalchemy import select

from community.db import db, writing
from community.ideas.models import Idea
from community.jobs import vectors
from community.search import crowding
from community.search.meaning import Asked
from community.search.models import IdeaVector, VectorTotals
from community.search.vectors import asked, asked_by, compare
from tests.cast import ADA, BEN

pytestmark = pytest.mark.usefixtures("sentences")

CROWD = [
    "Swap a shift with a colleague", "Let colleagues swap shifts", "Swapping shifts among colleagues",
    "Colleagues should swap their shifts", "Please let us swap shifts", "A way to swap shifts with colleagues",
]
ALONE = "Play whale songs in the break room"


@pytest.fixture
def crowd(post, work):
    ideas = [post(ADA, title) for title in [*CROWD, ALONE]]
    work()
    return ideas


def measure():
    rounds = 0
    while vectors.measure_crowds():
        rounds += 1
    db.session.rollback()
    return rounds


def crowds():
    return {row.idea_id: row.crowd for row in db.session.execute(select(IdeaVector.idea_id, IdeaVector.crowd))}


def test_what_says_the_same_as_five_others_lies_in_a_crowd(crowd):
    assert set(crowds().values()) == {None}
    assert measure() == 1
    measured = crowds()
    assert all(measured[idea] > measured[crowd[-1]] + 0.1 for idea in crowd[:-1])
    assert measure() == 0


def test_a_process_that_had_read_the_vectors_learns_of_it(crowd):
    assert {near.crowd for near in compare(asked("swap"), 10, ()).values()} == {None}
    measure()
    known = {idea: near.crowd for idea, near in compare(asked("swap"), 10, ()).items()}
    assert known == pytest.approx(crowds())


def test_a_new_idea_is_measured_and_the_old_ones_again_once_there_are_twice_as_many(crowd, post, work):
    measure()
    before = crowds()
    new = post(BEN, "Whale songs while we take a break")
    work()
    assert crowding.to_measure() == [new]
    measure()
    assert crowds()[crowd[-1]] == before[crowd[-1]]
    for number in range(7):
        post(BEN, f"Whale songs on channel {number}")
    work()
    assert len(crowding.to_measure()) == 14
    measure()
    assert crowds()[crowd[-1]] > before[crowd[-1]] + 0.1


def test_what_joined_an_idea_is_no_crowd_around_it(crowd):
    with writing() as session:
        for part in crowd[1:-1]:
            session.get_one(Idea, part).root_id = crowd[0]
    measure()
    assert crowds()[crowd[0]] < 0.2


def test_changed_words_are_measured_anew(crowd, work):
    measure()
    with writing() as session:
        idea = session.get_one(Idea, crowd[0])
        idea.title = "A quiet room for prayer"
        vectors.encoding.queue_vectors([idea.id])
    work()
    assert crowds()[crowd[0]] is None
    measure()
    assert crowds()[crowd[0]] < crowds()[crowd[1]]


def test_a_question_about_the_subject_finds_the_lonely_one_before_the_crowd(crowd):
    """Everything as near as before: only the crowd is held against them."""
    question = Asked(asked_by(crowd[-1]).title + asked_by(crowd[0]).title)
    plain = compare(question, 10, ())
    measure()
    fair = compare(question, 10, ())
    assert {idea: near.title for idea, near in plain.items()} == {idea: near.title for idea, near in fair.items()}
    assert fair[crowd[-1]].crowd < fair[crowd[0]].crowd


def test_without_sentences_nothing_is_measured(crowd, app, monkeypatch):
    monkeypatch.setattr(vectors, "in_use", lambda: False)
    assert vectors.measure_crowds() == 0
    assert set(crowds().values()) == {None}


def test_one_idea_alone_needs_no_measure(post, work):
    post(ADA, ALONE)
    work()
    assert crowding.to_measure() == []
    assert db.session.scalar(select(VectorTotals.count)) == 1
