"""From an empty `heed init` to an open topic that a customer sees, in the browser alone."""

import pytest
from playwright.sync_api import Page, expect

from tests.cast import ROOT
from tests.journeys.people import choose, fill, heading, sign_in
from tests.journeys.site import LiveSite

pytestmark = pytest.mark.journey


def name_the_site(page: Page, site: LiveSite) -> None:
    page.goto(f"{site.url}/admin/settings")
    fill(page, name="Hourfold ideas", company="Hourfold", promise="Every idea gets an answer within ten working days.", accent="#7a1f5c")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Every page shows it from now on")).to_be_visible()


def make_a_calendar(page: Page, site: LiveSite) -> None:
    page.goto(f"{site.url}/admin/calendars")
    page.get_by_role("link", name="calendar").last.click()
    fill(page, name="London office", zone="Europe/London", mon="09:00-17:00", tue="09:00-17:00", wed="09:00-12:30, 13:30-17:00")
    fill(page, holidays="12-25\n12-26")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("London office").first).to_be_visible()


def invite(page: Page, site: LiveSite, email: str, name: str, role: str) -> None:
    page.goto(f"{site.url}/admin/people/new")
    fill(page, email=email, name=name)
    page.locator(f"input[name=role][value={role}]").check()
    page.get_by_role("button", name="Invite").click()
    expect(page.get_by_text(name).first).to_be_visible()


def make_a_topic(page: Page, site: LiveSite) -> None:
    page.goto(f"{site.url}/admin/topics/new")
    fill(page, name="Rotas")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("To open, it needs")).to_be_visible()
    choose(page, "owner", "Marta Lindqvist")
    choose(page, "deputy", "Dev Rao")
    choose(page, "manager", "Owen Pryce")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Change the promise").click()
    choose(page, "calendar", "London office")
    fill(page, promise_amount="5")
    page.get_by_role("button", name="See what it changes").click()
    expect(page.get_by_text("No idea changes its due date.")).to_be_visible()
    page.get_by_role("button", name="Save this").click()
    expect(page.get_by_text("holds now")).to_be_visible()
    page.get_by_role("link", name="Rotas", exact=True).click()
    expect(page.get_by_text("5 working days").first).to_be_visible()
    page.get_by_role("button", name="Open this topic").click()
    expect(page.get_by_role("button", name="Close this topic")).to_be_visible()


def test_an_empty_site_becomes_a_community_in_the_browser(live, open_page, scripting):
    page = open_page(scripting=scripting)
    sign_in(page, live, ROOT)
    page.get_by_role("link", name="Administration").click()
    heading(page, "Administration")
    name_the_site(page, live)
    make_a_calendar(page, live)
    invite(page, live, "marta@hourfold.example", "Marta Lindqvist", "product_manager")
    invite(page, live, "dev@hourfold.example", "Dev Rao", "product_manager")
    invite(page, live, "owen@hourfold.example", "Owen Pryce", "manager")
    make_a_topic(page, live)

    visitor = open_page(scripting=scripting)
    visitor.goto(live.url)
    expect(visitor.get_by_role("link", name="Hourfold").first).to_be_visible()
    expect(visitor.get_by_text("Every idea gets an answer within ten working days.")).to_be_visible()
    expect(visitor.locator("select[name=topic]").first.get_by_role("option", name="Rotas")).to_be_attached()
