"""The customer whose idea is there already: not told off but joined, with their own words, and mailed the answer."""

import pytest
from playwright.sync_api import Page, expect

from tests import factories
from tests.cast import ADA, BEN, MARTA
from tests.journeys.people import choose, fill, sign_in
from tests.journeys.site import eventually, links_in, text_of

pytestmark = pytest.mark.journey

ASKED = "could nurses swap their shifts between themselves"
ANSWER = "Yes. A swap will go through by itself when both people are trained for the shift; we build it from January."


def an_old_idea(live) -> int:
    with live.data():
        factories.topic("rotas", owner=MARTA)
        factories.idea(ADA, "Print the week on one page")
        idea = factories.idea(ADA, "Let people swap shifts without asking a manager", "Nurses who are both trained could swap between themselves.")
        return idea.id


def find_it(page: Page, site_url: str, scripting: bool, title: str) -> None:
    """With script the panel comes while typing; without, as a step after the button."""
    page.goto(site_url)
    box = page.get_by_label("What would make this better?")
    if scripting:
        box.press_sequentially(ASKED, delay=20)
    else:
        box.fill(ASKED)
        page.get_by_role("button", name="Search or suggest").click()
    expect(page.locator("#similar").get_by_role("link", name=title)).to_be_visible()


def test_one_tap_votes_and_keeps_the_words_and_the_answer_comes_by_mail(live, open_page, scripting):
    idea_id = an_old_idea(live)
    ben = open_page(scripting=scripting)
    sign_in(ben, live, BEN)
    find_it(ben, live.url, scripting, "Let people swap shifts")
    ben.locator(f"#join-{idea_id}").click()
    words = ben.locator(f"#words-{idea_id}")
    expect(words).to_have_value(ASKED)
    words.fill("Could nurses swap? I just press yes eleven times a night.")
    ben.get_by_role("button", name="Add my words").first.click()
    expect(ben.locator("#say, .flash").get_by_text("Your words are on").first).to_be_attached()

    ben.goto(f"{live.url}/ideas/{idea_id}")
    expect(ben.locator("#voices")).to_contain_text("I just press yes eleven times a night")
    expect(ben.locator(f"#vote-button-{idea_id}")).to_have_attribute("aria-pressed", "true")

    marta = open_page(scripting=scripting)
    sign_in(marta, live, MARTA)
    marta.goto(f"{live.url}/desk/ideas/{idea_id}")
    choose(marta, "status", "Planned")
    fill(marta, body=ANSWER)
    marta.get_by_role("button", name="Publish the answer").click()

    mail = live.mail(BEN.email, "Answered")
    assert "we build it from January" in text_of(mail)
    assert "you voted" in text_of(mail).lower()
    stop = next(link for link in links_in(mail) if "/mail/stop/" in link)
    reader = open_page(scripting=scripting)
    reader.goto(stop)
    reader.get_by_role("button").first.click()
    answered = len(live.mails(BEN.email))
    fill_again(marta, live.url, idea_id)
    eventually(lambda: len(live.mails(ADA.email)) >= 4, "the author's mail about the second answer")
    assert len(live.mails(BEN.email)) == answered


def fill_again(page: Page, url: str, idea_id: int) -> None:
    page.goto(f"{url}/desk/ideas/{idea_id}")
    choose(page, "status", "Shipped")
    page.locator("#body").fill("It is there: swaps between trained people go through by themselves from this morning.")
    page.get_by_role("button", name="Publish the answer").click()
    expect(page.get_by_text("Published.")).to_be_visible()


def test_a_different_wish_goes_on_to_the_form_with_the_words_kept(live, open_page, scripting):
    idea_id = an_old_idea(live)
    page = open_page(scripting=scripting)
    find_it(page, live.url, scripting, "Let people swap shifts")
    page.locator(f"#similar-{idea_id}").get_by_role("button", name="Mine is different").click()
    expect(page.locator(f"#similar-{idea_id}")).to_have_count(0)
    if scripting:
        page.get_by_role("button", name="Search or suggest").click()
    expect(page.locator("#title")).to_have_value(ASKED)
