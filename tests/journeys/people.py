"""What people do on every journey: sign in by mail or password, fill a form, press a button."""

from playwright.sync_api import Page, expect

from community.accounts.passwords import hash_password
from tests import factories
from tests.cast import Part
from tests.journeys.site import LiveSite, code_in

PASSWORD = "a kettle beside the rota"


def sign_in_by_mail(page: Page, site: LiveSite, email: str) -> None:
    """From the page that asks for an address to the code that came back."""
    page.get_by_label("Your mail address").first.fill(email)
    page.get_by_role("button", name="Mail me a code").click()
    page.get_by_label("The six digits").fill(code_in(site.mail(email, "code")))
    page.get_by_role("button", name="Sign in").click()


def sign_in(page: Page, site: LiveSite, part: Part) -> None:
    """By password, for journeys that are not about signing in."""
    with site.data():
        factories.person(part).password_hash = hash_password(PASSWORD)
    page.goto(f"{site.url}/sign-in")
    page.get_by_text("Sign in with a password instead").click()
    page.get_by_label("Your mail address").last.fill(part.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").last.click()
    expect(page.get_by_role("link", name=f"{part.name}, your page")).to_be_visible()


def fill(page: Page, **fields: str) -> None:
    """Fill fields by their id: names are what a form promises to keep."""
    for name, value in fields.items():
        page.locator(f"#{name}").fill(value)


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", name=text).first).to_be_visible()


def choose(page: Page, field: str, words: str) -> None:
    """Pick the option whose text holds these words."""
    value = page.locator(f"#{field} option", has_text=words).first.get_attribute("value")
    page.locator(f"#{field}").select_option(value)
