"""A customer who never signs in hears the answer, says that it was a good one, and a day later how easy it was."""

import pytest
from playwright.sync_api import expect

from community.db import db
from community.ideas.models import Idea
from community.responses.actions import AnswerDraft, answer_idea
from community.responses.models_rating import Effort
from tests import factories
from tests.cast import ADA, MARTA
from tests.journeys.access import assert_everybody_can_use
from tests.journeys.people import sign_in
from tests.journeys.site import eventually, links_in

pytestmark = pytest.mark.journey

WORDS = "Yes. We print the week on one page from January; the kitchen comes first."


def test_from_the_mail_to_the_number_without_signing_in(live, open_page):
    with live.data():
        factories.topic("rotas", owner=MARTA)
        idea_id = factories.idea(ADA, "Print the week on one page").id
    live.mail(ADA.email, "Published: Print the week")
    with live.data():
        answer_idea(factories.viewer(MARTA), db.session.get(Idea, idea_id), AnswerDraft.of("shipped", WORDS), now=factories.clock.now())
    live.mail(ADA.email, "Print the week")

    ada = open_page()
    sign_in(ada, live, ADA)
    ada.goto(f"{live.url}/ideas/{idea_id}")
    ada.get_by_role("button", name="Yes, it helps").click()
    expect(ada.get_by_role("button", name="Yes, it helps")).to_have_attribute("aria-pressed", "true")
    ada.get_by_label("It says when").check()
    ada.get_by_label("In your words").fill("January is soon enough.")
    ada.get_by_role("button", name="Save why").click()
    expect(ada.get_by_label("In your words")).to_have_value("January is soon enough.")
    assert_everybody_can_use(ada, "rated")

    live.move_clock(days=1, hours=1)
    mail = live.mail(ADA.email, "One question about our answer")
    links = [link for link in links_in(mail) if "/effort/" in link]
    assert len(set(links)) == 7
    visitor = open_page(width=390)
    visitor.goto(next(link for link in links if link.endswith("score=6")))
    expect(visitor.get_by_label("6 Agree")).to_be_checked()
    assert_everybody_can_use(visitor, "effort")
    visitor.get_by_label("What made it easy").fill("A person with a name wrote to me.")
    visitor.get_by_role("button", name="Send my answer").click()
    expect(visitor.get_by_text("You said 6 of 7: Agree.").first).to_be_visible()
    with live.data():
        said = db.session.query(Effort).one()
        assert (said.score, said.words) == (6, "A person with a name wrote to me.")
    expect(visitor.get_by_role("link", name="Sign in")).to_be_visible()

    marta = open_page()
    sign_in(marta, live, MARTA)
    marta.goto(f"{live.url}/desk/ideas/{idea_id}")
    eventually(lambda: marta.locator("#said").get_by_text("January is soon enough.").is_visible(), "what Ada said")
    expect(marta.locator("#said")).to_contain_text("6 of 7 for ease")
    assert_everybody_can_use(marta, "said-beside")
