"""Reminders by email: the customer of three years ago, and the one of today, who is not told off but joined.

In the story this product is made against, the second customer is told that he should have searched, finds hundreds
of votes under an idea that nobody ever answered, and asks in vain. Here he sees the idea before he posts, adds his
vote and his words with one tap, reads by when an answer is owed, and gets it; and so does the first one.
"""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import insert, update

from community import clock
from community.accounts.models import Person
from community.db import db
from community.ideas.models import Idea
from community.votes.models import Vote
from tests import factories
from tests.cast import ADA, DEV, DORA, MARTA, OWEN
from tests.journeys.access import assert_everybody_can_use
from tests.journeys.people import choose, fill, heading, sign_in, sign_in_by_mail
from tests.journeys.site import LiveSite, eventually, text_of

pytestmark = pytest.mark.journey

TITLE = "Reminders by email"
STORY = "The app is on no phone in our kitchen. A mail the evening before a shift would do."
TYPED = "please send a reminder by email before my shift starts"
VOTES = 312
TODAY = "noor@newcomer.example"
WORDS = "Half of us read mail and nothing else. I missed a Sunday because of it."
ANSWER = "Yes, and sorry that it took three years. From January a mail goes out the evening before each shift; each person can switch it off."
BLAME = re.compile(r"duplicate|already (been )?(asked|posted|suggested)|should have|search(ed)? first|please search|closed as", re.IGNORECASE)


@pytest.fixture
def old_idea(live: LiveSite) -> int:
    """Asked three years ago, with hundreds of votes; this community began to owe answers today."""
    with live.data():
        factories.topic(
            "reminders", owner=MARTA, deputy_id=factories.person(DEV).id, manager_id=factories.person(OWEN).id,
            director_id=factories.person(DORA).id,
        )
        factories.idea(ADA, "Print the week on one page", "Half the kitchen has no phone on shift.", slug="reminders")
        idea = factories.idea(ADA, TITLE, STORY, slug="reminders")
        asked = clock.now() - timedelta(days=3 * 365)
        _vote_for(idea.id, asked)
        values = {"created_at": asked, "published_at": asked, "vote_count": VOTES}
        db.session.execute(update(Idea).where(Idea.id == idea.id).values(values))
        return idea.id


def _vote_for(idea_id: int, asked) -> None:  # type: ignore[no-untyped-def]
    rows = [{"name": f"Customer {number}", "joined_at": asked, "state": "active", "role": "customer"} for number in range(VOTES)]
    db.session.execute(insert(Person), rows)
    ids = [row.id for row in db.session.query(Person.id).filter(Person.name.like("Customer %"))]
    votes = [{"idea_id": idea_id, "person_id": person_id, "importance": 2, "void": False, "created_at": asked} for person_id in ids]
    db.session.execute(insert(Vote), votes)


Look = Callable[[Page, str], None]


@pytest.fixture
def looked_at(open_page, scripting) -> Look:
    """Nobody is shut out of this page, and nobody is told off on it. Where no script runs, axe reads it in a second window."""

    def look(page: Page, name: str) -> None:
        assert BLAME.search(page.locator("main").inner_text()) is None
        seen = page
        if not scripting:
            seen = open_page(width=page.viewport_size["width"])
            seen.context.add_cookies(page.context.cookies())
            seen.goto(page.url)
        assert_everybody_can_use(seen, f"story-{name}-{'script' if scripting else 'plain'}")

    return look


def find_it(page: Page, site: LiveSite, scripting: bool) -> None:
    page.goto(site.url)
    box = page.get_by_label("What would make this better?")
    if scripting:
        box.press_sequentially(TYPED, delay=5)
    else:
        box.fill(TYPED)
        page.get_by_role("button", name="Search or suggest").click()
    expect(page.locator("#similar").get_by_role("link", name=TITLE)).to_be_visible()
    expect(page.locator("#similar").get_by_text(f"{VOTES} votes").first).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_todays_customer_joins_and_both_hear_the_answer(live, old_idea, open_page, looked_at, scripting, width):
    page = open_page(scripting=scripting, width=width)
    find_it(page, live, scripting)
    looked_at(page, f"found-{width}")
    page.locator(f"#join-{old_idea}").click()
    heading(page, "where may we write to you")
    expect(page.get_by_text(f"Your vote and your words for “{TITLE}”").first).to_be_visible()
    looked_at(page, f"address-{width}")
    sign_in_by_mail(page, live, TODAY)
    expect(page.get_by_text(f"Your vote and your words are with “{TITLE}”.")).to_be_visible()
    looked_at(page, f"thanked-{width}")
    page.get_by_role("link", name="Not now").click()

    expect(page.locator("h1")).to_have_text(TITLE)
    expect(page.locator("#voices")).to_contain_text(TYPED)
    expect(page.locator(f"#vote-button-{old_idea}")).to_contain_text(f"{VOTES + 1}")
    expect(page.locator(".clock.big")).to_contain_text("Due in")
    expect(page.locator(".clock.big small")).to_contain_text("by ")
    looked_at(page, f"idea-{width}")

    silence_gets_louder(live)
    page.reload()
    expect(page.locator(".clock.big")).to_contain_text("Overdue by")
    marta = open_page(scripting=scripting)
    sign_in(marta, live, MARTA)
    marta_answers(live, marta, old_idea)
    for reader in (ADA.email, TODAY):
        assert "sorry that it took three years" in text_of(live.mail(reader, f"Answered: {TITLE}"))
    page.goto(f"{live.url}/ideas/{old_idea}")
    expect(page.locator("#answer")).to_contain_text("the evening before each shift")
    looked_at(page, f"answered-{width}")


def silence_gets_louder(live: LiveSite) -> None:
    """The owner is warned before the day, the deputy told on it, then those above, without anybody asking."""
    live.move_clock(days=11)
    live.alert(MARTA.email, TITLE)
    live.move_clock(days=5)
    live.alert(DEV.email, TITLE)
    live.move_clock(days=9)
    live.alert(OWEN.email, TITLE)


def marta_answers(live: LiveSite, marta: Page, idea_id: int) -> None:
    marta.goto(f"{live.url}/desk/ideas/{idea_id}")
    choose(marta, "status", "Planned")
    fill(marta, body=ANSWER)
    marta.get_by_role("button", name="Publish the answer").click()
    expect(marta.get_by_text("Published.")).to_be_visible()


def test_who_posts_all_the_same_is_joined_later_and_thanked(live, old_idea, open_page, looked_at, scripting):
    page = open_page(scripting=scripting, width=390)
    find_it(page, live, scripting)
    if scripting:
        page.get_by_role("button", name="None of these? Suggest it").click()
    fill(page, title="A mail before the shift", body=WORDS)
    page.get_by_role("button", name="Post this idea").last.click()
    sign_in_by_mail(page, live, TODAY)
    expect(page.get_by_text("is public, and its answer clock runs").first).to_be_visible()
    looked_at(page, "posted")

    marta = open_page(scripting=scripting)
    sign_in(marta, live, MARTA)
    marta.goto(f"{live.url}/?tab=new")
    marta.get_by_role("link", name="A mail before the shift", exact=True).click()
    expect(marta.locator(".clock.big")).to_contain_text("Due in")
    new_id = int(re.search(r"/ideas/(\d+)", marta.url)[1])  # type: ignore[index]
    merge_into(live, marta, new_id, old_idea)

    mail = live.mail(TODAY, "Joined a bigger idea")
    for said in ("Your idea has joined a bigger one", TITLE, "Thank you for asking.", "owes the answer by"):
        assert said in text_of(mail)
    assert BLAME.search(text_of(mail)) is None
    page.goto(f"{live.url}/ideas/{new_id}")
    expect(page.locator("h1")).to_have_text(TITLE)
    expect(page.get_by_text("A mail before the shift").first).to_be_visible()
    expect(page.locator(f"#vote-button-{old_idea}")).to_contain_text(f"{VOTES + 1}")
    expect(page.locator(".clock.big")).to_contain_text("Due in")
    looked_at(page, "joined")

    marta_answers(live, marta, old_idea)
    for reader in (ADA.email, TODAY):
        eventually(lambda reader=reader: any("sorry that it took" in text_of(mail) for mail in live.mails(reader)), f"the answer to {reader}")


def merge_into(live: LiveSite, staff: Page, part_id: int, root_id: int) -> None:
    staff.goto(f"{live.url}/desk/ideas/{root_id}/merge?from={part_id}")
    staff.get_by_role("button", name="Merge 1 idea into this one").click()
    expect(staff.get_by_text(f"“{TITLE}” has {VOTES + 1} votes now")).to_be_visible()
