"""Staff ask the voters and the author; a voter replies from the mail without signing in; the answer names what changed."""

import re

import pytest
from playwright.sync_api import Page, expect

from community import clock
from community.db import db
from community.voices.models import Voice
from community.votes.actions import cast_vote
from tests import factories
from tests.cast import ADA, BEN, CLEO, MARTA
from tests.journeys.access import assert_everybody_can_use
from tests.journeys.people import sign_in
from tests.journeys.site import eventually, links_in

pytestmark = pytest.mark.journey

QUESTION = "Which paper do you print on, and who prints it?"
REPLY, BETTER = "A4, beside the kettle.", "A3, in fact, beside the kettle."
ANSWER = "Yes. We print the week on A3 as well from January on, since that is what hangs beside the kettle."


def wanted_idea(live) -> int:
    with live.data():
        factories.topic("rotas", owner=MARTA)
        idea = factories.idea(ADA)
        for part, importance in ((BEN, 3), (CLEO, 2)):
            cast_vote(factories.viewer(part), idea, importance, now=clock.now())
        return idea.id


def look_at(page: Page, name: str, scripting: bool) -> None:
    """The pages are the same ones either way, and looking takes a script."""
    if scripting:
        assert_everybody_can_use(page, name)


def replies(live) -> list[tuple[str, str]]:
    with live.data():
        found = db.session.query(Voice).filter(Voice.question_id.is_not(None)).order_by(Voice.id)
        return [(voice.source, voice.text) for voice in found]


def reply_link(live, email: str) -> str:
    return next(link for link in links_in(live.mail(email, "asks you")) if "/questions/reply/" in link)


def test_asked_replied_and_thanked(live, open_page, scripting):
    idea_id = wanted_idea(live)
    marta = open_page(scripting=scripting)
    sign_in(marta, live, MARTA)
    marta.goto(f"{live.url}/desk/ideas/{idea_id}")
    marta.get_by_role("link", name="Ask the voters").click()
    marta.get_by_role("radio", name="Who called it critical 1 person gets a mail").check()
    marta.get_by_label("Replies until").fill("2020-01-01")
    marta.get_by_label("Your words").fill(QUESTION)
    marta.get_by_role("button", name="Ask", exact=True).click()
    expect(marta.get_by_text("Please choose a day after today.").first).to_be_visible()
    expect(marta.get_by_label("Your words")).to_have_value(QUESTION)
    look_at(marta, "ask", scripting)
    marta.goto(f"{live.url}/desk/ideas/{idea_id}/ask?audience=critical")
    marta.get_by_label("Your words").fill(QUESTION)
    marta.get_by_role("button", name="See a preview").click()
    expect(marta.get_by_text("1 person is asked by mail.")).to_be_visible()
    marta.get_by_role("button", name="Ask", exact=True).click()
    expect(marta.get_by_text("Asked. 1 person hears of it by mail.")).to_be_visible()

    ben = open_page(scripting=scripting, width=390)
    ben.goto(reply_link(live, BEN.email))
    look_at(ben, "reply-from-mail", scripting)
    ben.get_by_label("Your reply").fill(" ")
    ben.get_by_role("button", name="Send my reply").click()
    expect(ben.get_by_text("Please leave a word or two.").first).to_be_visible()
    ben.get_by_label("Your reply").fill(REPLY)
    ben.get_by_role("button", name="Send my reply").click()
    expect(ben.get_by_text("Your reply is with the question. Thank you.")).to_be_visible()
    assert replies(live) == [("mail", REPLY)]
    ben.get_by_role("link", name="See the idea").click()
    expect(ben.locator("#questions")).to_contain_text(REPLY)
    expect(ben.get_by_role("link", name="Sign in")).to_be_visible()
    look_at(ben, "idea-with-question", scripting)

    sign_in(ben, live, BEN)
    ben.goto(f"{live.url}/ideas/{idea_id}")
    ben.get_by_label("Change your reply").fill(BETTER)
    ben.get_by_role("button", name="Keep the change").click()
    expect(ben.locator("#questions blockquote")).to_have_text(BETTER)
    assert replies(live) == [("mail", BETTER)]

    marta.goto(f"{live.url}/desk/questions")
    expect(marta.get_by_role("link", name="1 reply")).to_be_visible()
    look_at(marta, "questions", scripting)
    marta.goto(f"{live.url}/desk/ideas/{idea_id}")
    marta.get_by_label("The answer is").select_option("shipped")
    marta.get_by_label("Your answer").fill(ANSWER)
    marta.get_by_role("checkbox", name=re.compile("Ben Talbot")).check()
    marta.get_by_role("button", name="Publish the answer").last.click()
    expect(marta.get_by_text("Published.")).to_be_visible()
    ben.goto(f"{live.url}/ideas/{idea_id}")
    expect(ben.locator(".because")).to_contain_text("Because of you: Ben Talbot")
    mail = live.mail(BEN.email, "Shipped")
    assert "Your reply to our question changed this answer." in mail.get_body(("plain",)).get_content()
    look_at(ben, "answer-because-of-you", scripting)


def test_the_clock_waits_for_the_author_and_goes_on(live, open_page):
    idea_id = wanted_idea(live)
    marta = open_page()
    sign_in(marta, live, MARTA)
    marta.goto(f"{live.url}/desk/ideas/{idea_id}")
    marta.get_by_role("link", name="Ask the author").click()
    marta.get_by_label("Your words").fill(QUESTION)
    marta.get_by_role("button", name="Ask", exact=True).click()
    expect(marta.locator("#clock").get_by_text("Waiting for the author")).to_be_visible()
    ada = open_page()
    sign_in(ada, live, ADA)
    ada.goto(f"{live.url}/me")
    expect(ada.get_by_role("heading", name="A question waits for you")).to_be_visible()
    assert_everybody_can_use(ada, "me-with-question")
    ada.goto(reply_link(live, ADA.email))
    ada.get_by_label("Your reply").fill(REPLY)
    ada.get_by_role("button", name="Send my reply").click()
    expect(ada.get_by_text("Your reply is with the question.")).to_be_visible()
    marta.goto(f"{live.url}/ideas/{idea_id}")
    expect(marta.get_by_text("Waiting for the author")).to_have_count(0)
    assert eventually(lambda: replies(live) == [("mail", REPLY)], "the reply")
