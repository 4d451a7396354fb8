"""A long conversation comes in pages: nothing twice, nothing lost, each comment at its own address."""

import re

import pytest

from community.db import db, writing
from community.ideas.models import Comment, Idea
from community.ideas.queries_talk import talk_on
from community.jobs.worker import drain
from tests import factories
from tests.cast import ADA, BEN, CLEO, MO

HTMX = {"HX-Request": "true"}


@pytest.fixture
def long(app):
    """An idea with 120 threads, each third with a reply; its id and the ids of the first comments."""
    with writing():
        idea = factories.idea(ADA)
        firsts = []
        for number in range(120):
            first = factories.comment(BEN, idea, f"Thread {number}")
            firsts.append(first.id)
            if number % 3 == 0:
                factories.comment(CLEO, idea, f"Reply {number}", parent=first)
        return idea.id, firsts


def shown(text):
    return [int(found) for found in re.findall(r'<article class="comment" id="c-(\d+)"', text)]


def following(text):
    found = re.search(r'id="show-more-talk" class="btn" href="([^"#]+)#', text)
    return found and found[1].replace("&amp;", "&")


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_all_pages_together_hold_every_thread_once(client, long, headers):
    idea, firsts = long
    text = client.get(f"/ideas/{idea}").text
    assert "160 comments" in text
    seen = shown(text)
    assert len(seen) == 50
    while following(text):
        text = client.get(following(text), headers=headers).text
        seen += shown(text)
    assert seen == firsts
    assert ("<html" in text) == (not headers)


def test_a_swap_says_how_many_came_and_takes_the_focus_along(client, long):
    idea, firsts = long
    more = client.get(f"/ideas/{idea}?talk={firsts[50]}", headers=HTMX).text
    assert f'id="c-{firsts[50]}" tabindex="-1" data-focus' in more
    assert more.count("data-focus") == 1
    assert "50 more threads" in more
    assert 'id="more-talk" class="pager" hx-swap-oob="true"' in more
    last = client.get(f"/ideas/{idea}?talk={firsts[100]}", headers=HTMX).text
    assert "20 more threads" in last
    assert "show-more-talk" not in last


def test_the_address_of_a_comment_shows_it_and_the_way_to_the_beginning(client, long):
    idea, firsts = long
    reply = db.session.scalar(db.select(Comment.id).where(Comment.parent_id == firsts[99]))
    text = client.get(f"/ideas/{idea}?talk={reply}").text
    assert f'id="c-{reply}"' in text
    assert shown(text)[0] == firsts[99]
    assert f'href="/ideas/{idea}#comments">Show the conversation from its beginning' in text
    assert "from its beginning" not in client.get(f"/ideas/{idea}").text


@pytest.mark.parametrize("talk", ["x", "0", "-1", "999999", "99999999999", ""])
def test_an_address_that_means_no_comment_here_is_the_beginning(client, long, talk):
    idea, firsts = long
    assert shown(client.get(f"/ideas/{idea}?talk={talk}").text)[0] == firsts[0]


def test_a_new_comment_is_on_the_page_one_is_led_to(as_person, long):
    idea, _ = long
    answer = as_person(CLEO).post(f"/ideas/{idea}/comments", data={"body": "The very last word"})
    where = re.fullmatch(rf"/ideas/{idea}\?talk=(\d+)#c-\1", answer.location)
    assert where
    assert "The very last word" in as_person(CLEO).get(answer.location).text


def test_a_short_conversation_keeps_its_plain_addresses(as_person, app):
    with writing():
        idea = factories.idea(ADA)
        first = factories.comment(BEN, idea)
        number, comment = idea.id, first.id
    assert as_person(CLEO).post(f"/ideas/{number}/comments", data={"body": "Short"}).location == f"/ideas/{number}#c-{comment + 1}"
    assert shown(as_person(CLEO).get(f"/ideas/{number}?talk={comment + 1}").text) == [comment, comment + 1]


def test_who_wrote_on_a_later_page_hears_everything(as_person, long):
    """What somebody hears follows from their words, wherever in the conversation they stand."""
    idea, _ = long
    with writing() as session:
        factories.comment(CLEO, session.get(Idea, idea), "I am late")
        session.execute(db.text("DELETE FROM follows"))
    page = as_person(CLEO).get(f"/ideas/{idea}").text
    assert "I am late" not in page
    assert '<option value="all" selected>' in page


def test_what_is_out_of_sight_makes_no_gap(as_person, long):
    idea, firsts = long
    with writing():
        factories.hide_comment(firsts[1])
        factories.hide_comment(firsts[0])
    talk = talk_on(factories.viewer(CLEO), [idea])
    assert [thread.first.id for thread in talk.threads[:2]] == [firsts[0], firsts[2]], "the first keeps its place for its reply"
    assert talk.following == firsts[50]


def test_one_page_of_it_costs_no_more_statements(client, long, statements):
    idea, firsts = long
    for query in ("", f"?talk={firsts[60]}"):
        with statements() as sent:
            client.get(f"/ideas/{idea}{query}")
        assert len(sent) <= 7, sent


def test_every_list_that_names_a_comment_leads_to_the_page_that_shows_it(client, as_person, long):
    """Also where it was said on an idea that became part of this one."""
    idea, firsts = long
    last = firsts[-1]
    with writing() as session:
        part = factories.idea(CLEO, "The same, said otherwise")
        part_id = part.id
        part.root_id, session.get_one(Comment, last).idea_id = idea, part.id
        session.get_one(Idea, idea).part_count = 1
    assert as_person(CLEO).post(f"/report/comment/{last}", data={"reason": "spam"}).status_code == 303
    assert as_person(CLEO).post(f"/comments/{last}/helpful").status_code == 303
    drain()
    ben = f"/people/{factories.person(BEN).id}"
    there = f"/ideas/{idea}?talk={last}#c-{last}"
    assert there in as_person(MO).get("/moderation/reports").text
    assert client.get(ben).text.count(there) == 2
    feed = client.get(f"/ideas/{idea}/feed.atom").text
    assert f'{there}"' in feed
    assert f"/ideas/{part_id}#c-{last}</id>" in feed
