"""The list page: its tabs, its filters, its next page, and what it costs."""

import re
from datetime import timedelta

import pytest

from community import clock
from community.db import db, writing
from community.ideas.models import Idea
from community.site import Site
from tests import factories
from tests.cast import ADA, BEN, CLEO, MARTA, SAM
from tests.ideas.conftest import titles

HTMX = {"HX-Request": "true"}
DAY = timedelta(days=1)


@pytest.fixture
def forty(app):
    """Forty ideas in two topics, with votes, ages and answers that give every list another order."""
    now = clock.now()
    with writing():
        for n in range(40):
            slug = "rotas" if n % 3 else "swaps"
            idea = factories.idea(ADA if n % 2 else BEN, f"Idea number {n:02}", tags="even" if n % 2 == 0 else "odd", slug=slug, now=now - n * DAY)
            idea.vote_count = (n * 7) % 11
            idea.hot = (n * 13) % 17 + 0.5
            if n % 4 == 0:
                idea.answered_at = now - (n % 9) * DAY
                db.session.execute(Idea.__table__.update().where(Idea.id == idea.id).values(answer_state="answered", status="planned"))
            else:
                db.session.execute(Idea.__table__.update().where(Idea.id == idea.id).values(due_at=now + (n % 5 - 2) * DAY))
    return 40


def walk(browser, path):
    """Every title of a list, page by page."""
    seen, pages = [], 0
    while path and pages < 10:
        html = browser.get(path).text
        seen += titles(html)
        path = next((m.replace("&amp;", "&") for m in re.findall(r'id="show-more" class="btn" href="([^"]+)"', html)), None)
        pages += 1
    return seen


def test_walking_on_shows_each_idea_once_and_none_is_missed(client, forty):
    for tab, count in {"top": 40, "trending": 40, "new": 40, "waiting": 30, "answered": 10}.items():
        seen = walk(client, f"/?tab={tab}")
        assert len(seen) == len(set(seen)) == count, tab


def test_each_tab_has_its_order(client, forty):
    by_vote = [(n * 7) % 11 for n in (int(t[-2:]) for t in walk(client, "/"))]
    assert by_vote == sorted(by_vote, reverse=True)
    assert walk(client, "/?tab=new") == [f"Idea number {n:02}" for n in range(40)]
    due = [(int(t[-2:]) % 5) for t in walk(client, "/?tab=waiting")]
    assert due == sorted(due)


def test_mine_holds_ones_own_waiting_ones_too(as_person, forty):
    with writing():
        factories.idea(BEN, "Idea number 99", hold=True)
    seen = walk(as_person(BEN), "/?tab=mine")
    assert len(seen) == 21
    assert "Idea number 99" in seen
    assert "Idea number 99" not in walk(as_person(CLEO), "/?tab=new")


def test_a_visitor_is_led_to_sign_in_for_mine_and_is_not_offered_it(client, forty):
    assert client.get("/?tab=mine").status_code == 302
    assert 'id="tab-mine"' not in client.get("/").text


def test_filters_narrow(client, forty):
    counts = {
        "topic=swaps": 14, "status=planned": 10, "tag=even": 20, "topic=swaps&tag=even": 7, "topic=nowhere": 0,
        "tag=nothing": 0, "status=merged-or-so": 40,
    }
    assert {query: len(walk(client, f"/?{query}")) for query in counts} == counts


def test_filters_stay_when_the_tab_changes_and_when_more_is_shown(client, forty):
    html = client.get("/?topic=rotas&tag=odd").text
    assert 'href="/?tab=new&amp;topic=rotas&amp;tag=odd"' in html
    assert re.search(r'id="show-more" class="btn" href="/\?topic=rotas&amp;tag=odd&amp;after=', html) or "show-more" not in html
    assert '<option value="rotas" selected>' in html


JUNK = (
    "tab=nothing", "tab=", "tab=top&tab=new", "after=", "after=junk", "after=1~2~3", "after=-1~-1", "after=99999999999999999999~1", "tab=trending&after=nan~1", "tab=trending&after=inf~1", "tab=trending&after=1e999~1", "tab=new&after=2026-01-01~1", "tab=new&after=0001-01-01T00:00:00%2B23:59~1", "tab=new&after=9999-12-31T23:59:59-23:59~1", "tab=waiting&after=now~1", "sort=(select 1)", "limit=1e9", "page=-1", "topic=' OR 1=1--", "tag=%_\\", "status=%F0%9F%98%80", "tag=%E2%80%A8%E2%80%AE", "topic=" + "x" * 5000, "tag=%ED%A0%80", "topic=a%00b",
)


def test_no_address_breaks_the_list(client, as_person, forty):
    for browser in (client, as_person(SAM)):
        for query in JUNK:
            answer = browser.get(f"/?{query}")
            assert answer.status_code in (200, 400), query
            assert "Something broke" not in answer.text


def test_nonsense_shows_the_plain_list(client, forty):
    plain = titles(client.get("/").text)
    for query in ("tab=nothing", "after=junk", "after=-1~-1", "page=-1", "status=bogus"):
        assert titles(client.get(f"/?{query}").text) == plain


def test_htmx_gets_the_part_with_tabs_filters_and_rows(client, forty):
    answer = client.get("/?tab=new&topic=&status=", headers=HTMX)
    assert answer.text.startswith('<section id="ideas"')
    assert "<html" not in answer.text
    assert answer.headers["HX-Push-Url"] == "/?tab=new"
    assert "15 ideas</div>" in answer.text
    assert "HX-Request" in answer.headers["Vary"]


def test_more_by_htmx_brings_rows_and_the_place_to_go_on_reading(client, forty):
    url = re.search(r'id="show-more" class="btn" href="([^"]+)"', client.get("/").text)[1].replace("&amp;", "&")
    answer = client.get(url, headers=HTMX)
    assert answer.text.startswith("<ol")
    assert answer.text.count("data-focus") == 1
    assert answer.text.index("data-focus") < answer.text.index("</h3>")
    assert 'id="more"' in answer.text
    assert "15 more ideas" in answer.text
    assert "HX-Push-Url" not in answer.headers


def test_more_without_htmx_is_a_whole_page_with_a_way_back(client, forty):
    url = re.search(r'id="show-more" class="btn" href="([^"]+)"', client.get("/?tab=new").text)[1].replace("&amp;", "&")
    html = client.get(url).text
    assert "<html" in html
    assert '<a href="/?tab=new">Back to the start of this list</a>' in html


def test_going_back_in_history_gets_the_whole_page(client, forty):
    answer = client.get("/?tab=new", headers={**HTMX, "HX-History-Restore-Request": "true"})
    assert "<html" in answer.text


@pytest.mark.parametrize("who", [None, BEN])
def test_the_list_stays_within_its_statement_budget(client, as_person, forty, statements, who):
    browser = as_person(who) if who else client
    browser.get("/")
    for query in ("/", "/?tab=new&topic=rotas&tag=odd&status=new"):
        with statements() as sent:
            assert browser.get(query).status_code == 200
        assert len(sent) <= 4, sent


def test_rows_carry_words_for_the_clock_and_ones_own_vote(client, as_person, forty):
    ben = as_person(BEN)
    first = re.search(r'id="idea-(\d+)"', ben.get("/?tab=new").text)[1]
    ben.post(f"/ideas/{first}/vote")
    row = ben.get("/?tab=new").text.split(f'id="idea-{first}"')[1].split("</li>")[0]
    assert 'aria-pressed="true"' in row
    assert 'data-clock="' in row
    assert 'aria-pressed="true"' not in client.get("/?tab=new").text.split('id="ideas"')[1].split("</section>")[0]


@pytest.mark.parametrize(
    ("query", "words"),
    [("", "You are the first to ask"), ("?tab=waiting", "Everything is answered"), ("?tab=answered", "No answer yet"), ("?tag=x", "Nothing here with these filters"), ("?tab=mine", "You have not suggested anything yet")],
)
def test_each_empty_list_has_its_own_words(as_person, app, query, words):
    html = as_person(CLEO).get(f"/{query}").text
    assert words in html
    assert html.count('class="empty"') == 1
    assert '<svg class="art' in html


def test_each_empty_list_has_its_own_drawing(as_person, app):
    cleo = as_person(CLEO)
    drawings = {cleo.get(f"/{query}").text.split('<svg class="art')[1].split("</svg>")[0] for query in ("", "?tab=waiting", "?tab=answered", "?tag=x", "?tab=mine")}
    assert len(drawings) == 5


def test_the_margin_shows_only_what_is_there(client, app):
    assert "How we answer</h2>" not in client.get("/").text
    with writing():
        db.session.get_one(Site, 1).summary = {
            "tabs": {"top": 312}, "figures": {"median_days": 5, "in_time_percent": 91, "due_this_month": 44, "late": 10, "open": 12, "oldest_days": 56},
            "just_answered": [{"id": 7, "title": "<b>Bank holidays</b>", "answerer": "Marta Lindqvist", "at": clock.now().isoformat()}],
        }
    html = client.get("/").text
    assert '5 <small>days</small>' in html
    assert '91 <small>% in time</small>' in html
    assert "of the 44 ideas due this month." in html
    assert "The oldest has waited 56 days." in html
    assert "&lt;b&gt;Bank holidays&lt;/b&gt;" in html
    assert '<span class="n">312</span>' in html


def test_a_topic_for_staff_is_in_no_list_and_no_filter_of_others(client, as_person, app):
    with writing():
        factories.idea(MARTA, "Inside matter", slug="inside")
        factories.topic("inside", visibility="staff")
    assert "Inside matter" in as_person(SAM).get("/").text
    for browser in (client, as_person(BEN)):
        assert "Inside" not in browser.get("/").text
        assert "Inside matter" not in browser.get("/?topic=inside").text
