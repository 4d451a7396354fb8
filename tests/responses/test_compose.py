"""Writing an answer at the desk: nothing typed is lost, and only an answer is published."""

import re
from datetime import timedelta
from html import unescape

import pytest

from community import clock
from community.db import db, writing
from community.events import Event
from community.ideas.actions import follow_idea
from community.ideas.models import Idea
from community.ideas.rules import IdeaState
from community.jobs import worker
from community.notifications.models import Mail
from community.responses import actions_clocks
from community.responses.models import Answer
from community.voices.actions import add_voice
from community.votes.actions import cast_vote
from tests import factories
from tests.cast import ADA, BEN, CLEO, DEV, MARTA, OWEN, SAM

WORDS = "Yes. We build this now, because forty of you told us what it costs you every week."
OTHER = "We have looked at it again, and it is nearer than it was: the print page is drawn already."


@pytest.fixture
def idea_id(app):
    with writing():
        factories.topic("rotas", MARTA, manager_id=factories.person(OWEN).id)
        factories.person(DEV)
        idea = factories.idea(ADA, title="Print <b>the</b> week")
        actions_clocks.start_clock(idea, "first", now=clock.now())
        cast_vote(factories.viewer(BEN), idea, 2, now=clock.now())
        cast_vote(factories.viewer(CLEO), idea, 2, now=clock.now())
        factories.comment(BEN, idea, "Ours hangs beside the till.")
        add_voice(factories.viewer(CLEO), idea, "Mine would hang on the fridge.", now=clock.now())
    return idea.id


def form(**changes):
    review = (clock.now() + timedelta(days=60)).date().isoformat()
    return {"status": "planned", "review_on": review, "body": WORDS, "over": "0", **changes}


def post(browser, idea_id, **changes):
    return browser.post(f"/desk/ideas/{idea_id}/answer", data=form(**changes))


def words(response):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.text)).split())


def status(idea_id):
    db.session.expire_all()
    return db.session.get(Idea, idea_id).status


def test_the_page_holds_what_helps_to_answer(as_person, idea_id):
    shown = as_person(MARTA).get(f"/desk/ideas/{idea_id}")
    assert shown.status_code == 200
    text = words(shown)
    assert "Print <b>the</b> week" in text
    assert "Ours hangs beside the till." in text
    assert "Mine would hang on the fridge." in text
    assert "3 people hear of it by mail" in text
    assert "as Marta Lindqvist" in text


def test_the_look_again_date_stands_three_months_ahead(as_person, idea_id):
    shown = as_person(MARTA).get(f"/desk/ideas/{idea_id}").text
    year, month, _day = re.search(r'name="review_on" value="(\d+)-(\d+)-(\d+)"', shown).groups()
    today = clock.now()
    assert (int(year) * 12 + int(month)) - (today.year * 12 + today.month) == 3


def test_an_answer_is_published_and_the_desk_says_who_hears(as_person, idea_id):
    marta = as_person(MARTA)
    answered = post(marta, idea_id)
    assert (answered.status_code, answered.location) == (303, "/desk")
    assert "Published. 3 people hear about it." in words(marta.get("/desk"))
    assert status(idea_id) == "planned"
    assert "Our answer" in words(marta.get(f"/ideas/{idea_id}"))


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"body": "On it."}, "body", "at least 40 characters"),
        ({"body": ""}, "body", "at least 40 characters"),
        ({"body": "Hello {name}, thank you, we will look into this as soon as we can."}, "body", "a gap to fill in"),
        ({"body": "x y " * 6000}, "body", "20000 characters"),
        ({"status": ""}, "status", "choose what the answer is"),
        ({"status": "merged"}, "status", "choose what the answer is"),
        ({"review_on": ""}, "review_on", "by when we look at this again"),
        ({"review_on": "31/12/2026"}, "review_on", "such as 2027-03-31"),
        ({"review_on": "2020-01-01"}, "review_on", "a day after today"),
        ({"review_on": "9999-12-31"}, "review_on", "within 6 months"),
    ],
)
def test_what_is_no_answer_comes_back_with_all_that_was_typed(as_person, idea_id, changes, field, said):
    refused = post(as_person(MARTA), idea_id, **changes)
    sent = form(**changes)
    assert refused.status_code == 422
    assert said in words(refused)
    assert f'aria-describedby="{field}-problem' in refused.text
    assert sent["body"].strip()[:80] in unescape(refused.text)
    assert not sent["review_on"] or f'value="{sent["review_on"]}"' in refused.text
    assert status(idea_id) == "new"


@pytest.mark.parametrize("final", ["shipped", "declined"])
def test_a_final_answer_leaves_the_prefilled_date_alone(as_person, idea_id, final):
    assert post(as_person(MARTA), idea_id, status=final).status_code == 303
    assert db.session.query(Answer).one().review_at is None


def test_preview_shows_the_answer_and_publishes_nothing(as_person, idea_id):
    seen = post(as_person(MARTA), idea_id, body=f"**Soon.** {WORDS}", preview="1")
    assert seen.status_code == 200
    assert "<strong>Soon.</strong>" in seen.text
    assert "As the customer sees it" in words(seen)
    assert f"**Soon.** {WORDS}</textarea>" in seen.text
    assert db.session.query(Answer).count() == 0


def test_a_preview_of_nothing_is_still_a_page(as_person, idea_id):
    assert post(as_person(MARTA), idea_id, body="", status="", review_on="", preview="1").status_code == 200


def test_a_form_sent_twice_gives_one_answer(as_person, idea_id):
    marta = as_person(MARTA)
    assert [post(marta, idea_id).status_code, post(marta, idea_id).status_code] == [303, 303]
    assert db.session.query(Answer).count() == 1
    assert db.session.query(Event).filter_by(kind="answer.published").count() == 1


def test_whoever_is_overtaken_sees_the_other_answer_and_keeps_the_text(as_person, idea_id):
    post(as_person(OWEN), idea_id)
    marta = as_person(MARTA)
    refused = post(marta, idea_id, body=OTHER)
    assert refused.status_code == 422
    assert "A colleague has answered while you were writing." in words(refused)
    assert OTHER in unescape(refused.text)
    assert WORDS in words(refused)
    seen = re.search(r'name="over" value="(\d+)"', refused.text).group(1)
    assert post(marta, idea_id, body=OTHER, over=seen).status_code == 303


@pytest.mark.parametrize("part", [SAM, ADA])
def test_only_those_who_may_answer_do(as_person, idea_id, part):
    assert post(as_person(part), idea_id).status_code == 404
    assert status(idea_id) == "new"


def test_other_staff_read_along_without_a_form(as_person, idea_id):
    shown = as_person(SAM).get(f"/desk/ideas/{idea_id}")
    assert shown.status_code == 200
    assert 'id="composer"' not in shown.text
    assert "Answers are given by product managers" in words(shown)


def test_a_visitor_is_led_to_sign_in(client, idea_id):
    assert client.get(f"/desk/ideas/{idea_id}").status_code == 302


def test_what_is_hidden_cannot_be_answered(as_person, idea_id):
    with writing():
        db.session.get(Idea, idea_id).state = IdeaState.HIDDEN
    marta = as_person(MARTA)
    assert "cannot be answered" in words(marta.get(f"/desk/ideas/{idea_id}"))
    refused = post(marta, idea_id)
    assert refused.status_code == 422
    assert "This idea is not public now" in words(refused)


def test_a_merged_ideas_desk_is_its_roots(as_person, idea_id):
    with writing():
        part = factories.idea(BEN)
        part.root_id = idea_id
    assert as_person(MARTA).get(f"/desk/ideas/{part.id}").location == f"/desk/ideas/{idea_id}"


@pytest.mark.parametrize("missing", [0, 999, 2**40])
def test_an_idea_that_is_not_there_is_404(as_person, app, missing):
    marta = as_person(MARTA)
    assert marta.get(f"/desk/ideas/{missing}").status_code == 404
    assert post(marta, missing).status_code == 404


def test_controls_and_surrogates_in_an_answer_are_cleaned(as_person, idea_id):
    assert post(as_person(MARTA), idea_id, body=f"\u202e{WORDS}\x00\u2028", over="²").status_code == 303
    assert db.session.query(Answer).one().body == WORDS


def test_staff_find_the_way_to_answer_on_the_idea_page(as_person, client, idea_id):
    link = f'href="/desk/ideas/{idea_id}">'
    assert f"{link}Answer</a>" in as_person(MARTA).get(f"/ideas/{idea_id}").text
    assert f"{link}See it on the desk</a>" in as_person(SAM).get(f"/ideas/{idea_id}").text
    assert link not in client.get(f"/ideas/{idea_id}").text


def test_a_preview_does_not_hide_that_a_colleague_has_answered_meanwhile(as_person, idea_id):
    post(as_person(OWEN), idea_id)
    marta = as_person(MARTA)
    seen = post(marta, idea_id, body=OTHER, preview="1")
    assert 'name="over" value="0"' in seen.text
    assert post(marta, idea_id, body=OTHER, over="0").status_code == 422


def test_as_many_are_mailed_as_the_desk_said(as_person, idea_id):
    with writing():
        part = factories.idea(DEV, title="Print the month")
        part.root_id = idea_id
        follow_idea(idea_id, factories.person(CLEO).id, "nothing", now=clock.now())
        follow_idea(part.id, factories.person(SAM).id, "answers", now=clock.now())
        follow_idea(idea_id, factories.person(MARTA).id, "all", now=clock.now())
        cast_vote(factories.viewer(OWEN), db.session.get(Idea, idea_id), 1, now=clock.now())
        factories.person(OWEN).mail_suspended_at = clock.now()
    marta = as_person(MARTA)
    assert "4 people hear of it" in words(marta.get(f"/desk/ideas/{idea_id}"))
    post(marta, idea_id)
    worker.drain()
    mailed = db.session.query(Mail).filter_by(kind="idea_answered", state="queued")
    assert sorted(mail.address for mail in mailed) == sorted(part.email for part in (ADA, BEN, DEV, SAM))
