"""The clock runs out, the ladder hears of it, the answer comes, and the public record says all of it."""

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.cast import ADA, BEN, DEV, DORA, MARTA, OWEN
from tests.journeys.people import fill, sign_in
from tests.journeys.site import eventually

pytestmark = pytest.mark.journey

WORDS = "Yes, and sorry for the wait. We print the week on one page from January; the kitchen comes first."


def an_idea_on_a_ladder(live) -> int:
    with live.data():
        factories.topic(
            "rotas", owner=MARTA, deputy_id=factories.person(DEV).id, manager_id=factories.person(OWEN).id,
            director_id=factories.person(DORA).id,
        )
        factories.person(BEN)
        return factories.idea(ADA, "Print the week on one page").id


def test_silence_gets_louder_until_somebody_answers(live, open_page, scripting):
    idea_id = an_idea_on_a_ladder(live)
    live.mail(ADA.email, "Print the week")  # published
    visitor = open_page(scripting=scripting)
    visitor.goto(f"{live.url}/ideas/{idea_id}")
    eventually(lambda: visitor.reload() and "Due in" in visitor.locator(".clock.big").inner_text(), "the clock")

    live.move_clock(days=11)
    live.alert(MARTA.email, "Print the week")
    assert live.mails(OWEN.email) == []
    live.move_clock(days=5)
    live.alert(DEV.email, "Print the week")
    live.move_clock(days=9)
    live.alert(OWEN.email, "Print the week")
    live.move_clock(days=9)
    live.alert(DORA.email, "Print the week")
    assert len(live.mails(DORA.email)) == 1

    visitor.reload()
    expect(visitor.locator(".clock.big")).to_contain_text("Overdue by")
    visitor.goto(f"{live.url}/answering")
    expect(visitor.get_by_role("row", name="Print the week on one page")).to_contain_text("Marta Lindqvist")

    marta = open_page(scripting=scripting)
    sign_in(marta, live, MARTA)
    marta.get_by_role("link", name="Workspace").first.click()
    marta.get_by_role("link", name="Print the week on one page").click()
    marta.locator("#status").select_option("planned")
    fill(marta, body="Soon.")
    marta.get_by_role("button", name="Publish the answer").click()
    expect(marta.locator("#body")).to_have_value("Soon.")
    fill(marta, body=WORDS)
    marta.get_by_role("button", name="Publish the answer").click()
    expect(marta.get_by_text("Published.")).to_be_visible()

    answered = live.mail(ADA.email, "Answered")
    assert "print the week on one page from January" in str(answered.get_body(("plain",)).get_content())
    visitor.goto(f"{live.url}/ideas/{idea_id}")
    expect(visitor.locator("#answer")).to_contain_text("the kitchen comes first")
    expect(visitor.locator(".clock.big")).to_contain_text("Answered in")

    def no_longer_late() -> bool:
        visitor.goto(f"{live.url}/answering")
        return visitor.get_by_text("No idea is past its date.").is_visible()

    eventually(no_longer_late, "the public record to change")
