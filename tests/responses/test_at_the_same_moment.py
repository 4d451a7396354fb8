"""Two colleagues act on one clock at the same moment: one of them does, the other is told, and every stored time still holds."""

import threading
from datetime import timedelta

import pytest

from community.db import db, writing
from community.jobs import worker
from community.responses.actions import AnswerDraft, AnswerRefused, answer_idea
from community.responses.actions_pausing import PauseRefused, end_pause, extend_pause, pause_clock
from community.responses.actions_reopening import ReopenRefused, reopen_idea
from community.responses.actions_withdrawing import WithdrawalRefused, withdraw_answer
from community.responses.models import Answer, Clock, Pause
from community.responses.proving import differences
from tests import factories
from tests.cast import DEV, MARTA, SAM
from tests.responses.cycles import DAY, HOUR, MONDAY, OTHER, WORDS, answer, cycles, here, publish, read

NOON = MONDAY + 3 * HOUR
REFUSED = (AnswerRefused, PauseRefused, ReopenRefused, WithdrawalRefused)


@pytest.fixture
def idea_id(app):
    with writing():
        factories.topic("rotas", MARTA)
        factories.person(DEV)
        factories.person(SAM)
    return publish()


@pytest.fixture
def race(built_app):
    """Runs each act in a thread and a transaction of its own; answers what each said: done, or the code of its refusal."""

    def run(*acts):
        start, said = threading.Barrier(len(acts)), [""] * len(acts)

        def work(number, act):
            with built_app.app_context():
                start.wait()
                try:
                    with writing():
                        act()
                    said[number] = "done"
                except REFUSED as refused:
                    said[number] = str(refused)
                db.session.remove()

        threads = [threading.Thread(target=work, args=each) for each in enumerate(acts)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        db.session.rollback()
        db.session.expire_all()
        return sorted(said)

    return run


def wrong(now):
    db.session.rollback()
    return [str(each) for each in differences(now)]


def pausing(idea_id, by, days=2):
    return lambda: pause_clock(factories.viewer(by), here(idea_id), "author", MONDAY + days * DAY, now=NOON)


def test_it_is_paused_once(idea_id, race):
    assert race(pausing(idea_id, MARTA), pausing(idea_id, DEV, 3)) == ["done", "paused_already"]
    assert db.session.query(Pause).count() == 1
    assert wrong(NOON) == []


def test_an_answer_and_a_pause_end_in_an_answer(idea_id, race):
    answering = lambda: answer_idea(factories.viewer(DEV), here(idea_id), AnswerDraft.of("shipped", WORDS), now=NOON)  # noqa: E731
    assert race(pausing(idea_id, MARTA), answering) in (["done", "done"], ["done", "not_running"])
    assert read(idea_id).answer_state == "answered"
    assert db.session.query(Pause).filter(Pause.ended_at.is_(None)).count() == 0
    assert wrong(NOON + HOUR) == []


def test_a_pause_ended_and_made_longer_at_once_is_one_or_the_other(idea_id, race):
    with writing():
        pausing(idea_id, MARTA)()
    longer = lambda: extend_pause(factories.viewer(DEV), here(idea_id), MONDAY + 9 * DAY, now=NOON + HOUR)  # noqa: E731
    said = race(longer, lambda: end_pause(here(idea_id), now=NOON + HOUR, actor=factories.viewer(SAM)))
    assert said in (["done", "done"], ["done", "not_paused"])
    assert db.session.query(Pause).one().ended_at == NOON + HOUR
    assert wrong(NOON + 2 * HOUR) == []


def test_two_answers_at_once_do_not_bury_one_another(idea_id, race):
    def answering(by, words):
        return lambda: answer_idea(factories.viewer(by), here(idea_id), AnswerDraft.of("shipped", words, over=0), now=NOON)

    said = race(answering(MARTA, WORDS), answering(DEV, OTHER))
    assert said == ["body answered_meanwhile", "done"]
    assert db.session.query(Answer).count() == 1
    assert wrong(NOON + HOUR) == []


def test_what_is_opened_again_twice_has_one_new_cycle(idea_id, race):
    answer(idea_id, NOON, "declined")
    again = [lambda by=by: reopen_idea(factories.viewer(by), here(idea_id), "The law changed.", now=NOON + DAY) for by in (SAM, MARTA)]
    said = race(*again)
    assert said[0] == "done" or said[1] == "done"
    assert said.count("done") == 1
    assert [kind for kind, _, end, _ in cycles(idea_id) if end is None] == ["review"]
    assert wrong(NOON + DAY + HOUR) == []


def test_an_answer_taken_back_twice_is_taken_back_once(idea_id, race):
    answer(idea_id, NOON)
    back = lambda: withdraw_answer(factories.viewer(MARTA), here(idea_id), "It was meant for another idea.", now=NOON + HOUR)  # noqa: E731
    assert race(back, back) == ["done", "nothing"]
    worker.drain()
    assert db.session.query(Answer).filter(Answer.withdrawn_at.is_(None)).count() == 0
    assert db.session.query(Clock).filter(Clock.stopped_at.is_(None)).count() == 1
    assert wrong(NOON + HOUR + timedelta(minutes=1)) == []
