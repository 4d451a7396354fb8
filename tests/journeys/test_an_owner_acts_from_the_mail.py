"""From the alarm's mail to its effect, signed in nowhere: answer, pass on, ask and pause, with a script and without one."""

import pytest
from playwright.sync_api import Page, expect

from community import clock
from community.accounts.models import Person
from community.cocreation.models import Question
from community.db import db
from community.ideas.models import Idea
from community.notifications.act_links import ACTS, read_key
from community.responses.models import Answer, Pause
from tests import factories
from tests.cast import ADA, DEV, MARTA
from tests.journeys.access import assert_everybody_can_use
from tests.journeys.people import choose, fill
from tests.journeys.site import LiveSite, eventually, links_in

pytestmark = pytest.mark.journey

WORDS = "Yes, and sorry for the wait. We print the week on one page from January; the kitchen comes first."
TITLES = ("Print the week on one page", "A poster for the wall", "Bigger letters", "Holidays in grey")
SCRIPTING = (True, False)


def what_is_owed(live: LiveSite) -> dict[bool, dict[str, int]]:
    """Four ideas for whoever has a script and four for whoever has none, one for each act."""
    with live.data():
        factories.topic("rotas", owner=MARTA, deputy_id=factories.person(DEV).id)
        return {
            scripting: {act: factories.idea(ADA, f"{title}, {'again' if scripting else 'plain'}").id for act, title in zip(ACTS["first"], TITLES, strict=True)}
            for scripting in SCRIPTING
        }


def links_of(live: LiveSite) -> dict[int, dict[str, str]]:
    """What the newest mail to Marta offers, by idea and act: there are eight, so they come in one."""
    mail = live.alert(MARTA.email, TITLES[-1])
    found: dict[int, dict[str, str]] = {}
    with live.app.app_context():
        for link in links_in(mail):
            if "/act/" in link:
                act, token = link.split("/act/")[1].split("/")
                key = read_key(act.replace("-", "_"), token)
                assert key is not None, link
                found.setdefault(key.idea_id, {})[act.replace("-", "_")] = link
    return found


def open_from_mail(page: Page, link: str, name: str, *, scripting: bool) -> None:
    page.goto(link)
    expect(page.get_by_text(f"You act as {MARTA.name}")).to_be_visible()
    if scripting:
        assert_everybody_can_use(page, f"act-{name}")


def walk(page: Page, links: dict[int, dict[str, str]], ideas: dict[str, int], *, scripting: bool) -> None:
    """Every act once, on an idea of its own."""
    of = {act: links[idea_id][act] for act, idea_id in ideas.items()}
    open_from_mail(page, of["answer"], "answer", scripting=scripting)
    choose(page, "status", "Shipped")
    fill(page, body="Soon.")
    page.get_by_role("button", name="Publish the answer").click()
    expect(page.locator("#body-problem")).to_contain_text("at least 40 characters")
    expect(page.locator("#body")).to_have_value("Soon.")
    fill(page, body=WORDS)
    page.get_by_role("button", name="Publish the answer").click()
    expect(page.get_by_text("Published. 1 person hears about it.")).to_be_visible()

    open_from_mail(page, of["pass_on"], "pass-on", scripting=scripting)
    choose(page, "owner", DEV.name)
    page.get_by_role("button", name="Pass it on").click()
    expect(page.get_by_text(f"Passed on. {DEV.name} is told first from now on.")).to_be_visible()
    expect(page.get_by_role("heading", name="This link has done its work")).to_be_visible()
    if scripting:
        assert_everybody_can_use(page, "act-closed")

    open_from_mail(page, of["ask"], "ask", scripting=scripting)
    fill(page, body="Which printer do you use, and what paper?")
    page.get_by_role("button", name="Ask the author").click()
    expect(page.get_by_text("Asked. The author hears of it by mail")).to_be_visible()

    open_from_mail(page, of["pause"], "pause", scripting=scripting)
    page.get_by_role("button", name="Pause the clock").click()
    choose(page, "reason", "A decision of ours")
    page.get_by_role("button", name="Pause the clock").click()
    expect(page.get_by_text("The clock stands still.")).to_be_visible()


def test_each_act_is_one_page_away_and_no_sign_in(live, open_page):
    owed = what_is_owed(live)
    for idea_id in owed[True].values():
        eventually(lambda idea_id=idea_id: read(live, idea_id)["due_at"], "the clocks")
    live.move_clock(days=16)
    links = links_of(live)
    assert set(links) == {idea_id for ideas in owed.values() for idea_id in ideas.values()}
    for scripting in SCRIPTING:
        page = open_page(scripting=scripting, width=1280 if scripting else 390)
        walk(page, links, owed[scripting], scripting=scripting)
        page.goto(links[owed[scripting]["answer"]]["pause"])
        expect(page.get_by_role("heading", name="Nothing is owed here any more")).to_be_visible()
        page.goto(f"{live.url}/desk")
        expect(page.get_by_label("Your mail address").first).to_be_visible()
    for ideas in owed.values():
        assert read(live, ideas["answer"])["words"] == [WORDS]
        assert read(live, ideas["pass_on"])["owner"] == DEV.email
        assert read(live, ideas["ask"])["asked"] == ["Which printer do you use, and what paper?"]
        assert read(live, ideas["pause"])["paused"] == ["decision"]
    assert "Which printer do you use" in str(live.mail(ADA.email, "asks").get_body(("plain",)))
    assert TITLES[1] in str(live.mail(DEV.email, TITLES[1]))


def read(live: LiveSite, idea_id: int) -> dict[str, object]:
    """What the acts have done to an idea."""
    with live.app.app_context():
        clock.follow(live.folder / "clock")
        idea = db.session.get_one(Idea, idea_id)
        owner = db.session.get(Person, idea.owner_id) if idea.owner_id else None
        found = {
            "due_at": idea.due_at, "owner": owner.email if owner else "",
            "words": [row.body for row in db.session.query(Answer).filter_by(idea_id=idea_id)],
            "asked": [row.body for row in db.session.query(Question).filter_by(idea_id=idea_id)],
            "paused": [row.reason for row in db.session.query(Pause).filter_by(idea_id=idea_id)],
        }
        db.session.remove()
        db.engine.dispose()
        return found
