"""A product manager goes through what is likely the same: two pairs are not, and one of those words is taken back."""

import pytest
from playwright.sync_api import expect

from community import clock
from community.jobs import twins
from community.triage.twins import note_found
from tests import factories
from tests.cast import ADA, BEN, CLEO, MARTA
from tests.journeys.access import assert_everybody_can_use
from tests.journeys.people import sign_in

pytestmark = pytest.mark.journey


def three_ideas(live) -> list[int]:
    with live.data():
        factories.topic("rotas", owner=MARTA)
        titles = ((ADA, "Print the week on one page"), (BEN, "A printed week for the wall"), (CLEO, "Print my payslip"))
        return [factories.idea(part, title).id for part, title in titles]


def found_alike(live, ids: list[int]) -> None:
    """The matcher's word on two pairs."""
    with live.data():
        note_found(ids[0], {ids[1]: 0.95, ids[2]: 0.7}, now=clock.now())
    with live.app.app_context():
        twins.learn()


def looked_at(page, name: str, scripting: bool) -> None:
    """axe is a script itself."""
    if scripting:
        assert_everybody_can_use(page, name)


def test_a_pair_is_judged_and_the_word_taken_back(live, open_page, scripting):
    ids = three_ideas(live)
    marta = open_page(scripting=scripting)
    sign_in(marta, live, MARTA)
    with live.worker_at_rest():
        found_alike(live, ids)
        goes_through_them(live, marta, ids, scripting)


def goes_through_them(live, marta, ids, scripting):
    marta.get_by_role("link", name="Workspace").first.click()
    queue = marta.get_by_role("link", name="Likely the same")
    expect(queue).to_contain_text("2")
    queue.click()
    looked_at(marta, "twins", scripting)
    first = marta.locator(f"#pair-{ids[0]}-{ids[1]}")
    expect(first).to_contain_text("95 %")
    marta.locator(f"#pair-{ids[0]}-{ids[2]}").get_by_role("button", name="Not the same").click()
    if scripting:
        expect(marta.get_by_role("button", name="Take it back")).to_be_focused()
    else:
        expect(marta.get_by_text("Noted: not the same")).to_be_visible()
    marta.goto(f"{live.url}/desk/twins")
    expect(marta.locator(f"#pair-{ids[0]}-{ids[2]}")).to_have_count(0)

    marta.goto(f"{live.url}/ideas/{ids[0]}")
    marta.get_by_role("link", name="1 idea is likely the same").click()
    panel = marta.locator("#likely")
    expect(panel.get_by_label("A printed week for the wall")).to_be_checked()
    looked_at(marta, "likely", scripting)
    panel.get_by_role("button", name="Not the same").click()
    expect(marta.locator(f"#twin-{ids[1]}")).to_have_count(0)

    marta.goto(f"{live.url}/desk/twins")
    expect(marta.get_by_role("heading", name="No two ideas sound like one")).to_be_visible()
    marta.get_by_role("link", name="What you have judged").click()
    looked_at(marta, "judged", scripting)
    marta.get_by_role("listitem").filter(has_text="A printed week").get_by_role("button", name="Take it back").click()
    marta.goto(f"{live.url}/desk/twins")
    expect(marta.locator(f"#pair-{ids[0]}-{ids[1]}")).to_be_visible()
    marta.locator(f"#pair-{ids[0]}-{ids[1]}").get_by_role("link", name="Merge").click()
    assert marta.url.startswith(f"{live.url}/desk/ideas/{ids[0]}/merge?from={ids[1]}")
