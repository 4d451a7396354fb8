"""An answer is begun from a template, kept while it is typed, looked at, read by a second person, and public at its time."""

import re
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from community import clock
from community.db import db
from community.responses.actions_drafting import add_template
from community.responses.models_promises import PolicyVersion
from tests import factories
from tests.cast import ADA, DEV, MARTA, OWEN
from tests.journeys.people import sign_in
from tests.journeys.site import eventually, links_in

pytestmark = pytest.mark.journey

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}
TEMPLATE = "Thank you, {author}. “{title}” is what we build next, and [why]. We look again by {review_date}."


def two_ideas_and_a_template(live) -> list[int]:
    with live.data():
        factories.topic("rotas", owner=MARTA, deputy_id=factories.person(DEV).id, manager_id=factories.person(OWEN).id)
        factories.person(MARTA).zone = "Europe/Berlin"
        add_template(factories.viewer(MARTA), {"name": "Built next", "status": "planned", "topic_id": None, "body": TEMPLATE}, now=clock.now())
        return [factories.idea(ADA, title).id for title in ("Print the week on one page", "A poster for the wall")]


def violations(page: Page) -> list[str]:
    return [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in Axe().run(page, options=RULES).response["violations"]]


def test_from_a_template_to_the_planned_hour(live, open_page, scripting):
    first, _ = two_ideas_and_a_template(live)
    marta = open_page(scripting=scripting)
    sign_in(marta, live, MARTA)
    marta.goto(f"{live.url}/desk/ideas/{first}")
    marta.locator("#template").select_option(label="Built next, Planned")
    marta.get_by_role("button", name="Use it").click()
    body = marta.locator("#body")
    begun = rf"^Thank you, {ADA.name}\. “Print the week on one page” is what we build next, and \[why\]\. We look again by \d+ \w+ \d{{4}}\.$"
    expect(body).to_have_value(re.compile(begun))

    marta.get_by_role("button", name="Publish the answer").click()
    expect(marta.locator("#body-problem")).to_contain_text("a gap to fill in")
    body.fill("It is what we build next, for the kitchens that have no phone on shift.")
    if scripting:
        expect(marta.locator("#draft-state")).to_contain_text("Draft saved", timeout=8_000)
    else:
        marta.get_by_role("button", name="Save draft").click()
    marta.goto(f"{live.url}/desk/ideas/{first}")
    expect(body).to_have_value("It is what we build next, for the kitchens that have no phone on shift.")

    marta.get_by_role("button", name="See a preview").click()
    expect(marta.locator("#preview .answer")).to_contain_text("no phone on shift")
    expect(marta.frame_locator("#preview iframe").locator("body")).to_contain_text(f"Hello {ADA.name}")
    if scripting:
        assert violations(marta) == []

    marta.get_by_text("Publish it later").click()
    tomorrow = (clock.now() + timedelta(days=2)).date().isoformat()
    marta.locator("#publish_day").fill(tomorrow)
    marta.locator("#publish_time").fill("09:30")
    marta.get_by_role("button", name="Publish at that time").click()
    expect(marta.get_by_text("Planned for")).to_be_visible()
    expect(marta.get_by_text("The clock runs until then.")).to_be_visible()
    marta.goto(f"{live.url}/desk/waiting")
    expect(marta.get_by_role("main")).to_contain_text("09:30")

    live.move_clock(days=3)
    assert "no phone on shift" in str(live.mail(ADA.email, "Answered"))
    visitor = open_page(scripting=scripting)
    visitor.goto(f"{live.url}/ideas/{first}")
    expect(visitor.locator("#answer")).to_contain_text("no phone on shift")


def test_a_second_person_reads_what_is_given_to_several(live, open_page, scripting):
    ids = two_ideas_and_a_template(live)
    require_two(live)
    marta = open_page(scripting=scripting)
    sign_in(marta, live, MARTA)
    marta.goto(f"{live.url}/desk/answer-together?ids={ids[0]},{ids[1]}")
    marta.locator("#status").select_option("planned")
    marta.locator("#body").fill("Thank you, {author}. We build “{title}” in the new year, for the kitchens first.")
    marta.get_by_role("button", name="Put it into each").click()
    expect(marta.locator(f"#body-{ids[1]}")).to_have_value(f"Thank you, {ADA.name}. We build “A poster for the wall” in the new year, for the kitchens first.")
    preview_each(marta, ids, scripting=scripting)
    if scripting:
        with marta.expect_response("**/desk/answer-together/draft"):  # a pause in typing saves it
            marta.locator(f"#body-{ids[1]}").fill("Not yet.")
        assert violations(marta) == []
    else:
        marta.locator(f"#body-{ids[1]}").fill("Not yet.")
        marta.get_by_role("button", name="Save draft").click()
    marta.goto(f"{live.url}/desk/answer-together?ids={ids[1]},{ids[0]}")
    expect(marta.locator("#status")).to_have_value("planned")
    expect(marta.locator(f"#body-{ids[1]}")).to_have_value("Not yet.")
    expect(marta.locator(f"#body-{ids[0]}")).to_have_value(f"Thank you, {ADA.name}. We build “Print the week on one page” in the new year, for the kitchens first.")
    marta.get_by_role("button", name="Give 2 answers").click()
    expect(marta.get_by_text("1 waits for a second person.")).to_be_visible()
    expect(marta.locator(f"#body-{ids[1]}")).to_have_value("Not yet.")

    mail = live.mail(OWEN.email, "To approve")
    owen = open_page(scripting=scripting)
    sign_in(owen, live, OWEN)
    owen.goto(next(link for link in links_in(mail) if "/desk/waiting/" in link))
    owen.get_by_role("button", name="Approve and publish").click()
    expect(owen.get_by_text("Approved and published, as the answer of Marta Lindqvist.")).to_be_visible()

    def is_public() -> bool:
        marta.goto(f"{live.url}/ideas/{ids[0]}")
        return marta.locator("#answer").is_visible()

    eventually(is_public, "the answer")
    expect(marta.locator("#answer")).to_contain_text(MARTA.name)


def preview_each(marta: Page, ids: list[int], *, scripting: bool) -> None:
    """A look at one after the other: beside its words, and with a script where the page stands."""
    titles = ("Print the week on one page", "A poster for the wall")
    marta.evaluate("window.here = true")
    for idea_id, title in zip(ids, titles, strict=True):
        marta.get_by_role("button", name=title).click()
        expect(marta.locator(f"#preview-{idea_id} .answer")).to_contain_text(f"We build “{title}”")
        mail = marta.frame_locator(f"#preview-{idea_id} iframe").locator("body")
        expect(mail).to_contain_text(f"Hello {ADA.name}")
        expect(mail).to_contain_text(f"We build “{title}”")
        expect(marta.locator(f"#preview-{idea_id}-h")).to_be_focused()
    if scripting:
        assert violations(marta) == []
    assert marta.evaluate("window.here === true") is scripting
    expect(marta.locator(".previewed")).to_have_count(2 if scripting else 1)


def require_two(live) -> None:
    with live.data():
        db.session.query(PolicyVersion).update({"needs_approval": True})
