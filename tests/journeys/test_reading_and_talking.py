"""The list and the idea page in a real browser: usable by everybody, and nobody loses their place."""

import re

import pytest
from playwright.sync_api import Page, expect

from community.db import db
from community.ideas.models import Idea
from tests import factories
from tests.cast import ADA, BEN, CLEO, MARTA
from tests.journeys.access import assert_everybody_can_use
from tests.journeys.people import sign_in

pytestmark = pytest.mark.journey

HOSTILE = (
    "<script>document.title='gone'</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}", "هل يمكن طباعة الجدول؟",
    "Z" + "\u0301" * 400, "A" * 200,
)


@pytest.fixture
def ideas(live):
    """Twenty ideas, six of them with hostile words; the first has a conversation."""
    with live.data():
        first = factories.idea(ADA, "Print the week on one page", tags="printing")
        comment = factories.comment(BEN, first)
        factories.comment(MARTA, first, "Which printer do you have?", parent=comment)
        for number, words in enumerate(HOSTILE):
            factories.idea(BEN, words, f"{words}\n\n`{words}`", slug="rotas" if number % 2 else "swaps")
        for number in range(13):
            factories.idea(BEN, f"Plain wish number {number}")
        db.session.flush()
        db.session.execute(Idea.__table__.update().where(Idea.id == first.id).values(vote_count=3))
        return first.id


def focused(page: Page) -> str:
    """What has the focus: its id, or the tag where it has none; never the body."""
    return page.evaluate("document.activeElement.id || document.activeElement.tagName.toLowerCase()")


def settled(page: Page, sentence: str | re.Pattern[str]) -> None:
    expect(page.locator("#say")).to_have_text(sentence)
    page.wait_for_timeout(100)
    assert focused(page) != "body"


PUBLIC = {"list": "/", "filtered": "/?tab=waiting&topic=rotas", "nothing": "/?tag=nothing", "idea": "/ideas/1", "hostile": "/?tab=new"}
OWN = {"mine": "/?tab=mine", "own": "/ideas/1", "edit": "/ideas/1/edit", "history": "/ideas/1/history", "delete": "/ideas/1/delete"}


def test_everybody_can_use_the_pages(live, open_page, ideas):
    page = open_page()
    for pages in (PUBLIC, OWN):
        if pages is OWN:
            sign_in(page, live, ADA)
        for name, path in pages.items():
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                page.goto(live.url + path)
                assert_everybody_can_use(page, f"{name}-{scheme}")


def test_no_words_break_the_layout_or_run(live, open_page, ideas):
    page = open_page()
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    for path in ("/?tab=new", *(f"/ideas/{ideas + 1 + n}" for n in range(len(HOSTILE)))):
        page.goto(live.url + path)
        assert page.title() != "gone"
        for width, direction in ((390, "ltr"), (390, "rtl"), (1280, "ltr"), (1280, "rtl")):
            page.set_viewport_size({"width": width, "height": 900})
            page.evaluate("way => document.documentElement.dir = way", direction)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width, direction)
            tall = page.evaluate("Math.max(...[...document.querySelectorAll('h1, .idea-row h3')].map(e => e.getBoundingClientRect().height))")
            assert tall < 420, path


def test_on_a_small_screen_the_words_come_before_the_vote(live, open_page, ideas):
    page = open_page(width=390)
    page.goto(f"{live.url}/ideas/{ideas}")
    parts = ("h1", ".chip", ".at-a-glance", ".prose", ".vote.wide", "#clock", "#comments", "#follow", "#share-link")
    tops = [page.locator(part).first.bounding_box()["y"] for part in parts]  # type: ignore[index]
    chip, glance = tops[1], tops[2]
    assert abs(chip - glance) < 20
    assert [tops[0], *tops[3:]] == sorted([tops[0], *tops[3:]])


def test_nobody_loses_their_place_in_the_list(live, open_page, ideas):
    page = open_page()
    page.goto(live.url)
    page.locator("#tab-new").click()
    settled(page, re.compile(r"^15 (of 20 )?ideas$"))
    assert focused(page) == "tab-new"
    assert page.url == f"{live.url}/?tab=new"
    page.locator("#filter-topic").focus()
    page.locator("#filter-topic").select_option("rotas")
    page.wait_for_url("**/?tab=new&topic=rotas")
    page.wait_for_timeout(100)
    assert focused(page) == "filter-topic"
    page.locator("#filter-topic").select_option("")
    page.wait_for_url("**/?tab=new")
    page.locator("#show-more").click()
    settled(page, "5 more ideas")
    assert page.evaluate("document.activeElement.closest('.idea-row') === document.querySelectorAll('.idea-row')[15]")
    assert page.locator(".idea-row").count() == 20
    page.go_back()
    expect(page.locator("#filter-topic")).to_have_value("rotas")
    assert page.locator("#main").count() == 1


def test_nobody_loses_their_place_on_the_page(live, open_page, ideas):
    page = open_page()
    sign_in(page, live, CLEO)
    page.goto(f"{live.url}/ideas/{ideas}")
    page.locator(f"#vote-button-{ideas}").click()
    settled(page, "Your vote is in. 4 votes. We write to you when it is answered.")
    assert focused(page) == f"vote-button-{ideas}"
    page.locator("#vote-hears-act").click()
    settled(page, "You hear nothing more of this idea.")
    assert focused(page) == "vote-hears-act"
    expect(page.locator("#vote-hears")).to_contain_text("We do not write to you about this idea.")
    expect(page.locator("#follow-level")).to_have_value("nothing")
    page.locator(f"#importance-{ideas}-3").check()
    settled(page, "Thank you. Your vote says how much it matters.")
    assert focused(page) == f"importance-{ideas}-3"
    page.locator("#helpful-button-1").click()
    settled(page, "Thank you for saying that it helped.")
    assert focused(page) == "helpful-button-1"
    page.locator("#follow-level").select_option("all")
    page.locator("#follow-save").click()
    settled(page, "You follow this idea: answers and comments.")
    assert focused(page) == "follow-save"


def test_a_conversation_goes_on_where_it_is(live, open_page, ideas):
    page = open_page()
    sign_in(page, live, CLEO)
    page.goto(f"{live.url}/ideas/{ideas}")
    page.locator("#comment-form-0 button").click()
    expect(page.locator("#comment-problem-0")).to_be_visible()
    expect(page.locator("#comment-0")).to_be_focused()
    page.locator("#comment-0").fill("Ours has no printer at all.")
    page.locator("#comment-form-0 button").click()
    settled(page, "Your comment is posted. We write to you when somebody comments here.")
    assert focused(page) == "c-3"
    page.locator("#talk-hears-2").click()
    settled(page, "You hear nothing more of this idea.")
    expect(page.locator("#talk-hears")).to_contain_text("We do not write to you about this idea.")
    expect(page.locator("#comments-h")).to_have_text("3 comments")
    expect(page.locator("#comment-0")).to_have_value("")
    page.locator("#reply-1 summary").click()
    expect(page.locator("#comment-1")).to_be_focused()
    page.locator("#comment-1").fill("The one by the kitchen.")
    page.locator("#comment-form-1 button").click()
    expect(page.locator("#replies-1 > li")).to_have_count(2)
    expect(page.locator("#c-4")).to_be_focused()
    expect(page.locator("#reply-1")).not_to_have_attribute("open", "")
    assert_everybody_can_use(page, "conversation")


def test_without_scripts_the_same_forms_do_the_same(live, open_page, ideas):
    page = open_page(scripting=False)
    sign_in(page, live, CLEO)
    page.goto(f"{live.url}/ideas/{ideas}")
    page.locator(f"#vote-button-{ideas}").click()
    expect(page.locator(".flash")).to_contain_text("Your vote is in. 4 votes. We write to you when it is answered.")
    page.locator("#vote-hears-act").click()
    expect(page.locator(".flash")).to_have_text("You hear nothing more of this idea.")
    page.locator("#reply-1 summary").click()
    page.locator("#comment-1").fill("The one by the kitchen.")
    page.locator("#comment-form-1 button").click()
    expect(page.locator(".flash")).to_contain_text("Your comment is posted.")
    expect(page.locator("#replies-1 > li")).to_have_count(2)
    expect(page.locator("#share-link")).to_be_visible()
    expect(page.locator("[data-copy]")).to_be_hidden()
    page.goto(live.url)
    page.locator("#filter-topic").select_option("swaps")
    page.get_by_role("button", name="Show", exact=True).click()
    assert page.locator(".idea-row").count() == 3


def test_the_link_is_copied(live, open_page, ideas):
    page = open_page()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live.url)
    page.goto(f"{live.url}/ideas/{ideas}")
    page.locator("[data-copy]").click()
    expect(page.locator("#say")).to_have_text("The link is copied.")
    assert page.evaluate("navigator.clipboard.readText()") == f"{live.url}/ideas/{ideas}/print-the-week-on-one-page"


def test_paper_gets_the_words_and_no_forms(live, open_page, ideas):
    page = open_page()
    page.goto(f"{live.url}/ideas/{ideas}")
    page.emulate_media(media="print")
    for part in ("h1", ".prose", ".said", "#clock"):
        expect(page.locator(part).first).to_be_visible()
    for part in ("#comment-form-0", ".reply", ".acts", "#follow", "#share-link", ".me", "header nav", ".colophon form"):
        assert not any(found.is_visible() for found in page.locator(part).all()), part
