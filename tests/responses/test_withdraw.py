"""An answer that is taken back does not count: in time the same cycle goes on, later a new one begins (SLA-5)."""

from datetime import date

import pytest

from community.db import db, writing
from community.events import Event
from community.jobs import worker
from community.moderation.actions import CannotBan, ban
from community.notifications.models import Mail
from community.responses.actions import AnswerDraft, AnswerRefused, answer_idea, edit_answer
from community.responses.actions_clocks import renew_next
from community.responses.actions_withdrawing import WithdrawalRefused, withdraw_answer
from community.responses.models import Answer
from community.responses.proving import differences
from tests import factories
from tests.cast import ADA, DEV, MARTA, MO, ROOT, SAM
from tests.responses.cycles import DAY, DUE, MONDAY, OTHER, WORDS, answer, cycles, here, publish, read


@pytest.fixture
def idea_id(app):
    with writing():
        factories.topic("rotas", MARTA)
        for part in (DEV, ROOT):
            factories.person(part)
    return publish()


def withdraw(idea_id, at, by=MARTA, reason="It named the wrong release."):
    with writing():
        withdraw_answer(factories.viewer(by), here(idea_id), reason, now=at)


def refusal(*arguments, **details):
    with pytest.raises(WithdrawalRefused) as refused:
        withdraw(*arguments, **details)
    db.session.rollback()
    return refused.value.code


def test_within_its_time_the_same_cycle_goes_on_as_if_never_met(idea_id):
    answer(idea_id, MONDAY + DAY)
    withdraw(idea_id, MONDAY + 2 * DAY)
    idea = read(idea_id)
    assert cycles(idea_id) == [("first", MONDAY, None, "")]
    assert (idea.status, idea.answer_state, idea.due_at, idea.answered_at, idea.answerer_name) == ("new", "awaiting", DUE, None, "")
    assert list(differences(MONDAY + 2 * DAY)) == []


def test_later_a_new_one_begins_and_the_first_result_stays(idea_id):
    answer(idea_id, MONDAY + DAY)
    withdraw(idea_id, DUE + DAY)
    assert cycles(idea_id) == [("first", MONDAY, MONDAY + DAY, "answered"), ("first", DUE + DAY, None, "")]
    assert read(idea_id).due_at > DUE + 13 * DAY


def test_what_was_said_before_holds_again(idea_id):
    answer(idea_id, MONDAY + DAY, "planned", review=date(2026, 9, 1))
    before = read(idea_id)
    shown = (before.status, before.review_at, before.answered_at, before.answerer_name)
    answer(idea_id, MONDAY + 3 * DAY, "declined", OTHER, by=DEV)
    withdraw(idea_id, MONDAY + 4 * DAY, by=DEV)
    idea = read(idea_id)
    assert (idea.status, idea.review_at, idea.answered_at, idea.answerer_name) == shown
    assert (idea.answer_state, cycles(idea_id)) == ("answered", [("first", MONDAY, MONDAY + DAY, "answered")])


def test_a_renewal_taken_back_owes_the_renewal_again(idea_id):
    answer(idea_id, MONDAY + DAY, "planned", review=date(2026, 9, 1))
    review = read(idea_id).review_at
    with writing():
        assert renew_next(review + DAY)
    answer(idea_id, review + 2 * DAY, "progress", OTHER, review=date(2026, 11, 1))
    withdraw(idea_id, review + 3 * DAY)
    assert cycles(idea_id)[1:] == [("review", review, None, "")]
    assert (read(idea_id).answered_at, read(idea_id).status) == (MONDAY + DAY, "planned")


def test_the_words_and_the_reason_are_kept_and_nobody_is_mailed(idea_id):
    answer(idea_id, MONDAY + DAY)
    worker.drain()
    mails = db.session.query(Mail).count()
    withdraw(idea_id, MONDAY + 2 * DAY)
    worker.drain()
    row = db.session.query(Answer).one()
    assert (row.body, row.withdrawn_reason, row.withdrawn_at) == (WORDS, "It named the wrong release.", MONDAY + 2 * DAY)
    assert db.session.query(Event).filter_by(kind="answer.withdrawn").one().data == {"answer_id": row.id}
    assert db.session.query(Mail).count() == mails


@pytest.mark.parametrize(("details", "code"), [
    ({"by": DEV}, "not_allowed"), ({"by": MO}, "not_allowed"), ({"by": ADA}, "not_allowed"), ({"reason": " "}, "no_reason"),
])
def test_only_who_gave_it_or_an_administrator_and_only_with_a_reason(idea_id, details, code):
    answer(idea_id, MONDAY + DAY)
    assert refusal(idea_id, MONDAY + 2 * DAY, **details) == code
    withdraw(idea_id, MONDAY + 2 * DAY, by=ROOT)
    assert refusal(idea_id, MONDAY + 2 * DAY) == "nothing"


@pytest.mark.parametrize(("at", "expected"), [
    (MONDAY + 2 * DAY, [("first", MONDAY, None, "")]),
    (DUE + DAY, [("first", MONDAY, MONDAY + DAY, "answered"), ("first", DUE + DAY, None, "")]),
])
def test_an_edit_that_empties_an_answer_reopens_the_clock_as_taking_it_back_does(idea_id, at, expected):
    answer(idea_id, MONDAY + DAY)
    with writing():
        edit_answer(factories.viewer(MARTA), here(idea_id), AnswerDraft.of("shipped", " . "), why="It was wrong.", now=at)
    assert cycles(idea_id) == expected
    assert list(differences(at)) == []


def test_whose_writer_has_left_an_answer_still_stands(idea_id):
    """It is the company's word; who said it was staff when it was said."""
    answer(idea_id, MONDAY + DAY)
    with writing():
        writer = factories.person(MARTA)
        writer.state, writer.role = "deactivated", "customer"
    worker.drain()
    assert (read(idea_id).answer_state, cycles(idea_id)) == ("answered", [("first", MONDAY, MONDAY + DAY, "answered")])
    assert refusal(idea_id, MONDAY + 2 * DAY, by=MARTA) == "not_allowed"
    withdraw(idea_id, MONDAY + 2 * DAY, by=ROOT)
    assert cycles(idea_id) == [("first", MONDAY, None, "")]


def test_an_answer_is_nothing_that_moderators_hide_and_its_writer_nobody_they_ban(idea_id, as_person):
    answer_id = answer(idea_id, MONDAY + DAY)
    assert as_person(MO).post(f"/moderation/answer/{answer_id}/hide", data={"reason": "Wrong."}).status_code == 404
    with pytest.raises(CannotBan), writing():
        ban(factories.viewer(MO), factories.person(MARTA), "It is not what I wanted to hear.", now=MONDAY + 2 * DAY)
    assert read(idea_id).answer_state == "answered"


def test_the_author_of_the_idea_is_banned_and_the_answer_stands_for_everybody_else(idea_id):
    answer(idea_id, MONDAY + DAY)
    with writing():
        ban(factories.viewer(MO), factories.person(ADA), "Spam.", now=MONDAY + 2 * DAY)
    worker.drain()
    assert (read(idea_id).answer_state, cycles(idea_id)) == ("answered", [("first", MONDAY, MONDAY + DAY, "answered")])


@pytest.mark.parametrize("by", [SAM, MO, ADA])
def test_what_is_said_by_anybody_but_those_who_answer_is_no_answer(idea_id, by):
    with pytest.raises(AnswerRefused), writing():
        answer_idea(factories.viewer(by), here(idea_id), AnswerDraft.of("shipped", WORDS), now=MONDAY + DAY)
    assert cycles(idea_id) == [("first", MONDAY, None, "")]
