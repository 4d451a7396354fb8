"""The desk's lists: narrowed, ordered, in pages, with the ticks kept from page to page."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from community import clock
from community.db import db, writing
from community.ideas.models import Idea
from community.responses.queries_desk import DeskFilter, count_wanted, desk_counts, desk_page
from community.responses.timing import Horizon
from tests import factories
from tests.cast import ADA, DEV, MARTA, OWEN, SAM

NOW = datetime(2026, 6, 15, 9, tzinfo=UTC)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def many(app, monkeypatch):
    """130 ideas in two topics, due in turn from ten days ago on; every tenth passed on to Dev, every thirteenth without a clock."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with writing():
        topics, dev, ada = (factories.topic("rotas", MARTA), factories.topic("swaps", DEV)), factories.person(DEV).id, factories.person(ADA).id
        ideas = []
        for number in range(130):
            asked, clockless = NOW - timedelta(days=30, minutes=number), number % 13 == 0
            ideas.append(Idea(
                title=f"Idea {number:03}", author_id=ada, topic_id=topics[number % 5 == 0].id, created_at=asked, published_at=asked,
                started_at=None if clockless else asked, due_at=None if clockless else NOW + timedelta(days=number // 3 - 10),
                vote_count=number % 7, owner_id=None if number % 10 else dev,
            ))
        db.session.add_all(ideas)
        db.session.flush()
        return [idea.id for idea in ideas]


def titles(text):
    return re.findall(r'title="(Idea \d+)"', unescape(text))


def at():
    return Horizon.of(NOW, UTC)


def walk(viewer, wanted, size):
    """Every title of a list, page by page."""
    found, after = [], ()
    while True:
        page = desk_page(viewer, DeskFilter(**{**wanted, "after": after}), at(), size)
        found += [row.title for row in page.rows]
        if page.next_key is None:
            return found
        after = page.next_key


@pytest.mark.parametrize("sort", ["due", "votes", "asked"])
@pytest.mark.parametrize("size", [7, 200])
def test_all_pages_together_hold_every_idea_once_in_one_order(many, sort, size):
    viewer = factories.viewer(MARTA)
    found = walk(viewer, {"whose": "everyone", "sort": sort}, size)
    assert len(found) == len(set(found)) == 130
    rows = desk_page(viewer, DeskFilter(sort=sort), at(), 200).rows
    assert found == [row.title for row in rows]
    if sort == "votes":
        assert [row.vote_count for row in rows] == sorted((row.vote_count for row in rows), reverse=True)
    if sort == "asked":
        assert [row.published_at for row in rows] == sorted(row.published_at for row in rows)


@pytest.mark.parametrize(
    "wanted",
    [
        {"topic": "swaps"}, {"status": "new"}, {"status": "planned"}, {"due": "overdue"}, {"due": "today"}, {"due": "week"},
        {"due": "paused"}, {"whose": "nobody", "topic": "rotas"}, {"due": "week", "topic": "swaps", "sort": "votes"},
    ],
)
def test_what_a_list_counts_is_what_it_shows(many, wanted):
    viewer = factories.viewer(MARTA)
    assert len(walk(viewer, wanted, 20)) == count_wanted(viewer, DeskFilter(**wanted), at())


def test_each_way_to_narrow_takes_what_it_says(many):
    def rows(**wanted):
        return desk_page(factories.viewer(MARTA), DeskFilter(**wanted), at(), 200).rows

    assert {row.topic_slug for row in rows(topic="swaps")} == {"swaps"}
    assert all(row.due_at <= NOW for row in rows(due="overdue"))
    assert all(NOW < row.due_at <= at().day_ends for row in rows(due="today"))
    assert all(NOW < row.due_at <= NOW + timedelta(days=7) for row in rows(due="week"))
    dev = factories.person(DEV).id
    assert {row.owner_name for row in rows(owner=dev)} == {"Dev Rao"}
    assert len(rows(owner=dev)) == 26
    assert rows(owner=10**8) == []


def test_a_question_that_waits_for_a_reply_stands_by_its_own_date(as_person, many):
    """Also where the idea itself is answered for good, and nothing else would be due."""
    with writing() as session:
        idea = session.get_one(Idea, many[0])
        idea.answer_state, idea.answered_at, idea.review_at, idea.status = "answered", NOW, None, "shipped"
    viewer, asked = factories.viewer(MARTA), {"due": "asked"}
    assert walk(viewer, asked, 20) == []
    with writing() as session:
        session.get_one(Idea, many[0]).asked_due_at = NOW + timedelta(hours=3)
        session.get_one(Idea, many[1]).asked_due_at = NOW - timedelta(hours=3)
    assert walk(viewer, asked, 20) == ["Idea 001", "Idea 000"]
    assert "Idea 000" in walk(viewer, {"due": "today"}, 200)
    assert "Idea 001" in walk(viewer, {"due": "overdue"}, 200)
    assert "Idea 000" not in walk(viewer, {"due": "renew"}, 200)
    text = as_person(MARTA).get("/desk?whose=everyone&due=asked").text
    assert "A question waits for a reply by" in text
    assert "the reply was due" in text


def test_the_navigation_counts_what_the_lists_hold(many):
    viewer = factories.viewer(MARTA)
    counts = desk_counts(viewer, at())
    for whose, number in counts.queues.items():
        assert count_wanted(viewer, DeskFilter(whose=whose), at()) == number, whose
    for due, number in counts.mine.items():
        assert count_wanted(viewer, DeskFilter(whose="mine", due=due), at()) == number, due
    assert counts.overdue == count_wanted(viewer, DeskFilter(due="overdue"), at()) > 0
    assert [(topic.slug, topic.open) for topic in counts.topics] == [("rotas", 104), ("swaps", 26)]


def test_show_more_goes_on_without_a_script_and_keeps_the_ticks(as_person, many):
    marta = as_person(MARTA)
    first = marta.get("/desk?whose=everyone").text
    key = re.search(r'name="after" value="([^"]+)"', first)[1]
    ticked = [many[40], many[41]]
    second = marta.get("/desk", query_string={"whose": "everyone", "after": unescape(key), "id": [*ticked, "x", "-5"]}).text
    assert len(titles(first)) == len(titles(second)) == 50
    assert not set(titles(first)) & set(titles(second))
    assert "Selected on other pages" in second
    for each in ticked:
        assert re.search(rf'value="{each}" checked', second)
    assert "Back to the start of this list" in second


def test_a_swap_brings_the_next_rows_and_the_way_on(as_person, many):
    marta = as_person(MARTA)
    first = marta.get("/desk?whose=everyone").text
    key, url = (re.search(pattern, first)[1] for pattern in (r'name="after" value="([^"]+)"', r'hx-get="(/desk[^"]+)"'))
    more = marta.get(unescape(url) + "&after=" + unescape(key).replace("+", "%2B"), headers=HTMX).text
    assert len(titles(more)) == 50
    assert more.count("data-focus") == 1
    assert 'id="more-ideas" class="pager" hx-swap-oob="true"' in more
    assert "50 more ideas" in more
    assert "<html" not in more


def test_an_address_that_was_tampered_with_shows_the_list_from_its_start(as_person, many):
    marta = as_person(MARTA)
    whole = titles(marta.get("/desk?whose=everyone").text)
    for after in ("x", "~~", "0~x~1", "1~2026-06-15~3", "0~9999-12-31T00:00:00+00:00~1~5", "9" * 400):
        assert titles(marta.get("/desk", query_string={"whose": "everyone", "after": after}).text) == whole, after
    nonsense = {"sort": "x", "due": "nonsense", "owner": "²", "status": "x"}
    assert titles(marta.get("/desk", query_string={"whose": "everyone", **nonsense}).text) == whole


def chosen(browser, do, ids):
    return browser.get("/desk/selected", query_string={"do": do, "id": ids})


def test_what_is_ticked_leads_to_the_page_that_does_it(as_person, many):
    marta = as_person(MARTA)
    one, two, three = many[1], many[6], many[13]
    assert chosen(marta, "answer", [one]).location == f"/desk/ideas/{one}"
    assert chosen(marta, "answer", [one, two]).location.startswith("/desk/answer-together?ids=")
    assert chosen(marta, "merge", [one, two, three]).location == f"/desk/ideas/{two}/merge?from={three}&from={one}"
    assert chosen(marta, "merge", [one]).location == f"/desk/ideas/{one}/merge"
    assert chosen(marta, "pass", [one]).location == f"/desk/hand-over?ids={one}"
    assert chosen(marta, "nonsense", [one]).location == f"/desk/ideas/{one}"


def test_nothing_ticked_says_so_and_leads_back_to_the_same_list(as_person, many):
    marta = as_person(MARTA)
    answer = marta.get("/desk/selected", query_string={"do": "pass", "whose": "nobody", "topic": "rotas", "id": ["0", "zz", "99999999"]})
    assert (answer.status_code, answer.location) == (303, "/desk?whose=nobody&topic=rotas")
    assert "Please tick the ideas it is about first." in marta.get(answer.location).text


def test_staff_who_do_not_answer_have_no_buttons_for_it(as_person, many):
    text = as_person(SAM).get("/desk").text
    assert 'value="pass"' not in text
    assert 'value="pass"' in as_person(OWEN).get("/desk?whose=everyone").text
