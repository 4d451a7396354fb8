"""Visitors' pages are kept and answered with 304, and never once they are out of date."""

from datetime import timedelta

import pytest

from community import clock
from community.db import db, writing
from community.events import Event
from community.ideas.models import Idea
from community.responses.actions import AnswerDraft, answer_idea
from community.site import change_site, facts_and_changes, touch_site
from tests import factories
from tests.cast import ADA, BEN, CLEO, MARTA

WORDS = "Yes. We build this now, and here is what will come with it and when."


@pytest.fixture(autouse=True)
def _keeping(app):
    app.config["KEPT_PAGES"] = 256
    yield
    app.config["KEPT_PAGES"] = 0


@pytest.fixture
def idea_id(app):
    with writing():
        return factories.idea(ADA, tags="printing").id


def etag(browser, path):
    return browser.get(path).headers["ETag"]


def status(browser, path, tag):
    return browser.get(path, headers={"If-None-Match": tag}).status_code


@pytest.mark.parametrize("path", ["/", "/?tab=new", "/ideas/1"])
def test_an_unchanged_page_is_answered_with_304_in_one_statement(client, idea_id, statements, path):
    tag = etag(client, path)
    with statements() as sent:
        answer = client.get(path, headers={"If-None-Match": tag})
    assert (answer.status_code, answer.data) == (304, b"")
    assert answer.headers["ETag"] == tag
    assert len(sent) == 1


def test_a_kept_page_is_the_page(client, idea_id, statements):
    first = client.get("/ideas/1")
    with statements() as sent:
        second = client.get("/ideas/1")
    assert second.data == first.data
    assert second.content_type == first.content_type
    assert len(sent) == 1


def acts(as_person):
    """Everything that changes what a visitor may read, each as (name, act)."""
    def by(part, path, **data):
        return lambda: as_person(part).post(path, data=data)

    def inside(change):
        def act():
            with writing():
                change()
        return act

    now = clock.now
    return {
        "a vote": by(BEN, "/ideas/1/vote"),
        "a comment": by(BEN, "/ideas/1/comments", body="Me too."),
        "an edit": by(ADA, "/ideas/1/edit", title="Print a fortnight", body="", stamp="first"),
        "a deletion": by(ADA, "/ideas/1/delete"),
        "a new idea": inside(lambda: factories.idea(BEN, "Another idea")),
        "an answer": inside(lambda: answer_idea(factories.viewer(MARTA), db.session.get_one(Idea, 1), AnswerDraft.of("shipped", WORDS), now=now())),
        "a new name of the site": inside(lambda: change_site(None, {"name": "Other ideas"}, now=now())),
        "a touched site": inside(touch_site),
    }


NAMES = ("a vote", "a comment", "an edit", "a deletion", "a new idea", "an answer", "a new name of the site", "a touched site")


@pytest.mark.parametrize("name", NAMES)
def test_nothing_old_is_shown_after(client, as_person, idea_id, name):
    before = {path: etag(client, path) for path in ("/", "/ideas/1")}
    stale = client.get("/").data
    with client.session_transaction() as session:
        assert not session
    acts(as_person)[name]()
    fresh = client.get("/")
    client.application.config["KEPT_PAGES"] = 0
    client.application.extensions["kept_pages"].clear()
    rendered = client.get("/")
    assert fresh.data == rendered.data
    if name != "a touched site":
        assert fresh.data != stale or etag(client, "/ideas/1") != before["/ideas/1"]
        assert {status(client, path, tag) for path, tag in before.items()} != {304}


def test_a_vote_taken_back_is_seen_too(client, as_person, idea_id):
    ben = as_person(BEN)
    ben.post("/ideas/1/vote")
    tag = etag(client, "/ideas/1")
    ben.post("/ideas/1/vote/withdraw")
    assert status(client, "/ideas/1", tag) == 200


def test_a_mark_and_its_withdrawal_are_seen(client, as_person, idea_id):
    as_person(BEN).post("/ideas/1/comments", data={"body": "Me too."})
    cleo, tags = as_person(CLEO), []
    for path in ("/comments/1/helpful", "/comments/1/helpful/withdraw"):
        tags.append(etag(client, "/ideas/1"))
        cleo.post(path)
    assert status(client, "/ideas/1", tags[1]) == 200
    assert etag(client, "/ideas/1") == tags[0]


def test_the_words_of_a_clock_turn_in_time(client, app, idea_id, moved_clock):
    due = clock.now() + timedelta(days=5)
    with writing():
        db.session.execute(Idea.__table__.update().values(due_at=due, started_at=clock.now()))
        touch_site()
    tag = etag(client, "/")
    assert status(client, "/", tag) == 304
    moved_clock(5 * 86_400 + 1)
    answer = client.get("/", headers={"If-None-Match": tag})
    assert answer.status_code == 200
    assert "Overdue by 1 hour" in answer.text


def test_a_clock_turns_to_the_second(client, app, idea_id, moved_clock):
    start = clock.now()
    with writing():
        db.session.execute(Idea.__table__.update().values(due_at=start + timedelta(seconds=300), started_at=start))
        touch_site()
    assert "Overdue" not in client.get("/ideas/1").text
    moved_clock(297)
    assert "Overdue" not in client.get("/ideas/1").text
    moved_clock(301)
    assert "Overdue" in client.get("/ideas/1").text


def test_colours_and_pages_are_kept_apart(client, idea_id):
    plain = client.get("/").data
    client.set_cookie("theme", "dark")
    assert b'data-theme="dark"' in client.get("/").data
    client.delete_cookie("theme")
    assert client.get("/").data == plain
    assert client.get("/?tab=new").data != plain


def test_the_signed_in_never_get_a_visitors_page_nor_leave_theirs(client, as_person, idea_id):
    visitor = client.get("/ideas/1").data
    ada = as_person(ADA)
    assert b"Ada Okoro, your page" in ada.get("/ideas/1").data
    assert b"Change the words" in ada.get("/ideas/1").data
    assert "ETag" not in ada.get("/ideas/1").headers
    assert client.get("/ideas/1").data == visitor


def test_a_sentence_for_one_visitor_is_not_kept_for_the_next(client, other_visitor, as_person, idea_id):
    with client.session_transaction() as session:
        session["_flashes"] = [("good", "You are signed out.")]
    assert "You are signed out." in client.get("/").text
    assert "You are signed out." not in other_visitor.get("/").text
    assert "You are signed out." not in client.get("/").text


@pytest.fixture
def other_visitor(app, client):
    return app.test_client()


def test_htmx_fragments_are_not_mixed_up_with_pages(client, idea_id):
    client.get("/?tab=new")
    assert "<html" not in client.get("/?tab=new", headers={"HX-Request": "true"}).text
    assert "<html" in client.get("/?tab=new").text


def test_a_page_one_may_not_see_is_never_kept(client, as_person, idea_id):
    with writing():
        factories.topic("rotas", visibility="staff")
        touch_site()
    assert client.get("/ideas/1").status_code == 404
    with writing():
        factories.topic("rotas", visibility="everyone")
        touch_site()
    assert client.get("/ideas/1").status_code == 200


def test_only_so_many_pages_are_kept(client, app, idea_id):
    app.config["KEPT_PAGES"] = 3
    for n in range(9):
        client.get(f"/?tag=t{n}")
    kept = app.extensions["kept_pages"]
    assert [address[0] for address in kept] == ["/?tag=t6", "/?tag=t7", "/?tag=t8"]


def test_an_event_committed_late_with_a_smaller_number_is_noticed(client, app, idea_id):
    """On PostgreSQL numbers are given before the commit, so the newest is not always the last to appear."""
    def appears(number):
        with writing():
            db.session.add(Event(id=number, kind="ping", at=clock.now(), data={}))

    appears(1000)
    first = facts_and_changes()
    appears(999)
    assert facts_and_changes() != first


def test_topics_to_choose_follow_the_sites_version(client, idea_id):
    assert 'value="late"' not in client.get("/").text
    with writing():
        factories.topic("late")
        touch_site()
    assert 'value="late"' in client.get("/").text
