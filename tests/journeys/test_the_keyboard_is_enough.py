"""Suggesting, voting and answering without touching a mouse; the focus is never lost."""

import pytest
from playwright.sync_api import Page, expect

from tests import factories
from tests.cast import ADA, BEN, MARTA
from tests.journeys.people import sign_in

pytestmark = pytest.mark.journey


def tab_to(page: Page, selector: str, most: int = 80) -> None:
    """Tab until the wanted element has the focus; it must be visible there."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            expect(page.locator(":focus")).to_be_in_viewport()
            return
    raise AssertionError(f"{selector} cannot be reached with the Tab key")


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.id || document.activeElement.tagName")


def test_a_vote_is_cast_and_taken_back_from_the_keyboard(live, open_page):
    with live.data():
        factories.topic("rotas", owner=MARTA)
        idea_id = factories.idea(ADA).id
    page = open_page()
    sign_in(page, live, BEN)
    page.goto(live.url)
    tab_to(page, f"#vote-button-{idea_id}")
    page.keyboard.press("Enter")
    expect(page.locator(f"#vote-button-{idea_id}")).to_have_attribute("aria-pressed", "true")
    assert focused(page) == f"vote-button-{idea_id}"
    expect(page.locator("#say")).to_contain_text("Your vote is in")
    page.keyboard.press("Space")
    expect(page.locator(f"#vote-button-{idea_id}")).to_have_attribute("aria-pressed", "false")


def test_an_idea_is_suggested_from_the_keyboard(live, open_page):
    with live.data():
        factories.topic("rotas", owner=MARTA)
    page = open_page()
    sign_in(page, live, BEN)
    page.goto(live.url)
    tab_to(page, "#ask")
    page.keyboard.type("Round clock-ins to five minutes")
    page.keyboard.press("Enter")
    expect(page.locator("#title")).to_have_value("Round clock-ins to five minutes")
    tab_to(page, "#title")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Round clock-ins to five minutes")


def test_an_answer_is_given_from_the_keyboard(live, open_page):
    with live.data():
        factories.topic("rotas", owner=MARTA)
        idea_id = factories.idea(ADA).id
    page = open_page()
    sign_in(page, live, MARTA)
    page.goto(f"{live.url}/desk/ideas/{idea_id}")
    tab_to(page, "#status")
    page.keyboard.type("Pla")
    tab_to(page, "#body")
    page.keyboard.type("Yes, we print the week on one page from January, kitchens first.")
    tab_to(page, "#composer button.primary")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Published.")).to_be_visible()
