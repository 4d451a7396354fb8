"""A question to the author: the clock stands still until the reply, a comment, an answer, or the end date."""

import pytest

from community import clock
from community.cocreation.actions import AskRefused, close_next
from community.db import db, writing
from community.events import Event
from community.jobs.worker import drain
from community.responses.actions import AnswerDraft, answer_idea
from community.responses.actions_pausing import pause_clock, resume_next
from community.responses.models import Clock, Pause
from tests import factories
from tests.cast import ADA, BEN, DEV, MARTA
from tests.cocreation.helping import answer, change, close_it, idea, put, question, wanted_idea
from tests.notifications.mails import rows, text_of
from tests.triage.joining import join

ANSWER = "Yes. We print the week on one page from January on, and the kitchen comes first."
DAY = 86_400


@pytest.fixture
def idea_id(app):
    return wanted_idea()


def pauses():
    db.session.expire_all()
    return db.session.query(Pause).order_by(Pause.id).all()


def due(idea_id):
    return idea(idea_id).due_at


def test_the_clock_waits_for_the_author_and_says_so(client, idea_id):
    before = due(idea_id)
    asked = put(idea_id, "author")
    (pause,) = pauses()
    assert (pause.reason, pause.question_id, pause.ends_at, pause.ended_at) == ("author", asked, question(asked).closes_at, None)
    assert due(idea_id) > before
    page = client.get(f"/ideas/{idea_id}").text
    assert "Waiting for the author" in page
    assert "Marta Lindqvist asks Ada Okoro" in page
    assert "The answer clock waits for you until then." in text_of(rows("question_asked")[0])


def test_the_authors_reply_lets_it_go_on_at_once(idea_id):
    asked = put(idea_id, "author")
    answer(asked, ADA, "A4, by hand.")
    (pause,) = pauses()
    assert pause.ended_at is not None
    assert idea(idea_id).answer_state == "awaiting"
    assert question(asked).answered_at is not None
    answer(asked, ADA, "A3, I looked again.")
    assert len(pauses()) == 1
    assert db.session.query(Event).filter_by(kind="question.answered").count() == 2


def test_a_comment_of_the_author_is_a_reply_and_nobody_elses_is(client, idea_id):
    asked = put(idea_id, "author")
    with writing():
        factories.comment(BEN, idea(idea_id), "We use A4.")
    drain()
    assert question(asked).answered_at is None
    with writing():
        said = factories.comment(ADA, idea(idea_id), "A4, by hand.").id
    drain()
    assert (question(asked).answered_at is not None, question(asked).comment_id) == (True, said)
    assert pauses()[0].ended_at is not None
    assert "Ada Okoro replied with a comment." in client.get(f"/ideas/{idea_id}").text


@pytest.mark.parametrize("what", ["comment", "answer"])
def test_who_was_asked_before_their_idea_joined_another_is_waited_for_no_longer_than_that(idea_id, what):
    """What is posted to a part goes to what it joined, and so does the answer."""
    with writing():
        root_id = factories.idea(BEN, "A poster of the week").id
    drain()
    asked = put(idea_id, "author")
    join(idea_id, root_id)
    with writing():
        if what == "comment":
            factories.comment(ADA, idea(root_id), "A4, by hand.")
        else:
            answer_idea(factories.viewer(DEV), idea(root_id), AnswerDraft.of("shipped", ANSWER), now=clock.now())
    drain()
    found = question(asked)
    assert (found.answered_at is not None, found.closed_at is not None) == (what == "comment", what == "answer")


def test_an_answer_closes_it(idea_id):
    asked = put(idea_id, "author")
    open_to_voters = put(idea_id)
    with writing():
        answer_idea(factories.viewer(DEV), idea(idea_id), AnswerDraft.of("shipped", ANSWER), now=clock.now())
    drain()
    assert question(asked).closed_at is not None
    assert question(open_to_voters).closed_at is None
    assert pauses()[0].ended_at is not None


@pytest.mark.parametrize("first", ["clocks", "questions"])
def test_the_end_date_ends_both_whoever_comes_first(idea_id, moved_clock, first):
    asked = put(idea_id, "author", days=5)
    moved_clock(5 * DAY + 60)
    with writing():
        assert resume_next(clock.now()) if first == "clocks" else close_next(clock.now())
    with writing():
        resume_next(clock.now())
        close_next(clock.now())
    assert question(asked).closed_at == question(asked).closes_at == pauses()[0].ended_at
    with writing():
        assert not close_next(clock.now())


def test_staff_may_take_the_question_back(idea_id):
    asked = put(idea_id, "author")
    close_it(asked)
    assert pauses()[0].ended_at is not None
    assert question(asked).closed_by_id == factories.person(MARTA).id


def test_asking_when_it_is_overdue_does_not_undo_the_breach(client, idea_id, moved_clock):
    moved_clock(40 * DAY)
    late_since = due(idea_id)
    asked = put(idea_id, "author")
    assert question(asked).closed_at is None
    assert due(idea_id) == late_since
    assert db.session.query(Clock).filter_by(idea_id=idea_id).one().due_at == late_since < clock.now()


def test_who_is_out_of_reach_is_not_waited_for(idea_id):
    change(ADA, mail_suspended_at=clock.now())
    with pytest.raises(AskRefused) as refused:
        put(idea_id, "author")
    assert [problem.code for problem in refused.value.problems] == ["out_of_reach"]
    assert pauses() == []


def test_an_answered_idea_can_still_be_asked_about(idea_id):
    with writing():
        answer_idea(factories.viewer(DEV), idea(idea_id), AnswerDraft.of("shipped", ANSWER), now=clock.now())
    drain()
    put(idea_id, "author")
    assert pauses() == []
    assert "clock waits" not in text_of(rows("question_asked")[0])


def test_a_clock_that_stands_still_for_another_reason_is_left_to_it(idea_id):
    with writing():
        pause_clock(factories.viewer(DEV), idea(idea_id), "decision", clock.now() + (due(idea_id) - clock.now()) / 4, now=clock.now())
    asked = put(idea_id, "author")
    answer(asked, ADA)
    (pause,) = pauses()
    assert (pause.reason, pause.ended_at) == ("decision", None)


def test_thirty_days_in_all_is_what_one_person_may_wait(idea_id, moved_clock):
    answer(put(idea_id, "author", days=20), ADA)
    moved_clock(19 * DAY)
    first = pauses()[0]
    with writing():
        db.session.get_one(Pause, first.id).ended_at = clock.now()
    with pytest.raises(AskRefused) as refused:
        put(idea_id, "author", days=20)
    assert [(problem.field, problem.code) for problem in refused.value.problems] == [("closes", "second_person")]


def test_only_the_author_is_asked(idea_id):
    put(idea_id, "author")
    assert [mail.address for mail in rows("question_asked")] == [ADA.email]
