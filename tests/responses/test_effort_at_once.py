"""Two workers settle the rounds of the effort question at the same moment: each author is asked about each answer once."""

import threading
from datetime import timedelta

import pytest

from community import clock
from community.db import db, writing
from community.events import Event
from community.ideas.models import Idea
from community.jobs import efforts
from community.responses.actions import AnswerDraft, answer_idea
from community.responses.actions_rating import settle_next_round
from community.responses.actions_withdrawing import withdraw_answer
from community.responses.models_rating import Effort, EffortRound
from tests import factories
from tests.cast import ADA, BEN, MARTA

ANSWERS = 12
WORDS = "Yes. We build this now, and here is what will come with it and when."


@pytest.fixture
def answered(app):
    """Twelve answers of two days ago, each with a round that is due, of which the worker has done nothing yet."""
    then = clock.now() - timedelta(days=2)
    with writing():
        ideas = [factories.idea((ADA, BEN)[number % 2], f"Idea {number}", now=then) for number in range(ANSWERS)]
        factories.person(MARTA)
        made = [answer_idea(factories.viewer(MARTA), idea, AnswerDraft.of("shipped", f"{WORDS} No. {idea.id}."), now=then) for idea in ideas]
        db.session.add_all(EffortRound(answer_id=answer.id, due_at=then + timedelta(days=1)) for answer in made)
    return [answer.id for answer in made]


@pytest.fixture
def at_once(built_app):
    """Runs each in a thread of its own, all from the same moment; answers what went wrong."""

    def run(*acts):
        start, troubles = threading.Barrier(len(acts)), []

        def work(act):
            with built_app.app_context():
                start.wait()
                try:
                    act()
                except Exception as trouble:
                    troubles.append(trouble)
                db.session.remove()

        threads = [threading.Thread(target=work, args=(act,)) for act in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        db.session.rollback()
        return troubles

    return run


def settle_all():
    while efforts.ask():
        pass


def asked():
    return sorted(effort.answer_id for effort in db.session.query(Effort))


def test_each_author_is_asked_about_each_answer_once(answered, at_once):
    assert at_once(settle_all, settle_all, settle_all) == []
    settle_all()
    assert asked() == answered
    assert {row.outcome for row in db.session.query(EffortRound)} == {"asked"}
    noted = [event.data["answer_id"] for event in db.session.query(Event).filter_by(kind="effort.asked")]
    assert sorted(noted) == answered


def test_one_that_fell_before_its_end_asked_nobody_and_the_other_does(answered, at_once):
    with pytest.raises(RuntimeError), writing():
        assert settle_next_round(clock.now())
        raise RuntimeError
    db.session.rollback()
    assert asked() == []
    assert at_once(settle_all, settle_all) == []
    assert asked() == answered


def test_an_answer_that_is_taken_back_at_that_moment_is_settled_one_way_or_the_other(answered, at_once):
    """Asked before it went, or not asked at all; in both cases its round is settled, and nothing stands in the way."""
    idea_ids = [row.id for row in db.session.query(Idea.id).order_by(Idea.id)]
    db.session.rollback()

    def take_back():
        for idea_id in idea_ids:
            with writing():
                withdraw_answer(factories.viewer(MARTA), db.session.get_one(Idea, idea_id), "It was wrong.", now=clock.now())

    assert at_once(settle_all, take_back, settle_all) == []
    settle_all()
    rounds = {row.answer_id: row.outcome for row in db.session.query(EffortRound)}
    assert set(rounds.values()) <= {"asked", "withdrawn"}
    assert asked() == sorted(answer_id for answer_id, outcome in rounds.items() if outcome == "asked")
