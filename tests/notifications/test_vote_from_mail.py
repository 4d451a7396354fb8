"""Adding one's vote from the weekly mail: a page with a button, for one person and one idea, without signing in."""

import pytest

from community import clock
from community.accounts.rules import PersonState
from community.db import db, writing
from community.ideas.models import Idea, Topic
from community.ideas.rules import Visibility
from community.notifications import vote_links
from community.votes.models import Vote
from tests import factories
from tests.cast import ADA, BEN, CLEO
from tests.notifications.conftest import answer, vote
from tests.notifications.digests import DAY, HOUR, MONDAY, SUNDAY, choose_weekly, make
from tests.notifications.mails import html_of, rows, text_of, urls_in

EIGHT = MONDAY + 8 * HOUR


@pytest.fixture
def link(app, idea_id):
    """The address of Ben's button for Ada's idea."""
    with writing():
        return vote_links.vote_link(factories.person(BEN), idea_id, clock.now()).split(":8000")[1]


def voters(idea_id):
    return sorted(db.session.scalars(db.select(Vote.person_id).where(Vote.idea_id == idea_id)))


def count(idea_id):
    return db.session.get_one(Idea, idea_id).vote_count


def test_the_weekly_mail_has_a_button_for_what_may_be_the_reader_s_too(idea_id):
    choose_weekly(ADA, now=SUNDAY - 6 * DAY)
    with writing():
        rises = factories.idea(BEN, "Quiet hours at night").id
        db.session.query(Idea).update({"published_at": SUNDAY - 5 * DAY})
    vote(idea_id, BEN, CLEO)
    assert make(EIGHT) == 1
    (mail,) = rows("weekly_digest")
    buttons = {url for url in urls_in(text_of(mail)) if "/mail/vote/" in url}
    assert len(buttons) == 1
    assert buttons <= urls_in(html_of(mail))
    token = buttons.pop().rsplit("/", 1)[1]
    assert vote_links.read_vote(token, EIGHT)[:2] == (factories.person(ADA).id, rises)


def test_looking_shows_the_idea_and_changes_nothing(client, link, idea_id):
    page = client.get(link)
    assert "Print the week on one page" in page.text
    assert "Yes, add my vote" in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page.headers["Cache-Control"]
    assert count(idea_id) == 0


def test_the_button_adds_that_person_s_vote_and_signs_nobody_in(client, link, idea_id):
    answered = client.post(link, follow_redirects=True)
    assert "Your vote is in." in answered.text
    assert "Your vote is among them." in answered.text
    assert voters(idea_id) == [factories.person(BEN).id]
    assert count(idea_id) == 1
    assert client.get("/me/mail").status_code in (302, 303)


def test_a_second_press_changes_nothing(client, link, idea_id):
    assert [client.post(link).status_code for _ in range(2)] == [303, 303]
    assert count(idea_id) == 1


def test_an_idea_that_takes_no_votes_says_so(client, link, idea_id):
    answer(idea_id, "declined")
    page = client.post(link)
    assert "takes no votes any more" in page.text
    assert "Yes, add my vote" not in page.text
    assert count(idea_id) == 0


@pytest.mark.parametrize("state", [PersonState.BANNED, PersonState.DEACTIVATED, PersonState.ERASED])
def test_whoever_is_gone_votes_no_more(client, link, idea_id, state):
    with writing():
        factories.person(BEN).state = state
    assert client.post(link).status_code == 404
    assert count(idea_id) == 0


def test_who_changed_their_address_does_so_by_a_newer_mail(client, link, idea_id):
    with writing():
        factories.person(BEN).email_folded = "ben@elsewhere.example"
    assert client.get(link).status_code == 404
    assert client.post(link).status_code == 404


def test_what_became_private_is_not_there(client, link, idea_id):
    with writing():
        db.session.query(Topic).update({"visibility": Visibility.STAFF})
    assert client.get(link).status_code == 404
    assert client.post(link).status_code == 404


def test_it_ends_after_thirty_days(client, link, moved_clock):
    moved_clock((vote_links.LASTS - HOUR).total_seconds())
    assert client.get(link).status_code == 200
    moved_clock((vote_links.LASTS + HOUR).total_seconds())
    assert client.get(link).status_code == 404


def test_it_is_good_for_nothing_else_and_cannot_be_made_up(client, link, idea_id):
    token = link.rsplit("/", 1)[1]
    assert client.get(f"/mail/preferences/{token}").status_code == 404
    assert client.get(f"/mail/stop/{token}").status_code == 404
    assert client.post(f"/mail/vote/{token[:-2]}AA").status_code == 404
    other = vote_links.vote_link(factories.person(CLEO), idea_id, MONDAY).rsplit("/", 1)[1]
    assert client.post(f"/mail/vote/{token.split('.')[0]}.{other.split('.')[1]}").status_code == 404
    assert voters(idea_id) == []
