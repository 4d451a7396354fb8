"""Staff thank a customer and invite her to a beta; she says yes from the mail, suggests words for a draft, and her page shows it."""

import pytest
from playwright.sync_api import expect

from community import clock
from community.db import db
from community.voices.models import Voice
from community.votes.actions import cast_vote
from tests import factories
from tests.advocates.giving import DRAFT, TRIED
from tests.cast import ADA, BEN, MARTA
from tests.journeys.access import assert_everybody_can_use
from tests.journeys.people import sign_in, sign_in_by_mail
from tests.journeys.site import eventually, links_in

pytestmark = pytest.mark.journey

THANKS = "Your list of what the wards print saved us a month."
SUGGESTED = "Say from which ward on, and that A3 is meant."


def seed(live) -> tuple[int, int, int]:
    with live.data():
        factories.topic("rotas", owner=MARTA)
        idea = factories.idea(ADA)
        cast_vote(factories.viewer(BEN), idea, 3, now=clock.now())
        comment = factories.comment(BEN, idea, "Three wards of ours print it on A3.").id
        return idea.id, factories.person(BEN).id, comment


def link(live, subject: str, path: str) -> str:
    return next(each for each in links_in(live.mail(BEN.email, subject)) if path in each)


def test_thanked_invited_and_asked(live, open_page, scripting):
    idea_id, ben_id, comment = seed(live)
    light = {"width": 1280, "scheme": "light"} if scripting else {"width": 390, "scheme": "dark"}
    narrow = {"width": 390, "scheme": "dark"} if scripting else {"width": 1280, "scheme": "light"}

    def look(page, name: str) -> None:
        if scripting:
            assert_everybody_can_use(page, name)

    marta = open_page(scripting=scripting, **light)
    sign_in(marta, live, MARTA)
    marta.goto(f"{live.url}/ideas/{idea_id}")
    marta.locator(f"#c-{comment}").get_by_role("link", name="Thank Ben Talbot").click()
    expect(marta.get_by_text("Three wards of ours print it on A3.")).to_be_visible()
    marta.get_by_role("button", name="Send our thanks").click()
    expect(marta.get_by_text("Please say what you thank them for; a line is enough.").first).to_be_visible()
    look(marta, "thank")
    marta.get_by_label("Your words").fill(THANKS)
    marta.get_by_label("What it is").fill("A month without charge")
    marta.get_by_role("button", name="Send our thanks").click()
    expect(marta.get_by_text("Ben Talbot hears it by mail, and finds it on their page.")).to_be_visible()
    look(marta, "person-thanked")
    assert THANKS in live.mail(BEN.email, "Thank you, from Marta Lindqvist").get_body(("plain",)).get_content()

    marta.goto(f"{live.url}/ideas/{idea_id}")
    marta.get_by_role("link", name="Open a beta").click()
    look(marta, "beta-none")
    marta.get_by_label("What can be tried, and how to come by it").fill(TRIED)
    marta.get_by_role("button", name="Open it").click()
    expect(marta.get_by_text("Nobody has asked yet, and nobody is invited.")).to_be_visible()

    ben = open_page(scripting=scripting, **narrow)
    ben.goto(f"{live.url}/ideas/{idea_id}")
    look(ben, "idea-with-beta")
    ben.get_by_role("button", name="I would like to try it").click()
    sign_in_by_mail(ben, live, BEN.email)
    expect(ben.get_by_text("You asked to try “Print the week on one page”.").first).to_be_visible()
    ben.goto(f"{live.url}/ideas/{idea_id}")
    ben.get_by_role("button", name="Take it back").click()
    ben.get_by_role("button", name="I would like to try it").click()
    expect(ben.get_by_role("button", name="Take it back")).to_be_visible()

    marta.goto(f"{live.url}/desk/ideas/{idea_id}/beta")
    marta.get_by_role("checkbox", name="Invite Ben Talbot").check()
    look(marta, "beta")
    marta.get_by_role("button", name="Invite them").click()
    expect(marta.get_by_text("1 person is invited by mail.")).to_be_visible()

    visitor = open_page(scripting=scripting, **narrow)
    visitor.goto(link(live, "Try it first", "/betas/by-mail/"))
    look(visitor, "invited")
    visitor.get_by_role("button", name="Yes, I take part").click()
    expect(visitor.get_by_text("You take part.")).to_be_visible()
    expect(visitor.get_by_role("link", name="Sign in")).to_be_visible()

    marta.goto(f"{live.url}/people/{ben_id}/share?idea={idea_id}")
    look(marta, "share")
    marta.get_by_label("The answer so far").fill(DRAFT)
    marta.get_by_role("button", name="Show it to them").click()
    expect(marta.get_by_text("Shown. Ben Talbot hears it by mail.")).to_be_visible()
    visitor.goto(link(live, "shows you a draft", "/drafts/by-mail/"))
    expect(visitor.get_by_text(DRAFT)).to_be_visible()
    look(visitor, "shared")
    visitor.get_by_label("What you would say").fill(SUGGESTED)
    visitor.get_by_role("button", name="Suggest these words").click()
    expect(visitor.get_by_text("Your words are with the idea.")).to_be_visible()
    with live.data():
        assert [voice.text for voice in db.session.query(Voice).filter_by(source="draft")] == [SUGGESTED]

    ben.goto(f"{live.url}/people/{ben_id}")
    for words in (THANKS, "A month without charge", "Takes part", "Words came back"):
        expect(ben.get_by_text(words).first).to_be_visible()
    look(ben, "person-own")
    ben.get_by_role("button", name="Let others see that you were thanked").click()
    expect(ben.get_by_text("Others see on your page that you were thanked, without the words.")).to_be_visible()
    visitor.goto(f"{live.url}/people/{ben_id}")
    expect(visitor.get_by_role("heading", name="Thanks from")).to_be_visible()
    expect(visitor.get_by_text(THANKS)).to_have_count(0)
    look(visitor, "person-seen-by-others")

    marta.goto(f"{live.url}/people/{ben_id}")
    marta.get_by_role("link", name="Their history across channels").click()
    assert eventually(lambda: marta.reload() and "We wrote" in marta.content(), "the mails in the history")
    look(marta, "history")
    marta.get_by_label("Channel").select_option("thanks")
    marta.get_by_role("button", name="Show").click()
    expect(marta.get_by_text("Thanked, with A month without charge")).to_be_visible()
