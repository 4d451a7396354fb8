"""Was this a good answer: who may say so, what is counted, what is kept, and what becomes of it."""

import re
from datetime import timedelta

import pytest

from community import clock
from community.db import db, writing
from community.events import Event
from community.ideas.models import Idea
from community.responses.actions import AnswerDraft, answer_idea
from community.responses.models import Answer
from community.responses.models_rating import Rating
from community.responses.rules_rating import LONGEST_WORDS
from tests import factories
from tests.cast import ADA, BEN, CLEO, DEV, MARTA, SAM

WORDS = "Yes. We build this now, and here is what will come with it and when."
ANSWER = "/answers/1/rating"


@pytest.fixture
def idea_id(app, as_person):
    """Ada's idea, voted for by Ben, answered by Marta."""
    with writing():
        idea_id = factories.idea(ADA, now=clock.now() - timedelta(days=2)).id
    as_person(BEN).post(f"/ideas/{idea_id}/vote")
    with writing():
        answer_idea(factories.viewer(MARTA), db.session.get_one(Idea, idea_id), AnswerDraft.of("planned", WORDS, factories_day()), now=clock.now())
    return idea_id


def factories_day():
    return (clock.now() + timedelta(days=30)).date()


def rows():
    db.session.rollback()
    return {row.person_id: (row.helpful, row.reason, row.words) for row in db.session.query(Rating)}


def counts():
    db.session.rollback()
    answer = db.session.query(Answer).order_by(Answer.id).first()
    return answer.helpful_count, answer.unhelpful_count


def person_id(part):
    return factories.person(part).id


def test_one_tap_says_it_and_the_page_says_that_it_is_said(as_person, idea_id):
    ada = as_person(ADA)
    answer = ada.post(ANSWER, data={"helpful": "yes"})
    assert answer.status_code == 303
    assert rows() == {person_id(ADA): (True, "", "")}
    assert counts() == (1, 0)
    html = ada.get(f"/ideas/{idea_id}").text
    assert 'id="rate-yes" class="btn small" name="helpful" value="yes" aria-pressed="true"' in html
    assert "Thank you. The people who answer see what you said." in html


def test_htmx_gets_the_buttons_as_they_stand_with_the_question_why(as_person, idea_id):
    answer = as_person(BEN).post(ANSWER, data={"helpful": "no"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<section class="stack rating" id="rating"')
    assert 'value="no" aria-pressed="true"' in answer.text
    assert "It came too late" in answer.text
    assert "It is clear" not in answer.text


def test_why_can_be_said_and_changed_and_one_says_it_once(as_person, idea_id):
    ben = as_person(BEN)
    ben.post(ANSWER, data={"helpful": "no"})
    ben.post(ANSWER, data={"helpful": "no", "reason": "late", "words": "  Eleven weeks.  "})
    assert rows() == {person_id(BEN): (False, "late", "Eleven weeks.")}
    assert counts() == (0, 1)
    ben.post(ANSWER, data={"helpful": "yes", "reason": "late", "words": "Eleven weeks."})
    assert rows() == {person_id(BEN): (True, "", "Eleven weeks.")}
    assert counts() == (1, 0)


def test_saying_the_same_again_changes_nothing(as_person, idea_id):
    for _ in range(3):
        as_person(BEN).post(ANSWER, data={"helpful": "yes", "reason": "clear"})
    assert counts() == (1, 0)
    assert db.session.query(Event).filter_by(kind="answer.rated").count() == 1


def test_it_can_be_taken_back_as_often_as_one_likes(as_person, idea_id):
    ben = as_person(BEN)
    ben.post(ANSWER, data={"helpful": "no"})
    for _ in range(2):
        assert ben.post(f"{ANSWER}/withdraw").status_code == 303
    assert (rows(), counts()) == ({}, (0, 0))
    told = [row.data["helpful"] for row in db.session.query(Event).filter_by(kind="answer.rated").order_by(Event.id)]
    assert told == [False, None]


def test_events_hold_no_words_of_anybody(as_person, idea_id):
    as_person(BEN).post(ANSWER, data={"helpful": "no", "reason": "other", "words": "My secret reason."})
    event = db.session.query(Event).filter_by(kind="answer.rated").one()
    assert event.data == {"answer_id": 1, "helpful": False}
    assert (event.actor_id, event.idea_id) == (person_id(BEN), idea_id)


@pytest.mark.parametrize("part", [CLEO, SAM, MARTA], ids=["neither asked nor voted", "staff", "who answered"])
def test_others_are_not_asked_and_may_not(as_person, idea_id, part):
    browser = as_person(part)
    assert "rate-yes" not in browser.get(f"/ideas/{idea_id}").text
    assert browser.post(ANSWER, data={"helpful": "yes"}).status_code == 409
    assert rows() == {}


def test_staff_who_voted_do_not_rate_their_own_house(as_person, idea_id):
    dev = as_person(DEV)
    dev.post(f"/ideas/{idea_id}/vote")
    assert dev.post(ANSWER, data={"helpful": "yes"}).status_code == 409


def test_who_asked_or_voted_for_a_part_may_rate_the_answer_to_the_whole(as_person, idea_id):
    with writing():
        part = factories.idea(CLEO, "Paper for the fridge")
        part.root_id, part.status = idea_id, "merged"
        db.session.get_one(Idea, idea_id).part_count = 1
    assert as_person(CLEO).post(ANSWER, data={"helpful": "yes"}).status_code == 303
    assert counts() == (1, 0)


@pytest.mark.parametrize("data", [{}, {"helpful": "maybe"}, {"helpful": ""}])
def test_neither_yes_nor_no_is_asked_again_with_the_words_kept(as_person, idea_id, data):
    answer = as_person(BEN).post(ANSWER, data={**data, "words": "Typed & kept"})
    assert answer.status_code == 422
    assert "Please say yes or no." in answer.text
    assert "Typed &amp; kept" in answer.text
    assert rows() == {}


def test_words_that_are_too_long_come_back_whole(as_person, idea_id):
    long = "x" * (LONGEST_WORDS + 3)
    answer = as_person(BEN).post(ANSWER, data={"helpful": "no", "words": long}, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert "That is 3 characters too long" in answer.text
    assert long in answer.text


@pytest.mark.parametrize("path", ["/answers/999/rating", "/answers/999999999999999999999/rating", "/answers/999/rating/withdraw"])
def test_an_answer_that_is_not_there_is_not_found(as_person, idea_id, path):
    assert as_person(BEN).post(path, data={"helpful": "yes"}).status_code == 404


def test_what_is_private_is_not_there_for_strangers(as_person, idea_id):
    with writing():
        factories.topic(visibility="staff")
    assert as_person(BEN).post(ANSWER, data={"helpful": "yes"}).status_code == 404


def test_only_the_answer_that_holds_is_rated_and_what_was_said_of_an_earlier_one_stays(as_person, idea_id):
    as_person(BEN).post(ANSWER, data={"helpful": "no"})
    with writing():
        answer_idea(factories.viewer(MARTA), db.session.get_one(Idea, idea_id), AnswerDraft.of("shipped", WORDS + " It is here."), now=clock.now())
    assert as_person(ADA).post(ANSWER, data={"helpful": "yes"}).status_code == 409
    assert as_person(ADA).post("/answers/2/rating", data={"helpful": "yes"}).status_code == 303
    assert counts() == (0, 1)
    html = as_person(BEN).get(f"/ideas/{idea_id}").text
    assert html.count('id="rating"') == 1
    assert 'aria-pressed="true"' not in re.search(r'<section class="stack rating".*?</section>', html, re.S)[0]


def test_the_public_sees_a_share_only_from_five_voices_on(client, as_person, idea_id):
    with writing():
        db.session.query(Answer).one().helpful_count = 4
    assert "found it helpful" not in client.get(f"/ideas/{idea_id}").text
    as_person(BEN).post(ANSWER, data={"helpful": "no"})
    assert "4 of 5 people who asked for it or voted found it helpful." in client.get(f"/ideas/{idea_id}").text


def test_reasons_and_names_are_never_public(client, as_person, idea_id):
    as_person(BEN).post(ANSWER, data={"helpful": "no", "reason": "late", "words": "Between us: eleven weeks."})
    for browser in (client, as_person(ADA)):
        assert "Between us" not in browser.get(f"/ideas/{idea_id}").text


def test_a_visitor_says_it_and_signs_in_last(client, idea_id):
    assert "For those who asked for it or voted." in client.get(f"/ideas/{idea_id}").text
    answer = client.post(ANSWER, data={"helpful": "yes"})
    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in")
    assert "What you said of our answer to “Print the week on one page”" in client.get(answer.location).text
    assert rows() == {}
