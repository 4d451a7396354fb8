"""An administrator connects HubSpot, sees what would be sent, switches it on, and a customer's standing arrives; a second run
sends nothing. Every page on the way can be used by everybody."""

import pytest
from playwright.sync_api import expect

from community.accounts.models import Person
from community.db import db
from tests import factories
from tests.cast import ADA, BEN, MARTA, ROOT
from tests.crm.crm_server import TOKEN
from tests.crm.hubspot_server import HubSpot
from tests.journeys.access import assert_everybody_can_use
from tests.journeys.people import sign_in
from tests.journeys.site import eventually

pytestmark = pytest.mark.journey


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_an_administrator_connects_hubspot_and_a_vote_arrives(live, open_page, width, scheme):
    with live.data():
        factories.topic("rotas", owner=MARTA)
        idea_id = factories.idea(ADA).id
        ben = factories.person(BEN).id
        factories.person(BEN).email = "ben@bad.example"
    page = open_page(width=width, scheme=scheme)

    def look(name: str) -> None:
        assert_everybody_can_use(page, f"{name}-{width}-{scheme}")

    sign_in(page, live, ROOT)
    with HubSpot() as hubspot:
        page.goto(f"{live.url}/admin/crm/")
        look("crm-none")
        page.get_by_role("link", name="HubSpot").click()
        page.locator("#name").fill("Our HubSpot")
        page.locator("#url").fill(hubspot.url)
        page.get_by_role("button", name="Connect").click()
        look("crm-form-problems")
        page.locator("#token").fill(TOKEN)
        page.get_by_role("button", name="Connect").click()
        eventually(lambda: page.reload() and page.get_by_role("button", name="Switch on").count(), "what would be sent")
        expect(page.get_by_text("Nothing was sent by this.")).to_be_visible()
        assert hubspot.asked == []
        look("crm-counted")
        page.get_by_role("button", name="Switch on").click()
        eventually(lambda: len(hubspot.contacts) == 1, "the first contact")
        eventually(lambda: page.reload() and page.get_by_text("ben@bad.example is invalid").count(), "the refusal")
        look("crm-refused")
        with live.data():
            db.session.get_one(Person, ben).email = BEN.email
        page.get_by_role("button", name="Send these again").click()
        eventually(lambda: len(hubspot.contacts) == 2, "the contact that was refused")

        browser = open_page(width=width, scheme=scheme)
        sign_in(browser, live, BEN)
        browser.goto(f"{live.url}/ideas/{idea_id}")
        browser.locator(f"#vote-button-{idea_id}").click()
        contact = next(row for row in hubspot.contacts.values() if row["heed_member_id"] == str(ben))
        eventually(lambda: contact.get("heed_votes_cast") == "1", "the vote in the CRM")

        page.goto(f"{live.url}/admin/crm/")
        look("crm-list")
        expect(page.locator(".admin-nav [aria-current]")).to_be_in_viewport()
        page.get_by_role("link", name="Our HubSpot").click()
        eventually(lambda: page.reload() and page.get_by_text("Waiting", exact=True).locator("xpath=..").inner_text().endswith("0"), "nothing waits")
        before = len(hubspot.asked)
        page.get_by_role("button", name="Send everything as of now").click()
        eventually(lambda: page.reload() and page.get_by_text("Whoever was new or had changed").count(), "the end of the walk")
        assert len(hubspot.asked) == before, "a second run sends nothing"
        look("crm-works")
        page.get_by_role("link", name="Edit").click()
        look("crm-edit")
        page.goto(f"{live.url}/admin/exports/")
        look("exports")
        with page.expect_download() as got:
            page.get_by_role("button", name="CSV People").click()
        assert BEN.email in got.value.path().read_text()
