"""A product manager orders the desk by value and sets a vote aside; and a salesperson hears that her customers' idea shipped."""

import pytest
from playwright.sync_api import expect

from community import clock
from community.crm.models_weight import IdeaWeight
from community.db import db
from community.ideas.models import Idea
from community.responses.actions import AnswerDraft, answer_idea
from community.votes.actions import cast_vote
from tests import factories
from tests.cast import ADA, BEN, CLEO, MARTA
from tests.journeys.access import assert_everybody_can_use
from tests.journeys.people import heading, sign_in
from tests.journeys.site import eventually

pytestmark = pytest.mark.journey

PRIYA = "priya@sales-abroad.example"
WORDS = "It is there. Open the plan, choose Print, and the whole week fits on one page."


def stage(live) -> tuple[int, int]:
    """The hospital's idea and one that nobody we know wants, by a slower clock; Priya owns the hospital."""
    with live.data():
        factories.topic("rotas", owner=MARTA)
        hospital = factories.organisation("brannocs")
        hospital.value_cents, hospital.currency, hospital.segment = 41_230_000, "GBP", "Hospital"
        hospital.owner_name, hospital.owner_email, hospital.crm_at = "Priya Anand", PRIYA, clock.now()
        other = factories.idea(CLEO, "Dark mode for the night shift")
        idea = factories.idea(ADA)
        for part, on in ((CLEO, other), (BEN, idea), (ADA, idea)):
            cast_vote(factories.viewer(part), on, 2, now=clock.now())
        return idea.id, other.id


def weighed(live, idea_id: int) -> int:
    with live.data():
        row = db.session.get(IdeaWeight, idea_id)
        return row.accounts if row else 0


def test_a_product_manager_orders_by_value_and_sets_a_vote_aside(live, open_page, scripting):
    idea_id, _ = stage(live)
    eventually(lambda: weighed(live, idea_id) == 2, "what stands behind the idea")
    page = open_page(scripting=scripting)
    sign_in(page, live, MARTA)
    page.goto(f"{live.url}/desk?whose=all")
    page.get_by_label("Order").select_option(label="Most value behind it first")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator("#desk-rows tbody tr").first).to_contain_text("£412,300")
    expect(page.locator("#desk-rows tbody tr").first).to_contain_text("Print the week")
    assert_everybody_can_use(page, "desk-by-value")

    page.goto(f"{live.url}/desk/ideas/{idea_id}")
    page.get_by_role("link", name="All 2 accounts, with their people").click()
    heading(page, "Accounts behind it")
    expect(page.get_by_text("Priya Anand")).to_be_visible()
    assert_everybody_can_use(page, "accounts-behind")

    page.goto(f"{live.url}/desk/ideas/{idea_id}/voters")
    assert_everybody_can_use(page, "voters")
    page.locator("li", has_text="Ben Talbot").get_by_role("link", name="Set aside").click()
    page.get_by_label("The same person twice").check()
    assert_everybody_can_use(page, "void")
    page.get_by_role("button", name="Set it aside").click()
    expect(page.get_by_text("is not counted any more")).to_be_visible()
    expect(page.get_by_text("1 person is counted.")).to_be_visible()

    ben = open_page(scripting=scripting)
    sign_in(ben, live, BEN)
    ben.goto(f"{live.url}/me/votes")
    expect(ben.get_by_text("each person counts once")).to_be_visible()
    assert_everybody_can_use(ben, "my-votes")


def test_a_salesperson_hears_that_her_customers_idea_shipped(live, open_page, scripting):
    idea_id, _ = stage(live)
    with live.data():
        marta = factories.viewer(MARTA)
        idea = db.session.get_one(Idea, idea_id)
        answer_idea(marta, idea, AnswerDraft.of("shipped", WORDS), now=clock.now())
    mail = live.mail(PRIYA, "your customer asked for it")
    text = mail.get_body(("plain",)).get_content()
    assert "St Brannoc's Hospital" in text
    assert "Ada Okoro" in text
    assert "Café Ostara" not in text
    assert f"/ideas/{idea_id}" in text
    page = open_page(scripting=scripting)
    page.goto(next(line.split(": ", 1)[1] for line in text.splitlines() if "/mail/outside/" in line))
    heading(page, "Stop these mails?")
    assert_everybody_can_use(page, "stop-outside")
    page.get_by_role("button", name="Yes, stop them").click()
    expect(page.get_by_text("We do not write to you any more")).to_be_visible()
