"""The page on which staff ask, the list of what they asked, and closing: nothing typed is lost, with a script or without."""

from datetime import timedelta

import pytest

from community import clock
from community.cocreation.models import Question
from community.db import db, writing
from community.jobs.worker import drain
from tests import factories
from tests.cast import ADA, BEN, DEV, MARTA, SAM
from tests.cocreation.helping import WORDS, answer, close_it, put, question, wanted_idea
from tests.notifications.mails import rows


@pytest.fixture
def idea_id(app):
    return wanted_idea()


@pytest.fixture
def marta(as_person):
    return as_person(MARTA)


def day(days):
    return f"{clock.now() + timedelta(days=days):%Y-%m-%d}"


def send(browser, idea_id, **fields):
    typed = {"audience": "voters", "kind": "question", "body": WORDS, "closes": day(5)} | fields
    return browser.post(f"/desk/ideas/{idea_id}/ask", data=typed)


def test_beside_each_choice_stands_how_many_get_a_mail(marta, idea_id):
    page = marta.get(f"/desk/ideas/{idea_id}/ask?audience=critical").text
    assert "3 people get a mail" in page
    assert "1 person gets a mail" in page
    assert "0 people get a mail" in page
    assert 'value="critical" checked' in page


def test_asking_shows_it_on_the_idea_and_mails_it(marta, client, idea_id):
    done = send(marta, idea_id)
    asked = db.session.query(Question).one()
    assert (done.status_code, done.location) == (303, f"/ideas/{idea_id}#question-{asked.id}")
    drain()
    assert len(rows("question_asked")) == 3
    assert WORDS in client.get(f"/ideas/{idea_id}").text


def test_a_preview_asks_nobody(marta, idea_id):
    shown = send(marta, idea_id, preview="1", body="Which **paper**?")
    assert shown.status_code == 200
    assert "Which <strong>paper</strong>?" in shown.text
    assert "3 people are asked by mail." in shown.text
    assert db.session.query(Question).count() == 0


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"audience": ""}, "Please choose whom you ask."),
        ({"audience": "everybody"}, "Please choose whom you ask."),
        ({"audience": "advocates"}, "Nobody of them can be told by mail."),
        ({"closes": "soon"}, "Please write the date as year, month and day"),
        ({"closes": ""}, "Please say until when replies are welcome."),
        ({"closes": "9999-12-31"}, "waits 30 days at most, one to voters 60"),
        ({"closes": "0001-01-01"}, "Please choose a day after today."),
        ({"audience": "author", "closes": "2099-01-01"}, "waits 30 days at most"),
        ({"kind": "draft", "body": " "}, "Please write what you would like to know."),
        ({"body": "x" * 5_001}, "Please shorten this to 5000 characters."),
    ],
)
def test_what_needs_a_hand_comes_back_as_typed(marta, idea_id, fields, said):
    done = send(marta, idea_id, **fields)
    assert done.status_code == 422
    assert said in done.text
    assert fields.get("body", WORDS).strip() in done.text
    assert db.session.query(Question).count() == 0


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_the_ends_of_the_calendar_break_nothing(marta, idea_id, zone):
    with writing():
        factories.topic("rotas", calendar_id=factories.calendar(zone, zone).id)
    for closes in ("9999-12-31", "0001-01-01"):
        assert send(marta, idea_id, closes=closes).status_code == 422


def test_a_draft_to_the_author_is_a_question(marta, idea_id):
    assert send(marta, idea_id, audience="author", kind="draft").status_code == 303
    assert db.session.query(Question).one().kind == "question"


def test_a_second_one_is_refused_in_words(marta, idea_id):
    put(idea_id)
    again = send(marta, idea_id, body="And which colour?")
    assert again.status_code == 422
    assert "A question to the voters is open." in again.text
    assert "And which colour?" in again.text


def test_staff_see_what_is_open_and_how_many_replied(as_person, idea_id):
    to_voters = put(idea_id)
    put(idea_id, "author")
    answer(to_voters, BEN)
    page = as_person(SAM).get("/desk/questions").text
    assert "Marta Lindqvist asks Ada Okoro" in page
    assert "1 reply" in page
    assert "of 3 asked by mail" in page
    assert "1 reply, open until" in as_person(DEV).get(f"/desk/ideas/{idea_id}").text


def test_an_author_who_replied_is_waited_for_no_more(as_person, idea_id):
    answer(put(idea_id, "author"), ADA)
    assert "No clock waits for an author." in as_person(SAM).get("/desk/questions").text


def test_any_colleague_who_answers_may_close_it_once(as_person, idea_id):
    asked = put(idea_id)
    for _ in range(2):
        assert as_person(DEV).post(f"/desk/questions/{asked}/close").location == f"/questions/{asked}"
    assert question(asked).closed_by_id == factories.person(DEV).id
    assert "The question is closed" in as_person(BEN).get(f"/questions/{asked}").text


def test_staff_who_do_not_answer_neither_ask_nor_close(as_person, idea_id):
    asked, sam = put(idea_id), as_person(SAM)
    assert sam.get(f"/desk/ideas/{idea_id}/ask").status_code == 404
    assert send(sam, idea_id).status_code == 404
    assert sam.post(f"/desk/questions/{asked}/close").status_code == 404
    assert question(asked).closed_at is None


def test_many_questions_cost_no_more_statements_than_one(as_person, idea_id, statements):
    ben = as_person(BEN)
    counts = []
    for words in ("A4.", "A3."):
        asked = put(idea_id, words=words)
        answer(asked, BEN, words)
        close_it(asked)
        ben.get(f"/ideas/{idea_id}")
        with statements() as sent:
            assert ben.get(f"/ideas/{idea_id}").status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1]
