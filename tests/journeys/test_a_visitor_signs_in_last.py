"""A visitor acts first and signs in last; every page on the way can be used by everybody."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests import factories
from tests.cast import ADA
from tests.journeys.access import assert_everybody_can_use
from tests.journeys.people import fill, heading
from tests.journeys.site import code_in, links_in

pytestmark = pytest.mark.journey

TITLE = "Print the week on one page"
NIA = "nia.hale@elsewhere.example"


def an_idea(live) -> int:
    with live.data():
        return factories.idea(ADA, TITLE).id


def sign_in_link(mail) -> str:
    return next(link for link in links_in(mail) if "/sign-in/link/" in link)


def vote_and_ask(page: Page, live, idea_id: int) -> None:
    page.goto(f"{live.url}/ideas/{idea_id}")
    page.locator(f"#vote-button-{idea_id}").click()
    heading(page, "One last step")
    expect(page.get_by_text(f"Your vote for “{TITLE}”", exact=True)).to_be_visible()
    page.get_by_label("Your mail address").first.fill(NIA)
    page.get_by_role("button", name="Mail me a code").click()
    heading(page, "Look in your mail")


def test_the_vote_counts_when_the_code_comes_back(live, open_page, scripting):
    idea_id = an_idea(live)
    page = open_page(scripting=scripting)
    vote_and_ask(page, live, idea_id)
    fill(page, code="000 000")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("4 tries are left")
    fill(page, code=code_in(live.mail(NIA, "code")))
    page.get_by_role("button", name="Sign in").click()
    heading(page, "Welcome, Nia Hale")
    expect(page.get_by_text(f"Your vote for “{TITLE}” is in.")).to_be_visible()
    page.get_by_label("Your name, as others see it").fill("Nia H.")
    page.get_by_label("Your time zone").select_option("Europe/Oslo")
    page.get_by_role("button", name="Save and go on").click()
    expect(page).to_have_url(re.compile(rf"/ideas/{idea_id}(/[\w-]+)?$"))
    expect(page.locator(f"#vote-button-{idea_id}")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("link", name="Nia H., your page")).to_be_visible()


def test_the_link_works_on_the_telephone_with_one_click_more(live, open_page, scripting):
    idea_id = an_idea(live)
    vote_and_ask(open_page(scripting=scripting), live, idea_id)
    phone = open_page(scripting=scripting, width=390)
    phone.goto(sign_in_link(live.mail(NIA, "code")))
    expect(phone.get_by_text("asked for on another browser")).to_be_visible()
    phone.get_by_label("Yes, I asked for it myself").check()
    phone.get_by_role("button", name="Sign in").click()
    expect(phone.get_by_text(f"Your vote for “{TITLE}” is in.")).to_be_visible()


def test_it_all_goes_by_keyboard(live, open_page):
    page = open_page()
    page.goto(f"{live.url}/sign-in")
    page.locator("#email").focus()
    page.keyboard.type(NIA)
    page.keyboard.press("Enter")
    heading(page, "Look in your mail")
    page.keyboard.type(code_in(live.mail(NIA, "code")))
    page.keyboard.press("Enter")
    heading(page, "Welcome, Nia Hale")


def test_a_double_click_signs_in_all_the_same(live, open_page):
    page = open_page()
    page.goto(f"{live.url}/sign-in")
    page.get_by_label("Your mail address").first.fill(NIA)
    page.get_by_role("button", name="Mail me a code").dblclick()
    page.get_by_label("The six digits").fill(code_in(live.mail(NIA, "code")))
    page.get_by_role("button", name="Sign in").dblclick()
    heading(page, "Welcome, Nia Hale")
    assert len(live.mails(NIA)) == 1


def test_everybody_can_use_the_pages_of_signing_in(live, open_page):
    idea_id = an_idea(live)
    page, elsewhere = open_page(), open_page()

    def look(name, page=page):
        for width in (1280, 390):
            for scheme in ("light", "dark"):
                page.set_viewport_size({"width": width, "height": 900})
                page.emulate_media(color_scheme=scheme)
                assert_everybody_can_use(page, f"{name}-{width}-{scheme}")

    page.goto(f"{live.url}/sign-in")
    look("sign-in")
    page.get_by_text("Sign in with a password instead").click()
    fill(page, username=NIA, password="wrong words")
    page.get_by_role("button", name="Sign in").last.click()
    expect(page.get_by_role("alert")).to_be_visible()
    look("sign-in-wrong")
    vote_and_ask(page, live, idea_id)
    look("code")
    fill(page, code="123")
    page.get_by_role("button", name="Sign in").click()
    look("code-wrong")
    link = sign_in_link(live.mail(NIA, "code"))
    elsewhere.goto(link)
    look("link-elsewhere", elsewhere)
    page.goto(f"{live.url}/sign-in")
    look("sign-in-kept")
    with live.data():
        factories.topic("rotas", visibility="staff")
    page.goto(link)
    look("link")
    page.get_by_role("button", name="Sign in").click()
    heading(page, "Welcome")
    look("welcome")
    for path in ("me", "me/sessions", "me/password"):
        page.goto(f"{live.url}/{path}")
        look(path.replace("/", "-"))
    fill(page, password="12345678")
    page.get_by_role("button", name="Save the password").click()
    look("password-wrong")
