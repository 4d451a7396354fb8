"""Changing the words of one's own idea; what it said before stays readable."""

import pytest

from community.db import db, writing
from community.ideas.models import Idea, IdeaTag, Revision
from tests import factories
from tests.cast import ADA, BEN, MARTA

NEW = {"title": "Print the fortnight on one page", "body": "Two **weeks**, one page.", "tags": "paper, Kitchen"}


def save(browser, idea_id, **changes):
    stamp = changes.pop("stamp", None) or stamp_on(browser, idea_id)
    return browser.post(f"/ideas/{idea_id}/edit", data={**NEW, "stamp": stamp, **changes})


def stamp_on(browser, idea_id):
    return browser.get(f"/ideas/{idea_id}/edit").text.split('id="stamp" value="')[1].split('"')[0]


def test_the_form_holds_what_the_idea_says(as_person, idea_id):
    html = as_person(ADA).get(f"/ideas/{idea_id}/edit").text
    assert 'value="Print the week on one page"' in html
    assert "Half the kitchen has no phone on shift.</textarea>" in html
    assert 'value="printing"' in html


def test_new_words_replace_the_old_which_stay_readable(as_person, client, idea_id, fresh, told):
    answer = save(as_person(ADA), idea_id)
    assert answer.location == f"/ideas/{idea_id}"
    idea = fresh(Idea, idea_id)
    assert (idea.title, idea.excerpt, idea.tags) == (NEW["title"], "Two weeks, one page.", ["paper", "kitchen"])
    assert idea.body_html == "<p>Two <strong>weeks</strong>, one page.</p>"
    assert len(told("idea.edited")) == 1
    html = client.get(f"/ideas/{idea_id}/history").text
    assert "Print the week on one page" in html
    assert "Half the kitchen has no phone on shift." in html
    assert "The words were changed once." in html


def test_lists_by_tag_follow(as_person, idea_id):
    save(as_person(ADA), idea_id)
    assert {row.tag for row in db.session.query(IdeaTag)} == {"paper", "kitchen"}


def test_saving_the_same_words_changes_nothing(as_person, idea_id, fresh, told):
    ada = as_person(ADA)
    save(ada, idea_id, title="Print the week on one page", body="Half the kitchen has no phone on shift.", tags="printing")
    assert db.session.query(Revision).count() == 0
    assert told("idea.edited") == []
    assert fresh(Idea, idea_id).edited_at is None


def test_votes_and_comments_stay(as_person, idea_id, comment_id, fresh):
    as_person(BEN).post(f"/ideas/{idea_id}/vote")
    save(as_person(ADA), idea_id)
    idea = fresh(Idea, idea_id)
    assert (idea.vote_count, idea.comment_count) == (1, 1)


def test_a_second_window_is_told_and_loses_nothing(as_person, idea_id, fresh):
    ada = as_person(ADA)
    old = stamp_on(ada, idea_id)
    save(ada, idea_id)
    answer = save(ada, idea_id, stamp=old, title="Typed in the second window")
    assert answer.status_code == 422
    assert "changed in another window" in answer.text
    assert 'value="Typed in the second window"' in answer.text
    assert fresh(Idea, idea_id).title == NEW["title"]
    again = answer.text.split('id="stamp" value="')[1].split('"')[0]
    assert save(ada, idea_id, stamp=again, title="Typed in the second window").status_code == 303
    assert fresh(Idea, idea_id).title == "Typed in the second window"


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("title", "", "Give it a line we can call it by"), ("title", "…!?", "Give it a line we can call it by"),
        ("title", "x" * 201, "Please shorten this line to 200 characters"), ("body", "y" * 20_001, "please shorten it to 20000 characters"),
    ],
)
def test_words_that_need_a_hand_come_back_with_a_message(as_person, idea_id, fresh, field, value, message):
    answer = save(as_person(ADA), idea_id, **{field: value})
    assert answer.status_code == 422
    assert message in answer.text
    assert f'aria-describedby="{field}-problem"' in answer.text
    assert value in answer.text.replace("&#34;", '"')
    assert fresh(Idea, idea_id).title == "Print the week on one page"


@pytest.mark.parametrize("who", [BEN, MARTA])
def test_only_the_author_may(as_person, idea_id, fresh, who):
    browser = as_person(who)
    assert browser.get(f"/ideas/{idea_id}/edit").status_code == 404
    assert browser.post(f"/ideas/{idea_id}/edit", data={**NEW, "stamp": "first"}).status_code == 404
    assert fresh(Idea, idea_id).title == "Print the week on one page"
    assert "Change the words" not in browser.get(f"/ideas/{idea_id}").text


def test_a_visitor_is_led_to_sign_in(client, idea_id, fresh):
    assert client.get(f"/ideas/{idea_id}/edit").status_code == 302
    assert client.post(f"/ideas/{idea_id}/edit", data=NEW).status_code in (302, 303)
    assert fresh(Idea, idea_id).title == "Print the week on one page"


def test_other_fields_are_not_taken(as_person, idea_id, fresh):
    save(as_person(ADA), idea_id, status="shipped", vote_count="99", author_id="2", state="hidden", topic_id="7", legacy="1")
    idea = fresh(Idea, idea_id)
    assert (idea.status, idea.vote_count, idea.state, idea.legacy, idea.author_id) == ("new", 0, "published", False, factories.person(ADA).id)


@pytest.mark.parametrize("change", [{"state": "hidden"}, {"root_id": 1}])
def test_what_is_out_of_sight_or_part_of_another_is_closed(as_person, idea_id, change):
    with writing():
        other = factories.idea(ADA, "Another one")
        for name, value in change.items():
            setattr(other, name, value)
    ada = as_person(ADA)
    assert ada.get(f"/ideas/{other.id}/edit").status_code == 409
    answer = ada.post(f"/ideas/{other.id}/edit", data={**NEW, "stamp": "first"})
    assert answer.status_code == 409
    assert "Nothing was changed." in answer.text


@pytest.mark.parametrize("idea", ["0", "99", str(2**63), "-1", "x"])
def test_an_unknown_idea_is_not_found(as_person, idea):
    assert as_person(ADA).get(f"/ideas/{idea}/edit").status_code == 404
    assert as_person(ADA).post(f"/ideas/{idea}/edit", data=NEW).status_code == 404
