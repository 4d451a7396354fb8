"""A product manager works through the desk: by keys, over two pages of a list, and once without any script."""

import pytest
from playwright.sync_api import Page, expect

from community import clock
from community.db import db
from community.ideas.models import Idea
from community.responses import actions_clocks
from tests import factories
from tests.cast import ADA, DEV, MARTA
from tests.journeys.access import assert_everybody_can_use
from tests.journeys.people import sign_in
from tests.journeys.site import LiveSite

pytestmark = pytest.mark.journey

MANY = 53


def seed(live: LiveSite) -> list[int]:
    """So many ideas of Marta's, each a minute younger than the one before."""
    with live.data():
        factories.topic("rotas", owner=MARTA)
        factories.person(DEV)
        ids = []
        for number in range(MANY):
            idea = factories.idea(ADA, f"Idea {number:02} about the rota on the wall")
            actions_clocks.start_clock(idea, "first", now=clock.now())
            ids.append(idea.id)
        return ids


def selected(page: Page) -> list[int]:
    return [int(box.get_attribute("value") or 0) for box in page.locator("#queue [name=id]:checked").all()]


def covers_no_row(page: Page) -> bool:
    """The bar with the buttons stands over no row that is on the screen."""
    return page.evaluate(
        """() => {
          const bar = document.querySelector('.bulk').getBoundingClientRect();
          return [...document.querySelectorAll('#desk-rows tr[id]')].every((row) => {
            const box = row.getBoundingClientRect();
            return box.bottom <= bar.top || box.top >= bar.bottom || box.right <= bar.left || box.left >= bar.right;
          });
        }"""
    )


def owners(live: LiveSite, ids: list[int]) -> list[int | None]:
    with live.app.app_context():
        found = [db.session.get_one(Idea, each).owner_id for each in ids]
        db.engine.dispose()
    return found


def test_ideas_are_found_ticked_and_passed_on_with_keys_alone(live, open_page):
    with live.worker_at_rest():
        ids = seed(live)
    page = open_page()
    sign_in(page, live, MARTA)
    page.goto(f"{live.url}/desk")
    assert_everybody_can_use(page, "desk")
    page.keyboard.press("j")
    expect(page.locator(f"#q-{ids[0]}")).to_have_attribute("aria-current", "true")
    expect(page.locator(f"#q-{ids[0]} a")).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("#say")).to_have_text("With the selected one")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert selected(page) == ids[1:3]
    expect(page.locator("#bulk-h")).to_have_text("With the 2 selected")
    assert covers_no_row(page)
    page.mouse.wheel(0, 900)
    assert covers_no_row(page)
    page.locator("#show-more").click()
    expect(page.locator(f"#q-{ids[50]} a")).to_be_focused()
    page.keyboard.press("x")
    assert selected(page) == [*ids[1:3], ids[50]]
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    assert_everybody_can_use(page, "desk-keys")
    page.keyboard.press("Escape")
    page.keyboard.press("p")
    page.wait_for_url("**/desk/hand-over?**")
    page.locator("#to").select_option(label=f"{DEV.name}, {DEV.title}")
    expect(page.locator("#change")).to_contain_text("3 ideas go to Dev Rao")
    assert_everybody_can_use(page, "desk-hand-over")
    page.locator("#change button").click()
    expect(page.get_by_text("3 ideas are Dev Rao's to answer now.")).to_be_visible()
    assert len(set(owners(live, [*ids[1:3], ids[50]]))) == 1
    assert owners(live, ids[:1]) == [None]


def test_one_key_is_about_the_idea_one_stands_on_and_keys_can_be_switched_off(live, open_page):
    with live.worker_at_rest():
        ids = seed(live)
    page = open_page()
    sign_in(page, live, MARTA)
    page.goto(f"{live.url}/desk")
    page.locator("#filter-topic").focus()
    page.keyboard.press("x")
    assert selected(page) == []
    page.locator(f"#q-{ids[3]} a").focus()
    page.keyboard.press("m")
    page.wait_for_url(f"**/desk/ideas/{ids[3]}/merge")
    page.goto(f"{live.url}/desk")
    page.get_by_role("button", name="all keys").click()
    page.get_by_role("button", name="Switch the keys off").click()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("j")
    expect(page.locator("#desk-rows [aria-current=true]")).to_have_count(0)
    page.reload()
    page.keyboard.press("j")
    expect(page.locator("#desk-rows [aria-current=true]")).to_have_count(0)


def test_without_a_script_ticks_are_kept_from_page_to_page(live, open_page):
    with live.worker_at_rest():
        ids = seed(live)
    page = open_page(scripting=False)
    sign_in(page, live, MARTA)
    page.goto(f"{live.url}/desk")
    page.locator(f"#q-{ids[4]} [name=id]").check()
    page.locator("#show-more").click()
    expect(page.get_by_text("Selected on other pages")).to_be_visible()
    page.locator(f"#q-{ids[51]} [name=id]").check()
    page.get_by_role("button", name="Pass on").click()
    page.locator("#to").select_option(label=f"{DEV.name}, {DEV.title}")
    page.get_by_role("button", name="See what changes").click()
    expect(page.locator("#change")).to_contain_text("2 ideas go to Dev Rao")
    page.locator("#change button").click()
    expect(page.get_by_text("2 ideas are Dev Rao's to answer now.")).to_be_visible()
    assert None not in owners(live, [ids[4], ids[51]])
