"""Several ideas answered in one go: each gets an answer of its own, or its words back with the reason."""

import re
from datetime import timedelta
from html import unescape

import pytest

from community import clock
from community.db import db, writing
from community.ideas.models import Idea
from community.ideas.rules import IdeaState
from community.responses import actions, actions_clocks
from community.responses.actions import AnswerDraft
from community.responses.forms_together import TogetherForm, read_ids
from community.responses.models import Answer
from community.responses.models_drafting import WaitingAnswer
from community.responses.models_promises import PolicyVersion
from community.triage.actions import merge
from tests import factories
from tests.cast import ADA, BEN, CLEO, DEV, MARTA, SAM

SHARED = "Thank you, {author}. We build “{title}” now, for the {votes} of you who asked for it."
OTHER = "We have looked at it again, and it is nearer than it was: the print page is drawn already."


@pytest.fixture
def ids(app):
    with writing():
        factories.topic("rotas", MARTA)
        factories.person(DEV)
        made = [factories.idea(who, title) for who, title in ((ADA, "Print the week"), (BEN, "A poster for the wall"), (CLEO, "Bigger letters"))]
        for idea in made:
            actions_clocks.start_clock(idea, "first", now=clock.now())
    return [idea.id for idea in made]


def form(ids, body=SHARED, own=None, **changes):
    review = (clock.now() + timedelta(days=60)).date().isoformat()
    fields = {"ids": ",".join(map(str, ids)), "status": "planned", "review_on": review, "body": body, "spread": ""}
    words = {f"body-{each}": (own or {}).get(each, "") for each in ids}
    return {**fields, **words, **{f"over-{each}": "0" for each in ids}, **changes}


def post(browser, ids, **more):
    return browser.post("/desk/answer-together", data=form(ids, **more))


def words_in(response):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.text)).split())


def field(response, idea_id):
    return unescape(re.search(rf'<textarea id="body-{idea_id}"[^>]*>\n?(.*?)</textarea>', response.text, re.DOTALL)[1])


def answers():
    db.session.expire_all()
    return {answer.idea_id: answer for answer in db.session.query(Answer)}


def test_the_page_lists_what_was_ticked_in_that_order(as_person, ids):
    shown = as_person(MARTA).get(f"/desk/answer-together?ids={ids[2]},{ids[0]},{ids[2]},x,-4,999999")
    assert shown.status_code == 200
    assert re.findall(r'<textarea id="body-(\d+)"', shown.text) == [str(ids[2]), str(ids[0])]


@pytest.mark.parametrize("text", ["", "x", "999999", "1" * 30, "1,,2;3"])
def test_nothing_that_is_ticked_is_no_error(as_person, ids, text):
    assert as_person(MARTA).get("/desk/answer-together", query_string={"ids": text}).status_code in (200, 303)


def test_at_most_twenty_are_answered_in_one_go(as_person, ids):
    with writing():
        more = [factories.idea(ADA, f"Idea {n}").id for n in range(25)]
    shown = as_person(MARTA).get(f"/desk/answer-together?ids={','.join(map(str, more))}")
    assert len(re.findall(r'<textarea id="body-\d+"', shown.text)) == 20


def test_one_that_joined_another_gives_way_to_it(as_person, ids):
    with writing():
        merge(factories.viewer(MARTA), db.session.get_one(Idea, ids[1]), db.session.get_one(Idea, ids[0]), now=clock.now())
    shown = as_person(MARTA).get(f"/desk/answer-together?ids={ids[1]},{ids[2]}")
    assert set(re.findall(r'<textarea id="body-(\d+)"', shown.text)) == {str(ids[0]), str(ids[2])}


def test_the_shared_words_are_put_into_each_and_own_words_stay(as_person, ids):
    shown = post(as_person(MARTA), ids, do="spread", own={ids[1]: "My own words."})
    assert field(shown, ids[0]) == "Thank you, Ada Okoro. We build “Print the week” now, for the 0 of you who asked for it."
    assert field(shown, ids[1]) == "My own words."
    assert answers() == {}


def test_putting_them_in_again_changes_what_was_filled_and_nothing_else():
    known = {1: {"author": "Ada"}, 2: {"author": "Ben"}}
    filled = TogetherForm(own={1: "", 2: ""})
    filled.shared.body = "Hello {author}."
    filled.put_into_each(known)
    filled.own[2] = "Hello Ben, and thank you."
    filled.shared.body = "Good day, {author}."
    filled.put_into_each(known)
    assert filled.own == {1: "Good day, Ada.", 2: "Hello Ben, and thank you."}


def test_each_is_answered_with_its_own_words_and_stops_its_clock(as_person, ids):
    said = post(as_person(MARTA), ids, own={ids[1]: OTHER})
    assert said.status_code == 303
    given = answers()
    assert given[ids[0]].body.startswith("Thank you, Ada Okoro. We build “Print the week”")
    assert given[ids[1]].body == OTHER
    assert len(given) == 3
    assert {idea.answer_state for idea in db.session.query(Idea)} == {"answered"}


def test_what_is_refused_comes_back_with_its_words_and_the_others_are_published(as_person, ids):
    marta = as_person(MARTA)
    back = post(marta, ids, own={ids[1]: "Soon."})
    assert back.status_code == 422
    assert set(answers()) == {ids[0], ids[2]}
    assert re.findall(r'<textarea id="body-(\d+)"', back.text) == [str(ids[1])]
    assert field(back, ids[1]) == "Soon."
    assert "2 answers are published." in words_in(back)
    assert "at least 40 characters" in words_in(back)


def test_the_same_form_twice_answers_once(as_person, ids):
    marta = as_person(MARTA)
    sent = form(ids)
    marta.post("/desk/answer-together", data=sent)
    assert marta.post("/desk/answer-together", data=sent).status_code == 303
    assert db.session.query(Answer).count() == 3


def test_a_colleague_who_was_faster_is_not_written_over(as_person, ids):
    sent = form(ids)
    with writing():
        idea = db.session.get_one(Idea, ids[0])
        actions.answer_idea(factories.viewer(DEV), idea, AnswerDraft.of("shipped", OTHER), now=clock.now())
    back = as_person(MARTA).post("/desk/answer-together", data=sent)
    assert answers()[ids[0]].body == OTHER
    assert "A colleague has answered" in words_in(back)
    assert "We build “Print the week” now" in field(back, ids[0])


def test_words_for_an_idea_that_is_gone_are_given_back(as_person, ids):
    sent = form(ids, own={ids[1]: OTHER})
    with writing():
        db.session.get_one(Idea, ids[1]).state = IdeaState.DELETED
    back = as_person(MARTA).post("/desk/answer-together", data=sent)
    assert OTHER in unescape(back.text)
    assert set(answers()) == {ids[0], ids[2]}


def test_a_status_or_a_day_that_is_missing_is_asked_for_once(as_person, ids):
    back = post(as_person(MARTA), ids, status="", own={ids[0]: OTHER})
    assert back.status_code == 422
    assert back.text.count('id="status-problem"') == 1
    assert field(back, ids[0]) == OTHER
    assert answers() == {}


def test_the_same_words_for_several_are_allowed_and_counted(as_person, ids):
    shown = post(as_person(MARTA), ids, body=OTHER, do="spread")
    assert "3 ideas get the very same words." in words_in(shown)
    post(as_person(MARTA), ids, body=OTHER)
    assert len(answers()) == 3


def test_in_a_topic_of_two_people_they_wait(as_person, ids):
    with writing() as session:
        session.query(PolicyVersion).update({"needs_approval": True})
    post(as_person(MARTA), ids)
    assert answers() == {}
    assert db.session.query(WaitingAnswer).count() == 3


def test_a_variable_without_a_value_stays_a_gap_and_is_refused(as_person, ids):
    back = post(as_person(MARTA), ids[:1], body=SHARED + " We look again by {review_date}.", status="shipped")
    assert back.status_code == 422
    assert "There is still a gap to fill in" in words_in(back)


def test_others_of_the_staff_do_not_find_the_page(as_person, ids):
    assert as_person(SAM).get(f"/desk/answer-together?ids={ids[0]}").status_code == 404


def test_many_ideas_cost_a_handful_of_statements(as_person, ids, statements):
    with writing():
        more = [factories.idea(ADA, f"Idea {n}").id for n in range(18)]
    marta = as_person(MARTA)
    with statements() as sent:
        marta.get(f"/desk/answer-together?ids={','.join(map(str, more))}")
    assert len(sent) <= 13, sent


def test_numbers_are_read_once_each_and_the_rest_left_out():
    assert read_ids("3, 1,3,a,-2,,4") == [3, 1, 4]
