"""One's inbox: who was told what, in words made when it is read, and only what may still be read."""

import re
from datetime import timedelta

import pytest

from community import clock, events
from community.db import db, writing
from community.ideas.models import Comment, Idea, Topic
from community.jobs.worker import drain
from community.notifications.models_inbox import Notice
from community.notifications.queries_inbox import IN_INBOX, PAGE_SIZE, count_unread
from community.notifications.wording_inbox import WORDS
from community.responses.models import Answer
from community.triage.actions import merge
from tests import factories
from tests.cast import ADA, BEN, MARTA, ROOT
from tests.notifications.conftest import answer, comment, idea, vote

HTMX = {"HX-Request": "true"}


@pytest.fixture
def told_id(idea_id):
    """Ada's idea is public; Ben commented on it, and Marta answered: three lines for Ada."""
    comment(idea_id)
    answer(idea_id)
    return idea_id


def lines(browser, query=""):
    """The sentences, the latest first."""
    found = re.findall(r'<li class="notice".*?<p>(.*?)</p>', browser.get(f"/me/inbox{query}").text, re.S)
    return [re.sub(r"<[^>]+>", "", line).strip() for line in found]


def unread_of(part):
    return count_unread(factories.viewer(part))


def notice(kind, part=ADA):
    db.session.expire_all()
    return db.session.query(Notice).filter_by(kind=kind, person_id=factories.person(part).id).one()


def put(part, count, kind="idea_answered", idea_id=None, **columns):
    """So many notices of events of their own."""
    with writing() as session:
        for _ in range(count):
            event = events.record("ping", at=clock.now(), idea_id=idea_id)
            session.flush()
            session.add(Notice(event_id=event.id, person_id=factories.person(part).id, kind=kind, idea_id=idea_id, **{"created_at": clock.now(), **columns}))


def test_it_says_who_did_what_on_which_idea_the_latest_first(as_person, told_id):
    assert lines(as_person(ADA)) == [
        "Unread: Marta Lindqvist answered Print the week on one page.", "Unread: Ben Talbot commented on Print the week on one page.",
        "Unread: Print the week on one page is public. You hear the answer first.",
    ]


def test_each_line_leads_to_what_it_tells_of(as_person, told_id):
    page = as_person(ADA).get("/me/inbox").text
    for place in (f"/ideas/{told_id}#answer", f"/ideas/{told_id}#c-1", f"/ideas/{told_id}"):
        assert f'<a href="{place}"><bdi>Print the week on one page</bdi></a>' in page


def test_nobody_reads_what_others_were_told(as_person, told_id):
    assert lines(as_person(MARTA)) == []
    assert as_person(MARTA).post(f"/me/inbox/{notice('idea_answered').id}/read").status_code == 404
    assert notice("idea_answered").read_at is None


def test_what_people_wrote_cannot_become_markup(as_person, told_id):
    with writing():
        idea(told_id).title = "<b>%(name)s</b> & 100 %"
        factories.person(MARTA).name = "M<i>"
    page = as_person(ADA).get("/me/inbox").text
    assert "M&lt;i&gt;" in page
    assert "&lt;b&gt;%(name)s&lt;/b&gt; &amp; 100 %" in page


def test_every_kind_that_shows_has_words_of_its_own(app):
    """Whoever adds a kind says it here in words."""
    assert set(IN_INBOX) - {"idea_reached"} <= set(WORDS)


HIDE = {
    "the idea is hidden": (lambda: setattr(db.session.query(Idea).first(), "state", "hidden"), 0, BEN),
    "the idea is deleted": (lambda: setattr(db.session.query(Idea).first(), "state", "deleted"), 0, ADA),
    "the topic is for staff now": (lambda: setattr(db.session.query(Topic).first(), "visibility", "staff"), 0, BEN),
    "the comment is hidden": (lambda: setattr(db.session.query(Comment).first(), "hidden_at", clock.now()), 2, ADA),
    "the answer is withdrawn": (lambda: setattr(db.session.query(Answer).first(), "withdrawn_at", clock.now()), 2, ADA),
}


@pytest.mark.parametrize("what", HIDE)
def test_what_went_out_of_sight_is_neither_shown_nor_counted_and_comes_back(as_person, told_id, what):
    hide, left, part = HIDE[what]
    if part is BEN:
        put(BEN, 2, idea_id=told_id)
    before = unread_of(part)
    assert before > left
    with writing():
        hide()
    assert (len(lines(as_person(part))), unread_of(part)) == (left, left)
    with writing():
        db.session.query(Idea).update({"state": "published"})
        db.session.query(Topic).update({"visibility": "everyone"})
        db.session.query(Comment).update({"hidden_at": None})
        db.session.query(Answer).update({"withdrawn_at": None})
    assert unread_of(part) == before


def test_what_was_hidden_cannot_be_marked_either(as_person, told_id):
    with writing():
        idea(told_id).state = "deleted"
    assert as_person(ADA).post(f"/me/inbox/{notice('idea_answered').id}/read").status_code == 404


def test_what_joined_another_idea_leads_there(as_person, told_id):
    with writing():
        root = factories.idea(BEN, "Paper for the fridge")
        merge(factories.viewer(MARTA), idea(told_id), root, now=clock.now())
    drain()
    page = as_person(ADA).get("/me/inbox").text
    assert lines(as_person(ADA))[0] == "Unread: Print the week on one page joined Paper for the fridge."
    assert f'href="/ideas/{told_id}' not in page
    with writing():
        root.state = "hidden"
        db.session.merge(root)
    assert lines(as_person(ADA)) == []


def test_only_unread_leaves_out_what_was_read(as_person, told_id):
    ada = as_person(ADA)
    ada.post(f"/me/inbox/{notice('idea_answered').id}/read")
    assert len(lines(ada, "?show=unread")) == 2
    assert len(lines(ada)) == 3


def test_days_are_those_of_the_reader(as_person, app, moved_clock):
    with writing():
        factories.person(ADA).zone = "Asia/Tokyo"
    for hours in (60, 24, 12, 0):
        put(ADA, 1, created_at=clock.now() - timedelta(hours=hours))
    page = as_person(ADA).get("/me/inbox").text
    headings = re.findall(r'<h2 id="d-([\d-]+)">([^<]+)</h2>', page)
    assert headings[0][1] == "Today"
    assert "Yesterday" in [words for _, words in headings]
    assert len(headings) == len({day for day, _ in headings}) >= 3


def test_more_than_a_page_goes_on_by_key_and_under_the_same_day(as_person, app):
    put(ADA, PAGE_SIZE + 2)
    ada = as_person(ADA)
    page = ada.get("/me/inbox").text
    assert page.count('class="notice"') == PAGE_SIZE
    following = re.search(r'class="btn" href="([^"]+before=3[^"]*)"', page)[1].replace("&amp;", "&")
    more = ada.get(following, headers=HTMX).text
    assert more.count('class="notice"') == 2
    assert "<h2" not in more
    assert "<html" not in more
    assert "Back to the start" in ada.get(following).text


@pytest.mark.parametrize("query", ["?before=x", "?before=-1", "?before=99999999999", "?show=%00", "?day=x&before=2"])
def test_a_strange_address_is_no_error(as_person, query):
    assert as_person(ADA).get(f"/me/inbox{query}").status_code in (200, 400)


def test_each_empty_inbox_has_its_own_words_and_drawing(as_person, app):
    ada = as_person(ADA)
    pages = [ada.get(f"/me/inbox{query}").text for query in ("", "?show=unread")]
    assert "Nothing has been told yet" in pages[0]
    assert "You have read everything" in pages[1]
    assert len({re.search(r'<svg class="art".*?</svg>', page)[0] for page in pages}) == 2


def test_it_stays_within_its_statement_budget(as_person, told_id, statements):
    """The session, the site, the lines and the count, however many there are."""
    put(ADA, PAGE_SIZE, idea_id=told_id)
    ada = as_person(ADA)
    with statements() as sent:
        ada.get("/me/inbox")
    assert len(sent) <= 4, sent


def test_a_visitor_is_asked_to_sign_in(client):
    assert client.get("/me/inbox").location.startswith("/sign-in?next=/me/inbox")


def test_staff_are_led_to_where_it_is_done(as_person, idea_id):
    put(ROOT, 1, kind="endpoint_disabled")
    put(ROOT, 1, kind="answer_to_approve", idea_id=idea_id)
    page = as_person(ROOT).get("/me/inbox").text
    assert f'href="/desk/ideas/{idea_id}"' in page
    assert 'href="/admin/endpoints' in page


def test_a_vote_and_nothing_else_puts_nothing_into_the_inbox(as_person, idea_id):
    vote(idea_id, BEN)
    drain()
    assert lines(as_person(BEN)) == []
