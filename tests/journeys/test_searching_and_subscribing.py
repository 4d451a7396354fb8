"""Somebody looks for an idea, narrows the results, reads on, and subscribes; with JavaScript and without."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests import factories
from tests.cast import ADA, BEN, MARTA
from tests.journeys.access import assert_everybody_can_use

pytestmark = pytest.mark.journey


@pytest.fixture
def ideas(live):
    with live.data():
        factories.topic("rotas", owner=MARTA)
        factories.topic("payroll", owner=MARTA)
        for number in range(20):
            factories.idea(BEN, f"Print the rota, wish {number}", "On the fridge, please.", tags="paper")
        factories.idea(ADA, "Export hours", "Print nothing, send a file. دعم الطباعة", slug="payroll")
        talked = factories.idea(ADA, "A quiet wish", "It says little.")
        factories.comment(BEN, talked, "We would pin it to the **noticeboard**.")


def narrow(page: Page, name: str, value: str, scripting: bool) -> None:
    field = page.locator(f"#filter-{name}")
    if field.evaluate("e => e.tagName") == "SELECT":
        field.select_option(value)
    else:
        field.fill(value)
        field.press("Tab")
    if not scripting:
        page.get_by_role("button", name="Show", exact=True).click()


def until_found(page: Page, address: str, heading: str) -> None:
    """The worker takes ideas into the index soon, not at once."""
    for _ in range(60):
        page.goto(address)
        if page.locator("#results-h").text_content() == heading:
            return
        page.wait_for_timeout(500)
    raise AssertionError(f"{address} does not say {heading}")


def test_from_words_to_a_feed(live, open_page, ideas, scripting):
    page = open_page(scripting=scripting, width=390)
    until_found(page, f"{live.url}/search?q=print", "21 ideas")
    page.goto(f"{live.url}/search")
    page.locator("#ask").fill("print")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("#results-h")).to_have_text("21 ideas")
    page.locator("#show-more").click()
    expect(page.locator(".idea-row")).to_have_count(21 if scripting else 6)
    if scripting:
        page.wait_for_function("document.activeElement.closest('.idea-row') === document.querySelectorAll('.idea-row')[15]")
    page.goto(f"{live.url}/search?q=print")
    page.get_by_text("Filters and order").click()
    narrow(page, "topic", "payroll", scripting)
    expect(page.locator("#results-h")).to_have_text("1 idea")
    expect(page).to_have_url(re.compile(r"q=print&topic=payroll"))
    page.get_by_role("link", name="Without this filter: Topic Payroll").click()
    expect(page.locator("#results-h")).to_have_text("21 ideas")
    feed = page.get_by_role("link", name="Feed").get_attribute("href")
    assert feed == page.locator("link[rel=alternate]").get_attribute("href") == "/search.atom?q=print"
    assert page.request.get(live.url + feed).headers["content-type"].startswith("application/atom+xml")


def test_what_others_said_is_shown_and_what_cannot_be_is_explained(live, open_page, ideas, scripting):
    page = open_page(scripting=scripting)
    until_found(page, f"{live.url}/search?q=noticeboard", "1 idea")
    expect(page.locator(".said-of")).to_contain_text("Someone said:")
    expect(page.locator(".said-of mark")).to_have_text("noticeboard")
    page.goto(f"{live.url}/search?q=print&from=2026-02-31")
    expect(page.get_by_role("alert")).to_contain_text("“2026-02-31” is no day")
    expect(page.locator("#filter-from")).to_have_value("2026-02-31")
    expect(page.locator("#ask")).to_have_value("print")
    page.goto(f"{live.url}/search?q=submarine")
    page.get_by_role("link", name="Suggest it").click()
    expect(page.locator("main")).to_contain_text("submarine")


PAGES = ("/search", "/search?q=print", "/search?q=noticeboard", "/search?q=zebra", "/search?topic=rotas&tag=paper&author=ben&answered=no&order=newest",
         "/search?q=print&from=x&topic=nowhere", "/search?status=shipped")


def test_everybody_can_use_every_state_of_the_page(live, open_page, ideas):
    page = open_page()
    for path in PAGES:
        for width, scheme in ((1280, "light"), (390, "dark")):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.goto(live.url + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
            assert_everybody_can_use(page, f"search-{scheme}")
