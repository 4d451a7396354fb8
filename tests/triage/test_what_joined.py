"""What everybody sees of ideas that joined: their words and authors on the root, origins, history, one's own list."""

import pytest

from community.db import db, writing
from community.ideas.models import Topic
from community.ideas.rules import IdeaState
from tests import factories
from tests.advocates.helping import answer
from tests.cast import ADA, BEN, CLEO, MARTA
from tests.triage.joining import POSTER, PRINT, idea, join, take_apart, two_ideas, vote


@pytest.fixture
def pair(app):
    return two_ideas()


@pytest.fixture
def root_id(pair):
    """Ada's idea, which Ben's has joined with Cleo's vote, comment and words."""
    older, younger = pair
    vote(younger, BEN, CLEO)
    with writing():
        factories.comment(CLEO, idea(younger), "On the door as well.")
    join(younger, older)
    return older


def test_the_old_address_leads_to_the_words_on_the_new_page(client, pair, root_id):
    answer = client.get(f"/ideas/{pair[1]}")
    assert (answer.status_code, answer.location) == (302, f"/ideas/{root_id}#part-{pair[1]}")
    assert answer.headers["Cache-Control"] == "no-store"
    page = client.get(answer.location.split("#")[0]).text
    assert f'id="part-{pair[1]}"' in page
    assert "On paper, where the kettle is." in page


def test_the_root_names_what_joined_with_its_votes_and_thanks_who_asked(client, root_id):
    page = client.get(f"/ideas/{root_id}").text
    assert "One idea is part of this one:" in page
    assert f"<bdi>{POSTER}</bdi></a> (2 votes)." in page
    assert "Its votes, words and author came along." in page
    assert "Thank you for asking:" in page
    assert page.count(BEN.name) >= 2


def test_a_comment_that_came_along_says_where_it_was_said(client, root_id):
    page = client.get(f"/ideas/{root_id}").text
    assert "On the door as well." in page
    assert f"came with “{POSTER}”," in page


def test_the_author_of_the_part_is_received_kindly_and_nobody_else(as_person, client, root_id):
    kind = "Your idea has joined a bigger one."
    page = as_person(BEN).get(f"/ideas/{root_id}").text
    assert kind in page
    assert "you will hear the answer first" in page
    for browser in (as_person(ADA), as_person(CLEO), client):
        assert kind not in browser.get(f"/ideas/{root_id}").text


def test_where_the_answer_is_there_already_the_author_is_not_promised_another(as_person, root_id):
    answer(root_id)
    page = as_person(BEN).get(f"/ideas/{root_id}").text
    assert "and the answer is here for you too" in page
    assert "you will hear the answer first" not in page


def test_ones_own_list_still_shows_it_as_joined_and_no_other_list_does(as_person, client, root_id):
    mine = as_person(BEN).get("/?tab=mine").text
    assert POSTER in mine
    assert "Joined a bigger one" in mine
    assert 'data-status="merged"' in mine
    for path in ("/", "/?tab=new", "/?tab=waiting", "/search?q=poster"):
        assert f"<h3><a href=\"/ideas/{root_id + 1}" not in client.get(path).text


def test_both_histories_tell_it_in_plain_words(client, pair, root_id):
    assert f"“{POSTER}” became part of this idea" in client.get(f"/ideas/{root_id}").text
    vote(root_id, ADA)
    take_apart(pair[1])
    root = client.get(f"/ideas/{root_id}").text
    assert f"“{POSTER}” stands on its own again; what was given here meanwhile stays here" in root
    part = client.get(f"/ideas/{pair[1]}").text
    assert f"Became part of “{PRINT}”" in part
    assert "Stands on its own again" in part


def test_history_names_no_idea_that_the_reader_may_not_see(client, as_person, pair, root_id):
    take_apart(pair[1])
    with writing():
        hidden = idea(root_id)
        hidden.state = IdeaState.HIDDEN
    part = client.get(f"/ideas/{pair[1]}").text
    assert PRINT not in part
    assert "Became part of another idea" in part
    assert PRINT in as_person(MARTA).get(f"/ideas/{pair[1]}").text


def test_a_part_out_of_sight_is_not_named(client, pair, root_id):
    with writing():
        idea(pair[1]).state = IdeaState.HIDDEN
    page = client.get(f"/ideas/{root_id}").text
    assert POSTER not in page
    assert "On paper, where the kettle is." not in page


def test_a_private_root_is_not_there_for_strangers_by_the_old_address_either(client, pair, root_id):
    with writing():
        db.session.query(Topic).one().visibility = "staff"
    assert client.get(f"/ideas/{pair[1]}").status_code == 404


def test_all_voices_say_where_they_were_given(as_person, client, pair):
    older, younger = pair
    as_person(CLEO).post(f"/ideas/{younger}/join", data={"words": "A metre away, at four in the morning."})
    as_person(CLEO).post(f"/ideas/{younger}/words", data={"words": "A metre away, at four in the morning."})
    join(younger, older)
    for path in (f"/ideas/{older}", f"/ideas/{older}/voices"):
        page = client.get(path).text
        assert "A metre away, at four in the morning." in page
        assert f"said on “{POSTER}”" in page
