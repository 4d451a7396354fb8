"""Taking one's own idea back, as long as nobody else has joined in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.db import db, writing
from community.ideas.models import Idea
from community.ideas.rules import may_delete
from tests import factories
from tests.cast import ADA, BEN, MARTA


def state(fresh, idea_id):
    return fresh(Idea, idea_id).state


def test_a_page_asks_first_and_a_get_changes_nothing(as_person, idea_id, fresh):
    html = as_person(ADA).get(f"/ideas/{idea_id}/delete").text
    assert "Nobody has joined in yet." in html
    assert state(fresh, idea_id) == "published"


def test_it_is_gone_for_everyone(as_person, client, idea_id, fresh, told):
    ada = as_person(ADA)
    answer = ada.post(f"/ideas/{idea_id}/delete")
    assert (answer.status_code, answer.location) == (303, "/")
    assert state(fresh, idea_id) == "deleted"
    assert len(told("idea.deleted")) == 1
    for browser in (client, ada, as_person(MARTA)):
        assert browser.get(f"/ideas/{idea_id}").status_code == 404
        assert "Print the week" not in browser.get("/").text


def test_ones_own_vote_and_comment_do_not_stand_in_the_way(as_person, idea_id, fresh):
    ada = as_person(ADA)
    ada.post(f"/ideas/{idea_id}/vote")
    ada.post(f"/ideas/{idea_id}/comments", data={"body": "To add to it."})
    ada.post(f"/ideas/{idea_id}/delete")
    assert state(fresh, idea_id) == "deleted"


@pytest.mark.parametrize("act", [("vote", {}), ("comments", {"body": "Me too."})])
def test_it_stays_once_somebody_joined_in(as_person, idea_id, fresh, told, act):
    where, data = act
    as_person(BEN).post(f"/ideas/{idea_id}/{where}", data=data)
    ada = as_person(ADA)
    assert "Others have joined in" in ada.get(f"/ideas/{idea_id}/delete").text
    assert ada.post(f"/ideas/{idea_id}/delete").status_code == 409
    assert state(fresh, idea_id) == "published"
    assert told("idea.deleted") == []


@pytest.mark.parametrize("column", [{"voice_count": 1}, {"imported_votes": 3}])
def test_words_and_votes_brought_along_count_as_others(as_person, idea_id, fresh, column):
    with writing():
        for name, value in column.items():
            setattr(db.session.get_one(Idea, idea_id), name, value)
    ada = as_person(ADA)
    assert "Others have joined in" in ada.get(f"/ideas/{idea_id}/delete").text
    assert ada.post(f"/ideas/{idea_id}/delete").status_code == 409
    assert state(fresh, idea_id) == "published"


@pytest.mark.parametrize("who", [BEN, MARTA])
def test_nobody_else_may(as_person, idea_id, fresh, who):
    assert as_person(who).get(f"/ideas/{idea_id}/delete").status_code == 404
    assert as_person(who).post(f"/ideas/{idea_id}/delete").status_code == 404
    assert state(fresh, idea_id) == "published"


def test_a_visitor_may_not(client, idea_id, fresh):
    client.post(f"/ideas/{idea_id}/delete")
    assert state(fresh, idea_id) == "published"


def test_a_second_click_finds_it_gone(as_person, idea_id, told):
    ada = as_person(ADA)
    ada.post(f"/ideas/{idea_id}/delete")
    assert ada.post(f"/ideas/{idea_id}/delete").status_code == 404
    assert len(told("idea.deleted")) == 1


def test_its_number_never_means_another_idea(as_person, idea_id, app):
    as_person(ADA).post(f"/ideas/{idea_id}/delete")
    with writing():
        assert factories.idea(ADA, "The next one").id > idea_id


@given(voters=st.integers(0, 3), comments=st.integers(0, 3), answered=st.booleans(), mine=st.booleans())
def test_only_the_author_and_only_alone(voters, comments, answered, mine):
    allowed = may_delete(author_id=1, actor_id=1 if mine else 2, other_voters=voters, comments=comments, answered=answered)
    assert allowed == (mine and voters == 0 and comments == 0 and not answered)
