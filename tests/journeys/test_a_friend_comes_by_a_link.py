"""A customer shares an idea; a friend joins by the link, votes and says why she came; staff see it; later she is forgotten."""

import pytest
from playwright.sync_api import expect

from community.accounts.models import Person
from community.db import db
from tests import factories
from tests.cast import ADA, CLEO, MARTA
from tests.journeys.access import assert_everybody_can_use
from tests.journeys.people import fill, sign_in, sign_in_by_mail
from tests.journeys.site import eventually

pytestmark = pytest.mark.journey

NEW = "nia.hale@lumen.example"


def test_a_friend_joins_by_a_link_and_is_forgotten_when_she_asks(live, open_page):
    with live.data():
        idea = factories.idea(ADA, "Print the week on one page").id
        cleo_id = factories.person(CLEO).id
    cleo = open_page()
    sign_in(cleo, live, CLEO)
    cleo.goto(f"{live.url}/ideas/{idea}")
    link = cleo.locator("#share-link").input_value()

    nia = open_page()
    nia.goto(link)
    expect(nia).to_have_url(f"{live.url}/ideas/{idea}/print-the-week-on-one-page")
    nia.locator(f"#vote-button-{idea}").click()
    sign_in_by_mail(nia, live, NEW)
    nia.get_by_label("No", exact=True).check()
    assert_everybody_can_use(nia, "welcome, by a link")
    nia.get_by_role("button", name="Send").click()
    expect(nia.get_by_text("Thank you for telling us.")).to_be_visible()

    marta = open_page()
    sign_in(marta, live, MARTA)
    marta.goto(f"{live.url}/people/{cleo_id}/value")
    expect(marta.get_by_role("row", name="Nia Hale joined No")).to_be_visible()
    expect(marta.get_by_role("row", name="Nia Hale voted for")).to_be_visible()
    assert_everybody_can_use(marta, "what their help is worth")

    nia.goto(f"{live.url}/me/erase")
    fill(nia, email=NEW)
    nia.get_by_label("are removed").check()
    assert_everybody_can_use(nia, "be forgotten")
    nia.get_by_role("button", name="Forget me").click()
    expect(nia.get_by_role("button", name="Stay")).to_be_visible()
    live.move_clock(days=8)

    def forgotten() -> bool:
        with live.data():
            return db.session.query(Person).filter_by(email=NEW).count() == 0

    eventually(forgotten, "she is forgotten")
    nia.goto(f"{live.url}/me")
    expect(nia).to_have_url(f"{live.url}/sign-in?next=/me")
