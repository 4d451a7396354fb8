"""Customers who never sign in hear the answer, say that it was a good one, and a day later how easy it was; with a script and without."""

import pytest
from playwright.sync_api import Page, expect

from community.db import db
from community.ideas.models import Idea
from community.responses.actions import AnswerDraft, answer_idea
from community.responses.models_rating import Effort
from tests import factories
from tests.cast import ADA, BEN, MARTA, Part
from tests.journeys.access import assert_everybody_can_use
from tests.journeys.people import sign_in
from tests.journeys.site import LiveSite, eventually, links_in

pytestmark = pytest.mark.journey

TITLES = {ADA: "Print the week on one page", BEN: "A poster for the wall"}
SCRIPTING = {ADA: True, BEN: False}


def two_answered_ideas(live: LiveSite) -> dict[Part, int]:
    with live.data():
        factories.topic("rotas", owner=MARTA)
        ids = {author: factories.idea(author, title).id for author, title in TITLES.items()}
    for author, title in TITLES.items():
        live.mail(author.email, f"Published: {title}")
    with live.data():
        for idea_id in ids.values():
            words = f"Yes. We do this from January, as number {idea_id}; the kitchen comes first."
            answer_idea(factories.viewer(MARTA), db.session.get_one(Idea, idea_id), AnswerDraft.of("shipped", words), now=factories.clock.now())
    for author, title in TITLES.items():
        live.mail(author.email, f"Shipped: {title}")
    return ids


def rate(page: Page, live: LiveSite, author: Part, idea_id: int, *, scripting: bool) -> None:
    """On the page, signed in."""
    sign_in(page, live, author)
    page.goto(f"{live.url}/ideas/{idea_id}")
    page.get_by_role("button", name="Yes, it helps").click()
    expect(page.get_by_role("button", name="Yes, it helps")).to_have_attribute("aria-pressed", "true")
    page.get_by_label("It says when").check()
    page.get_by_label("In your words").fill("January is soon enough.")
    page.get_by_role("button", name="Save why").click()
    expect(page.get_by_label("In your words")).to_have_value("January is soon enough.")
    if scripting:
        assert_everybody_can_use(page, "rated")


def say_how_easy(page: Page, live: LiveSite, author: Part, *, scripting: bool) -> None:
    """From the mail, signed in nowhere."""
    mail = live.mail(author.email, "One question about our answer")
    links = [link for link in links_in(mail) if "/effort/" in link]
    assert len(set(links)) == 7
    page.goto(next(link for link in links if link.endswith("score=6")))
    expect(page.get_by_label("6 Agree")).to_be_checked()
    if scripting:
        assert_everybody_can_use(page, "effort")
    page.get_by_label("What made it easy").fill("A person with a name wrote to me.")
    page.get_by_role("button", name="Send my answer").click()
    expect(page.get_by_text("You said 6 of 7: Agree.").first).to_be_visible()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()


def test_from_the_mail_to_the_number_without_signing_in(live, open_page):
    ids = two_answered_ideas(live)
    for author, scripting in SCRIPTING.items():
        rate(open_page(scripting=scripting), live, author, ids[author], scripting=scripting)

    live.move_clock(days=1, hours=1)
    for author, scripting in SCRIPTING.items():
        say_how_easy(open_page(scripting=scripting, width=390), live, author, scripting=scripting)
    with live.data():
        assert {(said.score, said.words) for said in db.session.query(Effort)} == {(6, "A person with a name wrote to me.")}
        assert db.session.query(Effort).count() == 2

    marta = open_page()
    sign_in(marta, live, MARTA)
    marta.goto(f"{live.url}/desk/ideas/{ids[BEN]}")
    eventually(lambda: marta.locator("#said").get_by_text("January is soon enough.").is_visible(), "what Ben said")
    expect(marta.locator("#said")).to_contain_text("6 of 7 for ease")
    assert_everybody_can_use(marta, "said-beside")
