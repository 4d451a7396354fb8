"""The panel while one types, in a real browser and from a server that takes its time: quiet, never stale, never in the way."""

import time
from collections.abc import Iterator
from threading import Thread
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from werkzeug.serving import make_server

from community.db import db
from community.events import Event
from community.ideas.models import Idea
from community.triage.models import Judgement
from tests import factories
from tests.cast import ADA, BEN, MARTA
from tests.journeys.access import assert_everybody_can_use
from tests.journeys.people import sign_in
from tests.journeys.site import LiveSite, eventually

pytestmark = pytest.mark.journey

SLOW = 1.2


class Slowly:
    """The site's own pages, where what is asked with the word `slow` takes SLOW seconds; `asked` tells what and when."""

    def __init__(self, app):  # type: ignore[no-untyped-def]
        self.app = app
        self.asked: list[tuple[float, str]] = []

    def __call__(self, environ, start_response):  # type: ignore[no-untyped-def]
        if environ["PATH_INFO"] == "/ideas/similar":
            text = parse_qs(environ["QUERY_STRING"]).get("q", [""])[0]
            self.asked.append((time.monotonic(), text))
            if "slow" in text:
                time.sleep(SLOW)
        if environ["PATH_INFO"].endswith("/join"):
            time.sleep(SLOW / 2)
        return self.app(environ, start_response)


@pytest.fixture
def slow(live: LiveSite) -> Iterator[tuple[str, Slowly]]:
    slowly = Slowly(live.app.wsgi_app)
    server = make_server("127.0.0.1", 0, slowly, threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.port}", slowly
    server.shutdown()
    server.server_close()


@pytest.fixture
def ideas(live: LiveSite) -> tuple[int, int]:
    """Two ideas that share no word."""
    with live.data():
        factories.topic("rotas", owner=MARTA)
        swaps = factories.idea(ADA, "Let people swap shifts without asking a manager", "If both are trained it could simply happen.").id
        return swaps, factories.idea(ADA, "Export payroll hours in columns we choose", "The bureau wants the cost centre first.").id


def shown(page: Page) -> int:
    """Whether the second idea is shown hangs on how far the worker is."""
    return page.locator("[id^=similar-]").count()


def said_of(rows: int) -> str:
    return f"{rows} similar idea{'' if rows == 1 else 's'} found"


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()")


def test_a_late_answer_never_takes_the_place_of_a_newer_one(slow, ideas, open_page):
    url, slowly = slow
    swaps, payroll = ideas
    page = open_page()
    page.goto(url)
    box = page.locator("#ask")
    box.press_sequentially("slow nurses swap shifts", delay=10)
    eventually(lambda: slowly.asked, "the slow question")
    box.fill("export payroll hours")
    expect(page.locator(f"#similar-{payroll}")).to_be_visible()
    page.wait_for_timeout(int(SLOW * 1000) + 500)
    expect(page.locator(f"#similar-{payroll}")).to_be_visible()
    expect(page.locator(f"#similar-{swaps}")).to_have_count(0)
    assert [text for _, text in slowly.asked] == ["slow nurses swap shifts", "export payroll hours"]


def test_it_asks_once_a_third_of_a_second_after_the_last_key(slow, ideas, open_page):
    url, slowly = slow
    page = open_page()
    page.goto(url)
    page.locator("#ask").press_sequentially("nurses swap their shifts", delay=60)
    ended = time.monotonic()
    expect(page.locator(f"#similar-{ideas[0]}")).to_be_visible()
    [(at, text)] = slowly.asked
    assert text == "nurses swap their shifts"
    assert 0.2 < at - ended < 1.5
    assert focused(page) == "ask"
    expect(page.locator("#say")).to_have_text(said_of(shown(page)))


def test_typing_goes_on_while_somebody_joins_and_their_words_stay(slow, ideas, live, open_page):
    url, _ = slow
    swaps, _ = ideas
    page = open_page()
    sign_in(page, live, BEN)
    page.goto(url)
    box = page.locator("#ask")
    box.fill("nurses swap their shifts")
    page.locator(f"#join-{swaps}").wait_for()
    box.press("End")
    box.press_sequentially(" slow and often")
    page.locator(f"#join-{swaps}").click()
    words = page.locator(f"#words-{swaps}")
    expect(words).to_have_value("nurses swap their shifts slow and often")
    assert focused(page) == f"words-{swaps}"
    words.fill("I press yes eleven times a night.")
    box.fill("nurses swap their shifts, said again")
    page.wait_for_timeout(int(SLOW * 1000) + 600)
    expect(words).to_have_value("I press yes eleven times a night.")
    rows = shown(page)
    page.get_by_role("button", name="Add my words").click()
    expect(page.locator("#say")).to_contain_text("Your words are on")
    box.fill("nurses swap shifts a third time")
    expect(page.locator(f"#join-{swaps}")).to_contain_text("Add my words")
    with live.data():
        told = db.session.scalars(select(Event).where(Event.kind == "suggestion.joined")).one()
        assert told.data["shown"] == rows
        assert 1 <= told.data["seconds"] <= 60


def test_the_body_is_looked_at_together_with_the_line(live, ideas, open_page):
    _, payroll = ideas
    page = open_page()
    page.goto(f"{live.url}/ideas/new")
    page.locator("#title").press_sequentially("Please help us here", delay=10)
    page.wait_for_timeout(700)
    expect(page.locator(f"#similar-{payroll}")).to_have_count(0)
    page.locator("#body").press_sequentially("Our payroll bureau wants the hours with the cost centre", delay=5)
    expect(page.locator(f"#similar-{payroll}")).to_be_visible()
    assert focused(page) == "body"


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_everything_in_it_works_from_the_keyboard_and_reads_well(live, ideas, open_page, width, scheme):
    swaps, _ = ideas
    page = open_page(width=width, scheme=scheme)
    sign_in(page, live, BEN)
    page.goto(live.url)
    page.locator("#ask").press_sequentially("people swap shifts, export payroll hours", delay=5)
    expect(page.locator("#similar h2")).to_have_text("2 ideas sound like yours")
    assert_everybody_can_use(page, f"panel-{width}")
    _tab_to(page, "Mine is different: Export payroll hours in columns we choose")
    page.keyboard.press("Enter")
    expect(page.locator("#found")).to_have_text("One other idea is left")
    expect(page.locator("#say")).to_have_text("Set aside.")
    expect(page.locator("#found")).to_be_focused()
    _tab_to(page, "This is mine too: Let people swap shifts without asking a manager")
    page.keyboard.press("Enter")
    expect(page.locator(f"#words-{swaps}")).to_be_focused()
    assert_everybody_can_use(page, f"panel-words-{width}")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#similar").get_by_text("Your vote and your words are in.")).to_be_visible()
    assert_everybody_can_use(page, f"panel-thanks-{width}")
    expect(page.locator("#similar h3 a").first).to_be_focused()


def test_setting_all_aside_leaves_the_way_to_a_new_idea_and_teaches_once_it_is_posted(live, ideas, open_page, scripting):
    swaps, payroll = ideas
    page = open_page(scripting=scripting)
    sign_in(page, live, BEN)
    page.goto(f"{live.url}/ideas/new?q=people+swap+shifts%2C+export+payroll+hours")
    page.locator("#body").fill("A story of its own.")
    for idea_id in ideas:
        page.locator(f"#similar-{idea_id}").get_by_role("button", name="Mine is different").click()
        expect(page.locator(f"#similar-{idea_id}")).to_have_count(0)
    expect(page.locator("#body")).to_have_value("A story of its own.")
    page.locator("#title").fill("Neither of these")
    page.get_by_role("button", name="Post this idea").last.click()
    expect(page.locator("h1")).to_have_text("Neither of these")
    expect(page.locator(".clock.big")).to_contain_text("Due in")
    with live.data():
        new_id = db.session.scalars(select(Idea.id).where(Idea.title == "Neither of these")).one()
        judged = db.session.execute(select(Judgement.low_id, Judgement.high_id, Judgement.verdict).order_by(Judgement.low_id)).all()
        assert [tuple(row) for row in judged] == [(swaps, new_id, "different"), (payroll, new_id, "different")]


def _tab_to(page: Page, text: str, most: int = 60) -> None:
    page.locator("#ask").focus()
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").strip() == text:
            expect(page.locator(":focus")).to_be_in_viewport()
            return
    raise AssertionError(f"{text} cannot be reached with the Tab key")
