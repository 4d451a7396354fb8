"""The effort question: who is asked when, by mail and on the page, once; and what they say."""

import re
from datetime import timedelta

import pytest

from community import clock
from community.accounts.models import Person
from community.db import db, writing
from community.events import Event
from community.ideas.models import Idea
from community.jobs import efforts
from community.jobs.worker import drain
from community.notifications.links import sign
from community.notifications.models import Mail
from community.responses.actions import AnswerDraft, answer_idea
from community.responses.models import Answer
from community.responses.models_rating import Effort, EffortRound
from community.triage.actions import merge
from tests import factories
from tests.cast import ADA, BEN, CLEO, MARTA, SAM
from tests.notifications.mails import parsed, rows, text_of, urls_in

WORDS = "Yes. We build this now, and here is what will come with it and when."
DAY = 86_400


@pytest.fixture
def idea_id(app):
    with writing():
        return factories.idea(ADA).id


def answer(idea_id, status="planned", more=""):
    review = (clock.now() + timedelta(days=30)).date() if status in ("planned", "review") else None
    with writing():
        made = answer_idea(factories.viewer(MARTA), db.session.get_one(Idea, idea_id), AnswerDraft.of(status, WORDS + more, review), now=clock.now())
    drain()
    return made.id


def work():
    """What the worker does by the clock, and what follows."""
    while efforts.ask():
        pass
    drain()
    db.session.rollback()


@pytest.fixture
def asked(idea_id, moved_clock):
    """Ada's idea is answered, and a day later she has been asked."""
    answer(idea_id)
    moved_clock(DAY + 60)
    work()
    return db.session.query(Effort).one()


def outcomes():
    return [row.outcome for row in db.session.query(EffortRound).order_by(EffortRound.answer_id)]


def letters():
    return rows("effort_asked")


def path_of(url):
    return url.split("8000", 1)[1]


def seven_links(mail):
    return [path_of(url) for url in sorted(urls_in(text_of(mail))) if "/effort/" in url]


# who is asked, and when


def test_nobody_is_asked_before_a_day_has_passed(idea_id, moved_clock):
    answer(idea_id)
    moved_clock(DAY - 60)
    work()
    assert (db.session.query(Effort).count(), outcomes(), letters()) == (0, [""], [])


def test_the_author_is_asked_a_day_after(asked):
    assert asked.person_id == factories.person(ADA).id
    assert (asked.score, asked.words, asked.wording) == (None, "", "ces-2.0")
    assert [mail.address for mail in letters()] == [ADA.email]
    assert outcomes() == ["asked"]


def test_working_again_asks_nobody_twice(asked, moved_clock):
    for hours in (25, 26, 49):
        moved_clock(hours * 3600)
        work()
    assert db.session.query(Effort).count() == len(letters()) == 1


def test_a_clock_set_back_asks_nobody_twice(asked, moved_clock):
    moved_clock(-DAY)
    work()
    moved_clock(2 * DAY)
    work()
    assert db.session.query(Effort).count() == len(letters()) == 1


def test_an_answer_that_was_withdrawn_is_not_asked_about(idea_id, moved_clock):
    answer_id = answer(idea_id)
    with writing() as session:
        session.get_one(Answer, answer_id).withdrawn_at = clock.now()
    moved_clock(DAY + 60)
    work()
    assert (outcomes(), letters()) == (["withdrawn"], [])


def test_only_the_newer_of_two_answers_is_asked_about(idea_id, moved_clock):
    answer(idea_id, "review")
    answer(idea_id, "planned", " It is certain now.")
    moved_clock(DAY + 60)
    work()
    assert outcomes() == ["replaced", "asked"]
    assert db.session.query(Effort).one().answer_id == 2


def test_an_answer_that_repeats_the_status_is_not_asked_about(asked, idea_id, moved_clock):
    answer(idea_id, "planned", " Nothing new, but we have looked.")
    moved_clock(3 * DAY)
    work()
    assert outcomes() == ["asked"]


def test_a_later_answer_that_changes_the_status_is_asked_about_on_the_page_and_not_by_a_second_mail(asked, idea_id, moved_clock):
    answer(idea_id, "shipped", " It is here.")
    moved_clock(3 * DAY)
    work()
    assert outcomes() == ["asked", "asked"]
    assert [(mail.state, mail.reason) for mail in letters()] == [("queued", ""), ("skipped", "asked")]


def test_after_ninety_days_the_mail_comes_again(asked, idea_id, moved_clock):
    moved_clock(100 * DAY)
    answer(idea_id, "shipped", " It is here.")
    moved_clock(102 * DAY)
    work()
    assert [mail.state for mail in letters()] == ["queued", "queued"]


def test_an_idea_out_of_sight_is_not_asked_about(idea_id, moved_clock):
    answer(idea_id)
    with writing() as session:
        session.get_one(Idea, idea_id).state = "hidden"
    moved_clock(DAY + 60)
    work()
    assert (outcomes(), letters()) == (["hidden"], [])


def test_the_author_of_each_part_is_asked_once(idea_id, moved_clock):
    with writing():
        for part, title in ((BEN, "Paper for the fridge"), (BEN, "A second one of his"), (ADA, "Her own again"), (CLEO, "Cleo's")):
            made = factories.idea(part, title)
            merge(factories.viewer(MARTA), made, db.session.get_one(Idea, idea_id), now=clock.now())
    drain()
    answer(idea_id)
    moved_clock(DAY + 60)
    work()
    assert sorted(mail.address for mail in letters()) == sorted([ADA.email, BEN.email, CLEO.email])
    assert db.session.query(Effort).count() == 3


@pytest.mark.parametrize("part", [SAM, MARTA])
def test_the_company_does_not_ask_itself(app, moved_clock, part):
    with writing():
        idea_id = factories.idea(part).id
    answer(idea_id)
    moved_clock(DAY + 60)
    work()
    assert (outcomes(), letters()) == (["nobody"], [])


# the mail


def test_the_mail_can_be_refused_by_one_click_and_then_comes_no_more(client, asked, idea_id, moved_clock):
    mail = parsed(letters()[0])
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stop = path_of(mail["List-Unsubscribe"].strip("<>"))
    assert client.post(stop, data={"List-Unsubscribe": "One-Click"}, headers={"Sec-Fetch-Site": None}).status_code == 200
    moved_clock(200 * DAY)
    answer(idea_id, "shipped", " It is here.")
    moved_clock(202 * DAY)
    work()
    assert [(each.state, each.reason) for each in letters()][1] == ("skipped", "refused")


def test_it_carries_the_standard_words_and_seven_links(asked):
    text = text_of(letters()[0])
    assert "The company made it easy for me to handle my issue." in text
    assert [path.rsplit("=", 1)[1] for path in seven_links(letters()[0])] == list("1234567")
    for label in ("Strongly disagree", "Disagree", "Somewhat disagree", "Neither agree nor disagree", "Somewhat agree", "Agree", "Strongly agree"):
        assert f"{label}: http" in text


def test_opening_every_link_changes_nothing(client, asked):
    for path in seven_links(letters()[0]):
        assert client.get(path).status_code == client.head(path).status_code == 200
    db.session.rollback()
    assert db.session.query(Effort).one().score is None


def test_the_link_chooses_the_number_and_the_button_records_it(client, asked):
    path = seven_links(letters()[0])[5]
    html = client.get(path).text
    assert re.findall(r'value="(\d)" checked', html) == ["6"]
    action = re.search(r'<form class="stack" method="post" action="([^"]+)"', html)[1]
    answer = client.post(action, data={"score": "6", "words": "Marta wrote to me herself."})
    assert answer.status_code == 303
    said = db.session.query(Effort).one()
    assert (said.score, said.words) == (6, "Marta wrote to me herself.")
    page = client.get(answer.location).text
    assert "Thank you. You said 6 of 7: Agree." in page
    assert "Marta wrote to me herself.</textarea>" in page


def test_it_signs_nobody_in(client, asked):
    client.post(seven_links(letters()[0])[0].split("?")[0], data={"score": "1"})
    assert client.get("/me").location.startswith("/sign-in")


def test_the_page_is_kept_nowhere_and_told_to_nobody(client, asked):
    headers = client.get(seven_links(letters()[0])[0]).headers
    assert (headers["Cache-Control"], headers["Referrer-Policy"]) == ("no-store", "no-referrer")


# what is said


def post(client, asked, **data):
    return client.post(f"/effort/{token(asked)}", data=data)


def token(asked):
    return sign("effort", [asked.id])


def test_an_answer_can_be_changed_and_what_it_was_stays_in_the_events(client, asked):
    post(client, asked, score="2")
    post(client, asked, score="5", words="It got better.")
    post(client, asked, score="5", words="It got better.")
    told = [(row.data["before"], row.data["score"]) for row in db.session.query(Event).filter_by(kind="effort.answered").order_by(Event.id)]
    assert told == [(None, 2), (2, 5)]
    assert "It got better" not in str([row.data for row in db.session.query(Event)])


@pytest.mark.parametrize("score", ["", "0", "8", "-1", "six", "6.5", "٦", "9" * 400])
def test_anything_but_one_to_seven_is_asked_again_with_the_words_kept(client, asked, score):
    answer = post(client, asked, score=score, words="Typed & kept")
    if score == "٦":
        assert answer.status_code in (303, 422)
        return
    assert answer.status_code == 422
    assert "Please choose a number from 1 to 7." in answer.text
    assert "Typed &amp; kept</textarea>" in answer.text


def test_after_thirty_days_it_is_closed(client, asked, moved_clock):
    post(client, asked, score="3")
    moved_clock(31 * DAY + 120)
    assert post(client, asked, score="7").status_code == 410
    html = client.get(f"/effort/{token(asked)}").text
    assert "You said 3 of 7: Somewhat disagree." in html
    assert "<form class=\"stack\"" not in html


@pytest.mark.parametrize("made", [("stop", [1]), ("preferences", [1]), ("effort", [99]), ("effort", ["1"]), ("effort", []), ("effort", [None])])
def test_a_token_for_something_else_opens_nothing(client, asked, made):
    assert client.get(f"/effort/{sign(*made)}").status_code == 404
    assert client.post(f"/effort/{sign(*made)}", data={"score": "7"}).status_code == 404


def test_a_token_for_this_opens_nothing_else(client, asked):
    for path in ("/mail/stop/", "/mail/preferences/"):
        assert client.get(path + token(asked)).status_code == 404


@pytest.mark.parametrize("state", ["banned", "deactivated", "erased"])
def test_who_is_not_here_any_more_is_not_asked(client, asked, state):
    with writing() as session:
        session.get_one(Person, asked.person_id).state = state
    assert client.get(f"/effort/{token(asked)}").status_code == 404


def test_what_is_out_of_their_sight_by_now_is_gone(client, asked):
    with writing():
        factories.topic(visibility="staff")
    assert client.get(f"/effort/{token(asked)}").status_code == 404


# on the page


def test_the_page_asks_its_author_and_nobody_else(client, as_person, asked, idea_id):
    html = as_person(ADA).get(f"/ideas/{idea_id}").text
    assert "made it easy for me to handle my issue." in html
    assert "checked" not in re.search(r'<section class="panel effort".*?</section>', html, re.S)[0]
    for browser in (client, as_person(BEN), as_person(SAM)):
        assert "made it easy for me" not in browser.get(f"/ideas/{idea_id}").text


def test_on_the_page_one_press_records_it(as_person, asked, idea_id):
    ada = as_person(ADA)
    answer = ada.post(f"/answers/{asked.answer_id}/effort", data={"score": "7"})
    assert answer.location == f"/ideas/{idea_id}#effort"
    assert db.session.query(Effort).one().score == 7
    assert "You said 7 of 7: Strongly agree." in ada.get(f"/ideas/{idea_id}").text
    swapped = ada.post(f"/answers/{asked.answer_id}/effort", data={"score": "6"}, headers={"HX-Request": "true"})
    assert "You said 6 of 7: Agree." in swapped.text
    assert ada.post(f"/answers/{asked.answer_id}/effort", data={"score": "x"}).status_code == 422


def test_others_cannot_answer_for_the_author(as_person, asked):
    assert as_person(BEN).post(f"/answers/{asked.answer_id}/effort", data={"score": "1"}).status_code == 404


def test_who_has_said_it_on_the_page_gets_no_mail(app, as_person, idea_id, moved_clock):
    answer(idea_id)
    moved_clock(DAY + 60)
    efforts.ask()
    as_person(ADA).post("/answers/1/effort", data={"score": "7"})
    work()
    assert db.session.query(Mail).filter_by(kind="effort_asked").count() == 0
