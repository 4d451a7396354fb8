"""A customer points out that two ideas are one; staff look, join them, and take them apart again; everybody hears it kindly."""

import pytest
from playwright.sync_api import Page, expect

from community import clock
from community.db import db
from community.ideas.models import Idea
from community.votes.actions import cast_vote
from tests import factories
from tests.cast import ADA, BEN, CLEO, MARTA
from tests.journeys.access import assert_everybody_can_use
from tests.journeys.people import sign_in
from tests.journeys.site import eventually, text_of

pytestmark = pytest.mark.journey

PRINT, POSTER = "Print the week on one page", "A poster of the rota for the wall"
WORDS = "Both want paper on a wall."


def two_ideas(live) -> tuple[int, int]:
    with live.data():
        factories.topic("rotas", owner=MARTA)
        older = factories.idea(ADA, PRINT)
        younger = factories.idea(BEN, POSTER, "On paper, where the kettle is.")
        for part in (ADA, CLEO):
            cast_vote(factories.viewer(part), older, 2, now=clock.now())
        cast_vote(factories.viewer(CLEO), younger, 2, now=clock.now())
        factories.comment(CLEO, younger, "On the door as well.")
        return older.id, younger.id


def look_at(page: Page, name: str, scripting: bool) -> None:
    """The pages are the same ones either way, and looking takes a script."""
    if scripting:
        assert_everybody_can_use(page, name)


def root_of(live, idea_id: int) -> int | None:
    with live.data():
        return db.session.get_one(Idea, idea_id).root_id


def test_pointed_out_joined_and_taken_apart(live, open_page, scripting):
    older, younger = two_ideas(live)
    cleo = open_page(scripting=scripting)
    sign_in(cleo, live, CLEO)
    cleo.goto(f"{live.url}/ideas/{younger}")
    cleo.get_by_role("link", name="The same as another idea?").click()
    cleo.get_by_label("Its number or address").fill("99999")
    cleo.get_by_label("Why they are the same").fill(WORDS)
    cleo.get_by_role("button", name="These are the same").click()
    expect(cleo.get_by_text("no public idea with that number").first).to_be_visible()
    expect(cleo.get_by_label("Why they are the same")).to_have_value(WORDS)
    look_at(cleo, "same", scripting)
    cleo.get_by_label("Its number or address").fill(f"{live.url}/ideas/{older}")
    cleo.get_by_role("button", name="These are the same").click()
    expect(cleo.get_by_text("Thank you. Somebody looks at the two")).to_be_visible()

    marta = open_page(scripting=scripting)
    sign_in(marta, live, MARTA)
    marta.goto(f"{live.url}/desk")
    marta.get_by_role("link", name="Pointed out 1").click()
    expect(marta.get_by_text(WORDS)).to_be_visible()
    look_at(marta, "proposals", scripting)
    marta.get_by_role("link", name="See what merging does").click()
    expect(marta.locator("#preview")).to_contain_text("After the merge: 2 votes")
    expect(marta.locator("#preview")).to_contain_text("less 1 person who voted twice")
    choice = marta.get_by_role("checkbox", name=POSTER)
    choice.uncheck()
    if not scripting:
        marta.get_by_role("button", name="Look, and show what it does").click()
    expect(marta.locator("#preview")).to_contain_text("Choose an idea, and you see here")
    if scripting:
        choice.check()
    else:
        marta.go_back()
    expect(marta.locator("#preview")).to_contain_text("After the merge: 2 votes")
    look_at(marta, "merge", scripting)
    marta.get_by_role("button", name="Merge 1 idea into this one").click()
    expect(marta.get_by_text("has 2 votes now.")).to_be_visible()
    assert root_of(live, younger) == older

    thanks = text_of(live.mail(CLEO.email, "Joined, as you said"))
    assert "You were right: the two are one idea now" in thanks
    kind = text_of(live.mail(BEN.email, "Joined a bigger idea"))
    assert "Your words are on it, and you will hear the answer first." in kind

    ben = open_page(scripting=scripting)
    sign_in(ben, live, BEN)
    ben.goto(f"{live.url}/ideas/{younger}")
    assert ben.url.endswith(f"/ideas/{older}#part-{younger}")
    expect(ben.get_by_text("Your idea has joined a bigger one.")).to_be_visible()
    expect(ben.locator(f"#part-{younger}")).to_contain_text("where the kettle is")
    expect(ben.locator("#comments")).to_contain_text("came with “A poster of the rota for the wall”")
    look_at(ben, "joined", scripting)

    eventually(lambda: live.mails(CLEO.email), "the mails to go")
    marta.get_by_role("link", name="Take it apart").first.click()
    expect(marta.get_by_text("What goes back with it")).to_be_visible()
    look_at(marta, "unmerge", scripting)
    marta.get_by_role("button", name="Take it apart").click()
    expect(marta.get_by_text("stands on its own again.").first).to_be_visible()
    assert root_of(live, younger) is None
    assert "Your idea stands on its own again" in text_of(live.mail(BEN.email, "On its own again"))


def test_the_two_stay_apart_with_a_kind_word(live, open_page, scripting):
    older, _ = two_ideas(live)
    cleo = open_page(scripting=scripting)
    sign_in(cleo, live, CLEO)
    cleo.goto(f"{live.url}/ideas/{older}/same?q=poster")
    cleo.get_by_role("radio", name=POSTER).check()
    cleo.get_by_role("button", name="These are the same").click()

    marta = open_page(scripting=scripting, width=390, scheme="dark")
    sign_in(marta, live, MARTA)
    marta.goto(f"{live.url}/desk/proposals")
    marta.get_by_role("link", name="They stay apart").click()
    marta.get_by_role("button", name="Keep them apart").click()
    expect(marta.get_by_text("in a few words why they stay apart").first).to_be_visible()
    look_at(marta, "refuse", scripting)
    marta.get_by_label("A kind word").fill("One is for the kitchen, the other for the hall.")
    marta.get_by_role("button", name="Keep them apart").click()
    expect(marta.get_by_text("They stay apart.")).to_be_visible()
    word = text_of(live.mail(CLEO.email, "They stay apart"))
    assert "One is for the kitchen, the other for the hall." in word
    assert "Thank you for looking so closely." in word
