"""An administrator registers an endpoint; a real receiver verifies what arrives."""

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.cast import ADA, BEN, MARTA, ROOT
from tests.journeys.access import assert_everybody_can_use
from tests.journeys.people import fill, sign_in
from tests.journeys.site import eventually
from tests.receiver import Receiver

pytestmark = pytest.mark.journey


def test_an_endpoint_is_registered_tested_and_told_of_a_vote(live, open_page, scripting):
    with live.data():
        factories.topic("rotas", owner=MARTA)
        idea_id = factories.idea(ADA).id
    page = open_page(scripting=scripting)
    sign_in(page, live, ROOT)
    with Receiver(frozen=True) as crm:
        page.goto(f"{live.url}/admin/endpoints/new")
        fill(page, name="Our CRM", url=crm.url("/ok"))
        for box in page.locator("input[name=events]").all():
            box.check()
        page.get_by_role("button", name="Add the endpoint").click()
        crm.secret = page.get_by_label("Secret").input_value()
        assert crm.secret.startswith("whsec_")
        page.get_by_role("link", name="I have copied it").click()

        page.get_by_role("button", name="Send a test").click()
        eventually(lambda: any(entry.verified for entry in crm.ledger), "a verified ping")

        ben = open_page(scripting=scripting)
        sign_in(ben, live, BEN)
        ben.goto(f"{live.url}/ideas/{idea_id}")
        ben.locator(f"#vote-button-{idea_id}").click()
        expect(ben.locator(f"#vote-button-{idea_id}")).to_have_attribute("aria-pressed", "true")
        eventually(lambda: any(b'"vote.cast"' in request.body for request in crm.requests), "the vote's message")
        assert all(entry.verified for entry in crm.ledger)

        page.reload()
        expect(page.locator("table").get_by_role("row").nth(1)).to_contain_text("200")

        page.get_by_role("button", name="Send everyone as of now").click()
        eventually(lambda: sum(b'"as_of_now"' in request.body for request in crm.requests) == 2, "Ada and Ben as of now")
        eventually(lambda: page.reload() and page.get_by_text("Last finished").count(), "the end of the walk")
        assert_everybody_can_use(page, f"endpoint-everyone-{scripting}")


def test_the_administrator_watches_a_second_try_succeed(live, open_page):
    page = open_page()
    sign_in(page, live, ROOT)
    with Receiver(frozen=True) as crm:
        crm.script.append("/503")
        page.goto(f"{live.url}/admin/endpoints/new")
        fill(page, name="Our CRM", url=crm.url("/scripted"))
        page.get_by_role("button", name="Add the endpoint").click()
        crm.secret = page.get_by_label("Secret").input_value()
        page.get_by_role("link", name="I have copied it").click()
        page.get_by_role("button", name="Send a test").click()
        eventually(lambda: len(crm.ledger) == 1, "the first try")
        eventually(lambda: len(crm.ledger) == 2, "the second try")
        first, second = crm.ledger
        assert (first.webhook_id, first.sha256) == (second.webhook_id, second.sha256)
        eventually(lambda: page.reload() and "Reply 200" in page.content(), "the second reply in the log")
        page.get_by_role("link", name="A test").click()
        expect(page.get_by_role("list").filter(has_text="Reply 503").get_by_role("listitem")).to_have_count(2)
        expect(page.get_by_text("Reply 200")).to_be_visible()
