"""Two ideas ship and somebody is helped: a customer becomes an advocate, reads it on their page, hears of it by mail, and the CRM
knows at once."""

import json

import pytest
from playwright.sync_api import expect

from community import clock
from community.crm.actions import EndpointDraft, register_endpoint
from community.db import db
from community.ideas.models import Idea
from community.responses.actions import AnswerDraft, answer_idea
from tests import factories
from tests.cast import ADA, BEN, MARTA, ROOT, SAM
from tests.journeys.access import assert_everybody_can_use
from tests.journeys.people import fill, sign_in
from tests.journeys.site import eventually, text_of
from tests.receiver import Receiver

pytestmark = pytest.mark.journey
WORDS = "It is there for everyone since this morning, on the web and on the phone. Thank you for asking for it."


def ship(idea_id: int) -> None:
    draft = AnswerDraft.of("shipped", "Swapping works in the app for everyone since today. Thank you for asking for it.", None)
    answer_idea(factories.viewer(MARTA), db.session.get_one(Idea, idea_id), draft, now=clock.now())


@pytest.fixture
def crm(live):
    """A CRM that asked to hear when somebody's level changes."""
    with Receiver(frozen=True) as receiver:
        with live.data():
            draft = EndpointDraft("Our CRM", receiver.url("/ok"), ["advocate.level_changed"])
            secret_key = live.app.config["SETTINGS"].secret_key
            _, receiver.secret = register_endpoint(factories.viewer(ROOT), draft, secret_key=secret_key, now=clock.now())
        yield receiver


def advocates_told(crm) -> list[dict]:
    told = [json.loads(request.body)["data"] for request in crm.requests]
    return [each for each in told if each["level"]["after"] == "advocate"]


def test_what_came_of_the_help_shows_and_is_thanked(live, crm, open_page, scripting):
    with live.data():
        factories.topic("rotas", owner=MARTA)
        ada = factories.person(ADA).id
        ideas = [factories.idea(ADA).id, factories.idea(ADA, "Swap two shifts from the phone").id]
        of_ben = factories.idea(BEN, "A rota for the pocket")
        comment, of_ben = factories.comment(ADA, of_ben, "Export it and fold the sheet twice.").id, of_ben.id

    marta, ben, page = (open_page(scripting=scripting) for _ in range(3))
    sign_in(marta, live, MARTA)
    marta.get_by_role("link", name="Workspace").first.click()
    marta.get_by_role("link", name="Print the week on one page").click()
    marta.locator("#status").select_option("shipped")
    fill(marta, body=WORDS)
    marta.get_by_role("button", name="Publish the answer").click()
    expect(marta.get_by_text("Published.")).to_be_visible()
    with live.data():
        ship(ideas[1])

    sign_in(page, live, ADA)
    eventually(lambda: page.goto(f"{live.url}/people/{ada}") and "100 points" in page.content(), "the points of two ideas")
    expect(page.get_by_role("heading", name="Contributor")).to_be_visible()
    expect(page.get_by_text("another kind of help leads to Advocate")).to_be_visible()

    sign_in(ben, live, BEN)
    ben.goto(f"{live.url}/ideas/{of_ben}#c-{comment}")
    ben.locator(f"#c-{comment}").get_by_role("button", name="Helpful").click()
    eventually(lambda: page.reload() and "140 to Champion" in page.content(), "the level")
    expect(page.get_by_role("heading", name="Advocate")).to_be_visible()
    told = eventually(lambda: advocates_told(crm), "what the CRM hears")
    assert [(each["person"]["email"], each["standing"]["level"]) for each in told] == [(ADA.email, "advocate")]
    assert all(entry.verified for entry in crm.ledger)
    expect(page.get_by_role("listitem").filter(has_text="Made it real")).to_contain_text("2 ideas shipped")
    expect(page.get_by_role("row", name="A comment helped the person who asked")).to_contain_text("+10")
    if scripting:
        assert_everybody_can_use(page, "advocate")
    assert "2 ideas of yours shipped." in text_of(live.mail(ADA.email, "advocate"))

    sam = open_page(scripting=scripting)
    sign_in(sam, live, SAM)
    sam.goto(f"{live.url}/ideas/{of_ben}#c-{comment}")
    sam.locator(f"#c-{comment}").get_by_role("button", name="Put an answer right").click()
    expect(sam.locator(f"#c-{comment}")).to_contain_text("put an answer of ours right, thank you")
    eventually(lambda: page.reload() and "125 to Champion" in page.content(), "the points of a correction")

