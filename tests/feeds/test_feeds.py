"""Feeds of the list, of a search, of one conversation and of the answers: valid, public, quiet, and complete page by page."""

import re
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest

from community import clock
from community.db import db, writing
from community.ideas.models import Comment, Idea
from community.jobs import indexing
from community.responses.actions import AnswerDraft, answer_idea
from tests import factories
from tests.cast import ADA, BEN, CLEO, MARTA
from tests.feeds.reading import ATOM, entries, link, parsed, text, titles

LETTER = "We plan this for the spring & will say so here when it is <b>there</b> for everyone."


@pytest.fixture
def ideas(app):
    """Three public ideas, the first with a conversation and an answer, and one for staff only."""
    with writing() as session:
        factories.topic("rotas", owner=MARTA)
        factories.topic("payroll")
        factories.topic("secret", visibility="staff")
        now = clock.now() - timedelta(days=9)
        week = factories.idea(ADA, "Print the week", "On *one* page <script>", tags="paper, wall", now=now)
        hours = factories.idea(BEN, "Export \x0bhours", slug="payroll", now=now + timedelta(days=1))
        last = factories.idea(CLEO, "Dark colours", now=now + timedelta(days=2))
        secret = factories.idea(MARTA, "A secret plan", slug="secret", now=now)
        factories.comment(BEN, week, "We **too**.")
        factories.hide_comment(factories.comment(CLEO, week, "Out of sight").id)
        factories.comment(MARTA, secret, "Between us")
        session.flush()
        review = (clock.now() + timedelta(days=60)).date()
        answer_idea(factories.viewer(MARTA), week, AnswerDraft("planned", LETTER, "<p>We plan this.</p>", review), now=clock.now() + timedelta(minutes=1))
        return {"week": week.id, "hours": hours.id, "last": last.id, "secret": secret.id}


def told(client, address):
    return parsed(client.get(address))


FEEDS = ("/feed.atom", "/feed.atom?tab=new", "/feed.atom?tab=trending", "/feed.atom?tab=waiting", "/feed.atom?tab=answered", "/feed.atom?topic=rotas&status=planned&tag=paper",
         "/search.atom?q=print", "/search.atom?topic=rotas", "/search.atom", "/search.atom?q=zebra", "/ideas/1/feed.atom", "/ideas/3/feed.atom", "/answering.atom", "/answering.atom?topic=payroll")


@pytest.mark.parametrize("address", FEEDS)
def test_every_feed_is_valid_and_says_where_it_is(client, ideas, address):
    feed = told(client, address)
    assert urlsplit(link(feed, "self")).path == urlsplit(address).path
    assert text(feed, "id") == link(feed, "first") == link(feed, "self")
    page = link(feed, "alternate")
    assert client.get(page[page.index("/", 8):], follow_redirects=True).status_code == 200


def test_the_list_tells_what_the_page_shows(client, ideas):
    assert titles(told(client, "/feed.atom?tab=new")) == ["Dark colours", "Export hours", "Print the week"]
    assert titles(told(client, "/feed.atom?tab=new&topic=payroll")) == ["Export hours"]
    assert titles(told(client, "/feed.atom?tag=paper")) == ["Print the week"]
    assert titles(told(client, "/feed.atom?status=planned")) == ["Print the week"]
    week = entries(told(client, "/feed.atom?tag=paper"))[0]
    assert text(week, "id").endswith("/ideas/1")
    assert week.findtext(f"{ATOM}author/{ATOM}name") == "Ada Okoro"
    assert text(week, "content") == "<p>On <em>one</em> page &lt;script&gt;</p>"
    assert {each.get("term") for each in week.findall(f"{ATOM}category")} == {"rotas", "planned", "paper", "wall"}
    assert datetime.fromisoformat(text(week, "updated")) > datetime.fromisoformat(text(week, "published"))


def test_a_search_is_a_feed_with_its_filters(client, ideas):
    assert titles(told(client, "/search.atom?q=print")) == ["Print the week"]
    assert titles(told(client, "/search.atom?q=print&author=ben")) == []
    assert titles(told(client, "/search.atom?author=ben")) == ["Export hours"]
    assert client.get("/search.atom?q=print&from=nonsense").status_code == 404


def test_a_conversation_tells_answers_and_comments_in_sight(client, ideas):
    feed = told(client, f"/ideas/{ideas['week']}/feed.atom")
    assert titles(feed) == ["Marta Lindqvist answered: Planned", "Ben Talbot commented"]
    assert text(entries(feed)[1], "content") == "<p>We <strong>too</strong>.</p>"
    assert link(entries(feed)[1], "alternate").endswith(f"/ideas/{ideas['week']}#c-1")
    assert "Out of sight" not in client.get(f"/ideas/{ideas['week']}/feed.atom").text


def test_a_merged_idea_leads_to_the_feed_of_where_it_lives(client, ideas):
    with writing() as session:
        session.execute(Idea.__table__.update().where(Idea.id == ideas["hours"]).values(root_id=ideas["week"]))
        session.execute(Idea.__table__.update().where(Idea.id == ideas["week"]).values(part_count=1))
        factories.comment(CLEO, session.get(Idea, ideas["week"]), "And I")
        session.execute(Comment.__table__.update().where(Comment.body == "And I").values(idea_id=ideas["hours"]))
    answer = client.get(f"/ideas/{ideas['hours']}/feed.atom")
    assert (answer.status_code, answer.location, answer.headers["Cache-Control"]) == (302, f"/ideas/{ideas['week']}/feed.atom", "no-store")
    assert "Cleo Marsh commented" in titles(told(client, answer.location))


def test_the_answers_are_told_with_their_ideas(client, ideas):
    assert titles(told(client, "/answering.atom")) == ["Print the week (Planned)"]
    assert titles(told(client, "/answering.atom?topic=payroll")) == []


@pytest.mark.parametrize("who", [None, BEN, MARTA])
def test_whoever_asks_sees_what_a_visitor_sees(client, as_person, ideas, who):
    browser = as_person(who) if who else client
    for address in FEEDS:
        answer = browser.get(address)
        assert "ecret" not in answer.text
        assert answer.data == client.get(address).data
        assert answer.headers["Cache-Control"] == "public, max-age=300"
        assert "Set-Cookie" not in answer.headers
    for gone in ("/feed.atom?topic=secret", "/search.atom?topic=secret", f"/ideas/{ideas['secret']}/feed.atom", "/answering.atom?topic=secret", "/feed.atom?tab=mine", "/ideas/999/feed.atom"):
        assert browser.get(gone).status_code == 404, gone


def test_a_reader_that_has_it_gets_nothing_again(client, ideas):
    for address in FEEDS:
        etag = client.get(address).headers["ETag"]
        again = client.get(address, headers={"If-None-Match": etag})
        assert (again.status_code, again.data) == (304, b"")
    with writing() as session:
        factories.comment(CLEO, session.get(Idea, ideas["week"]), "New")
    changed = client.get("/ideas/1/feed.atom", headers={"If-None-Match": client.get("/ideas/3/feed.atom").headers["ETag"]})
    assert changed.status_code == 200
    assert "Cleo Marsh commented" in changed.text


def walk(client, address):
    seen, pages = [], 0
    while address:
        feed = told(client, address)
        seen += [text(entry, "id") for entry in entries(feed)]
        following = link(feed, "next")
        address, pages = following and following[following.index("/", 8):], pages + 1
    return seen, pages


def test_all_pages_together_hold_everything_once(client, ideas):
    with writing() as session:
        week, now = session.get(Idea, ideas["week"]), clock.now()
        for number in range(50):
            factories.idea(BEN, f"Print wish {number}", now=now - timedelta(hours=number // 3))
            comment = factories.comment(CLEO, week, f"Comment {number}")
            comment.created_at = now - timedelta(minutes=number // 7)
    indexing.rebuild_index()
    db.session.remove()
    for address, count, pages in (
        ("/feed.atom?tab=new", 53, 4), ("/feed.atom", 53, 4), ("/search.atom?q=print", 51, 4), (f"/ideas/{ideas['week']}/feed.atom", 52, 3),
    ):
        seen, walked = walk(client, address)
        assert (len(seen), len(set(seen)), walked) == (count, count, pages), address


@pytest.mark.parametrize("after", ["x", "1~2", "9999999999999999~9~1", "~~", "1~1~99999999999", "٣~1~1", "1" * 400])
def test_a_key_that_was_tampered_with_is_no_error(client, ideas, after):
    for address in ("/feed.atom", "/search.atom", "/ideas/1/feed.atom", "/answering.atom"):
        assert client.get(address, query_string={"after": after, "q": "print"}).status_code == 200


def test_pages_say_where_their_feed_is(client, as_person, ideas):
    for page, feed in (
        ("/", "/feed.atom"), ("/?tab=new&topic=rotas", "/feed.atom?topic=rotas&amp;tab=new"), ("/search?q=print&author=ada", "/search.atom?q=print&amp;author=ada"),
        ("/ideas/1", "/ideas/1/feed.atom"), ("/answering", "/answering.atom"),
    ):
        shown = client.get(page, follow_redirects=True).text
        head = re.search(r'<link rel="alternate" type="application/atom\+xml" title="[^"]+" href="([^"]+)">', shown)
        assert head[1] == feed
        assert f'class="feed with-icon fine" href="{feed}"' in shown
        assert told(client, feed.replace("&amp;", "&")) is not None
    marta = as_person(MARTA)
    for page in ("/?tab=mine", "/?topic=secret", f"/ideas/{ideas['secret']}", "/search?topic=secret"):
        assert "atom" not in marta.get(page, follow_redirects=True).text, page


def test_a_feed_costs_few_statements(client, ideas, statements):
    for address, most in (("/feed.atom", 4), ("/ideas/1/feed.atom", 3), ("/answering.atom", 2), ("/feed.atom?topic=rotas", 4)):
        client.get(address)
        db.session.rollback()
        with statements() as sent:
            client.get(address)
        assert len(sent) <= most, (address, sent)
