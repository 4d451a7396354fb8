"""An answer comes: the count rises where one is, opening the idea from the inbox or from the mail lowers it, with a script and without."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from community import clock
from community.db import db
from community.ideas.models import Idea
from community.notifications.models_inbox import Notice
from community.responses.actions import AnswerDraft, answer_idea
from community.votes.actions import cast_vote
from tests import factories
from tests.cast import ADA, BEN, MARTA
from tests.journeys.access import assert_everybody_can_use
from tests.journeys.people import sign_in
from tests.journeys.site import eventually, links_in

pytestmark = pytest.mark.journey

ANSWER = "Yes. We print the week on one page from January on, since that is what hangs beside the kettle."


def told(live, count: int) -> bool:
    with live.data():
        return db.session.query(Notice).count() == count


def read_all(live, part, idea_id: int) -> bool:
    with live.data():
        return not db.session.query(Notice).filter_by(person_id=factories.person(part).id, idea_id=idea_id, read_at=None).count()


def look_again(page: Page) -> None:
    """As when its tab comes to the front."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_an_answer_comes_and_is_read(live, open_page):
    with live.data():
        factories.topic("rotas", owner=MARTA)
        idea = factories.idea(ADA)
        cast_vote(factories.viewer(BEN), idea, 2, now=clock.now())
        idea_id = idea.id
    eventually(lambda: told(live, 1), "Ada to be told that her idea is public")
    ada, ben = open_page(width=390), open_page(scripting=False)
    sign_in(ada, live, ADA)
    sign_in(ben, live, BEN)
    ada.goto(f"{live.url}/")
    expect(ada.get_by_role("link", name="Inbox, 1 unread")).to_be_visible()
    ada.evaluate("window.stayed = true")

    with live.data():
        answer_idea(factories.viewer(MARTA), db.session.get_one(Idea, idea_id), AnswerDraft.of("planned", ANSWER, (clock.now() + timedelta(days=60)).date()), now=clock.now())
    mail = live.mail(ADA.email, "Answered")
    look_again(ada)
    expect(ada.get_by_role("link", name="Inbox, 2 unread")).to_be_visible()
    expect(ada.locator("#say")).to_have_text("Your inbox: 2 unread")
    assert ada.evaluate("window.stayed")

    ada.get_by_role("link", name="Inbox, 2 unread").click()
    assert_everybody_can_use(ada, "inbox")
    ada.get_by_role("button", name="Mark as read Print the week on one page is public").click()
    expect(ada.get_by_role("link", name="Inbox, 1 unread")).to_be_visible()
    expect(ada.get_by_role("button", name="Mark as unread Print the week")).to_be_focused()
    ada.goto(next(link for link in links_in(mail) if f"/ideas/{idea_id}" in link))
    eventually(lambda: read_all(live, ADA, idea_id), "the opened idea to be taken as read")
    expect(ada.get_by_role("link", name="Inbox", exact=True)).to_be_visible()
    ada.goto(f"{live.url}/me/inbox?show=unread")
    expect(ada.get_by_role("heading", name="You have read everything")).to_be_visible()
    assert_everybody_can_use(ada, "inbox-read")

    ben.goto(f"{live.url}/ideas/{idea_id}")
    ben.get_by_role("link", name="Inbox", exact=True).click()
    expect(ben.locator(".notice p").first).to_contain_text("Marta Lindqvist answered Print the week on one page.")
    ben.get_by_role("button", name="Mark as read Marta").click()
    expect(ben.get_by_text("Marked as read.")).to_be_visible()
    ben.get_by_role("button", name="Mark as unread Marta").click()
    ben.get_by_role("button", name="Mark all as read").click()
    expect(ben.get_by_text("Everything is marked as read.")).to_be_visible()
    expect(ben.get_by_role("button", name="Mark all as read")).to_have_count(0)
