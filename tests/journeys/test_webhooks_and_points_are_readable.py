"""The pages of endpoints, deliveries and points: WCAG 2.2 AA, light and dark, wide and narrow."""

import pytest

from tests import factories
from tests.cast import ADA, BEN, MARTA, ROOT
from tests.journeys.access import assert_everybody_can_use
from tests.journeys.people import sign_in
from tests.journeys.site import eventually
from tests.receiver import Receiver

pytestmark = pytest.mark.journey


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_everybody_can_use_them(live, open_page, width, scheme):
    with live.data():
        factories.topic("rotas", owner=MARTA)
        ada = factories.person(ADA).id
        idea = factories.idea(ADA)
        comment = factories.comment(BEN, idea).id
        ben, marta = factories.person(BEN).id, factories.person(MARTA).id
        idea_id = idea.id
    page = open_page(width=width, scheme=scheme)
    asker = open_page(width=width, scheme=scheme)
    sign_in(asker, live, ADA)
    asker.goto(f"{live.url}/ideas/{idea_id}#c-{comment}")
    asker.locator(f"#c-{comment}").get_by_role("button", name="Helpful").click()

    asker.goto(f"{live.url}/me/export/")
    assert_everybody_can_use(asker, f"export-{width}-{scheme}")
    asker.get_by_role("button", name="Send nothing about me").click()
    assert_everybody_can_use(asker, f"export-refused-{width}-{scheme}")

    def look(path: str, name: str) -> None:
        page.goto(live.url + path)
        assert_everybody_can_use(page, f"{name}-{width}-{scheme}")

    look("/how-points-work", "points")
    look(f"/people/{marta}", "person-staff")
    eventually(lambda: page.goto(f"{live.url}/people/{ben}") and "+10" in page.content(), "the points of a helpful comment")
    assert_everybody_can_use(page, f"person-public-{width}-{scheme}")
    sign_in(page, live, ROOT)
    look("/admin/endpoints/", "endpoints-none")
    with Receiver(frozen=True) as crm:
        page.goto(f"{live.url}/admin/endpoints/new")
        page.get_by_role("button", name="Add the endpoint").click()
        assert_everybody_can_use(page, f"endpoint-problems-{width}-{scheme}")
        page.locator("#name").fill("Our CRM")
        page.locator("#url").fill(crm.url("/500"))
        page.get_by_role("button", name="Add the endpoint").click()
        assert_everybody_can_use(page, f"endpoint-secret-{width}-{scheme}")
        page.get_by_role("link", name="I have copied it").click()
        assert_everybody_can_use(page, f"endpoint-new-{width}-{scheme}")
        page.get_by_role("button", name="Send a test").click()
        eventually(lambda: crm.ledger, "the test at the receiver")
        eventually(lambda: page.reload() and "Reply 500" in page.content(), "its reply in the log")
        assert_everybody_can_use(page, f"endpoint-{width}-{scheme}")
        page.get_by_role("link", name="A test").click()
        assert_everybody_can_use(page, f"delivery-{width}-{scheme}")
        page.get_by_role("link", name="Our CRM").click()
        page.get_by_role("button", name="Switch off").click()
        look("/admin/endpoints/", "endpoints")
    look(f"/people/{ada}", "person-for-staff")
