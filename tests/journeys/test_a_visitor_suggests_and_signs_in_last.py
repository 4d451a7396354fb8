"""A first-time visitor writes first and signs in last; nothing typed is lost on the way."""

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.cast import ADA, BEN, MARTA
from tests.journeys.people import choose, fill, heading, sign_in_by_mail
from tests.journeys.site import eventually

pytestmark = pytest.mark.journey

WISH = "Show which nights the agency still has to fill"
STORY = "We ring round every Friday because nobody can see **which** nights are still open."


def test_a_suggestion_waits_for_the_code_and_is_then_public(live, open_page, scripting):
    with live.data():
        factories.topic("rotas", owner=MARTA)
        factories.idea(ADA, "Print the week on one page")
    page = open_page(scripting=scripting)
    page.goto(live.url)
    page.get_by_label("What would make this better?").fill(WISH)
    page.get_by_role("button", name="Search or suggest").click()
    expect(page.locator("#title")).to_have_value(WISH)
    fill(page, title="?!", body=STORY)
    choose(page, "topic", "Rotas")
    page.get_by_role("button", name="Post this idea").last.click()
    expect(page.locator("#title-problem")).to_be_visible()
    expect(page.locator("#body")).to_have_value(STORY)
    fill(page, title=WISH)
    page.get_by_role("button", name="Post this idea").last.click()

    heading(page, "where may we write to you")
    expect(page.get_by_text(WISH).first).to_be_visible()
    sign_in_by_mail(page, live, "nora@newcomer.example")
    expect(page.get_by_text("is public, and its answer clock runs").first).to_be_visible()

    visitor = open_page(scripting=scripting)
    visitor.goto(f"{live.url}/?tab=new")
    visitor.get_by_role("link", name=WISH, exact=True).click()
    eventually(lambda: visitor.reload() and "Due in" in visitor.locator(".clock.big").inner_text(), "the clock")
    expect(visitor.locator(".prose strong")).to_have_text("which")
    assert live.mail("nora@newcomer.example", "Published")["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_visitors_vote_takes_one_tap_and_counts_after_the_code(live, open_page, scripting):
    with live.data():
        factories.topic("rotas", owner=MARTA)
        idea_id = factories.idea(ADA).id
        factories.person(BEN)
    page = open_page(scripting=scripting, width=390)
    page.goto(live.url)
    page.locator(f"#vote-button-{idea_id}").click()
    heading(page, "where may we write to you")
    sign_in_by_mail(page, live, BEN.email)
    page.goto(f"{live.url}/ideas/{idea_id}")
    expect(page.locator(f"#vote-button-{idea_id}")).to_have_attribute("aria-pressed", "true")
