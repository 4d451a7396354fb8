"""What a person hears of an idea: what voting and commenting imply, and what they choose."""

import pytest

from community.accounts.models import HeldAct
from community.db import db, writing
from community.ideas.models import Follow
from community.ideas.rules import implied_level
from community.web.held_kinds import KINDS
from tests import factories
from tests.cast import ADA, BEN, CLEO

HTMX = {"HX-Request": "true"}


def level_of(part, idea_id):
    row = db.session.query(Follow).filter_by(person_id=factories.person(part).id, idea_id=idea_id).one_or_none()
    return row and row.level


def chosen(html):
    return next(part.split('"')[1] for part in html.split("<option")[1:] if " selected" in part and "value=" in part and part.split('"')[1] in ("all", "answers", "nothing"))


@pytest.mark.parametrize("level", ["all", "answers", "nothing"])
def test_the_choice_is_kept_and_shown(as_person, idea_id, level):
    ben = as_person(BEN)
    assert ben.post(f"/ideas/{idea_id}/follow", data={"level": level}).status_code == 303
    assert level_of(BEN, idea_id) == level
    assert chosen(ben.get(f"/ideas/{idea_id}").text) == level


def test_the_last_choice_holds(as_person, idea_id):
    ben = as_person(BEN)
    for level in ("all", "nothing", "answers"):
        ben.post(f"/ideas/{idea_id}/follow", data={"level": level})
    assert level_of(BEN, idea_id) == "answers"
    assert db.session.query(Follow).filter_by(person_id=factories.person(BEN).id).count() == 1


def test_the_page_shows_what_each_act_implies(as_person, idea_id):
    ada, ben, cleo = as_person(ADA), as_person(BEN), as_person(CLEO)
    ben.post(f"/ideas/{idea_id}/vote")
    assert chosen(ada.get(f"/ideas/{idea_id}").text) == "all"
    assert chosen(ben.get(f"/ideas/{idea_id}").text) == "answers"
    assert chosen(cleo.get(f"/ideas/{idea_id}").text) == "nothing"


@pytest.mark.parametrize(
    ("author", "commented", "voted", "level"),
    [(True, False, False, "all"), (False, True, False, "all"), (False, True, True, "all"), (False, False, True, "answers"), (False, False, False, "nothing")],
)
def test_asking_and_commenting_imply_more_than_voting(author, commented, voted, level):
    assert implied_level(author=author, commented=commented, voted=voted) == level


def test_htmx_gets_the_panel_and_the_sentence(as_person, idea_id):
    answer = as_person(BEN).post(f"/ideas/{idea_id}/follow", data={"level": "answers"}, headers=HTMX)
    assert 'id="follow"' in answer.text
    assert 'id="follow-save"' in answer.text
    assert "You follow this idea: official answers only." in answer.text
    assert "<html" not in answer.text


@pytest.mark.parametrize("level", ["", "everything", "ALL", "all "])
def test_a_level_that_does_not_exist_changes_nothing(as_person, idea_id, level):
    assert as_person(BEN).post(f"/ideas/{idea_id}/follow", data={"level": level}).status_code == 400
    assert level_of(BEN, idea_id) is None


def test_a_visitors_choice_is_kept_until_they_sign_in(client, app, idea_id):
    assert client.post(f"/ideas/{idea_id}/follow", data={"level": "answers"}).status_code == 303
    act = db.session.query(HeldAct).one()
    with app.test_request_context(), writing():
        assert KINDS["follow"].replay(factories.viewer(CLEO), act.payload, factories.clock.now()).done
    assert level_of(CLEO, idea_id) == "answers"


def test_an_idea_one_cannot_see_cannot_be_followed(as_person, app):
    with writing():
        pending = factories.idea(ADA, hold=True).id
    assert as_person(BEN).post(f"/ideas/{pending}/follow", data={"level": "all"}).status_code == 404
    assert level_of(BEN, pending) is None


def test_a_comment_brings_the_panel_that_says_what_one_hears_now(as_person, idea_id):
    text = as_person(BEN).post(f"/ideas/{idea_id}/comments", data={"body": "Ours too."}, headers=HTMX).text
    assert '<section class="panel" id="follow" aria-labelledby="follow-h" hx-swap-oob="true">' in text
    assert chosen(text) == "all"
    assert "when it is answered, and when somebody comments" in text


def test_what_was_chosen_outlives_a_comment(as_person, idea_id):
    ben = as_person(BEN)
    ben.post(f"/ideas/{idea_id}/follow", data={"level": "nothing"})
    text = ben.post(f"/ideas/{idea_id}/comments", data={"body": "Ours too."}, headers=HTMX).text
    assert chosen(text) == "nothing"
    assert "We do not write to you about this idea." in text


def test_a_vote_on_the_ideas_page_brings_the_panel_too(as_person, idea_id):
    ben = as_person(BEN)
    voted = ben.post(f"/ideas/{idea_id}/vote", data={"wide": "1"}, headers=HTMX).text
    assert chosen(voted) == "answers"
    assert chosen(ben.post(f"/ideas/{idea_id}/vote/withdraw", data={"wide": "1"}, headers=HTMX).text) == "nothing"
    assert 'id="follow"' not in ben.post(f"/ideas/{idea_id}/vote", headers=HTMX).text


def test_a_visitor_is_asked_and_not_told_what_they_hear(client, idea_id):
    text = client.get(f"/ideas/{idea_id}").text
    assert "Write to me about" in text
    assert "We write to you" not in text


def undo(html, place):
    """What the one click beside these words would choose."""
    form = html.split(f'id="{place}"', 1)[1].split("</form>", 1)[0]
    return [part.split('"')[1] for part in form.split("value=")[1:]]


def test_a_vote_says_what_it_makes_one_hear_and_is_undone_in_one_click(as_person, idea_id):
    ben = as_person(BEN)
    ben.post(f"/ideas/{idea_id}/vote")
    page = ben.get(f"/ideas/{idea_id}").text
    assert "Your vote is in. 1 vote. We write to you when it is answered." in page
    assert "You voted, so we write to you when it is answered." in page
    assert undo(page, "vote-hears") == ["nothing"]
    ben.post(f"/ideas/{idea_id}/follow", data={"level": "nothing"})
    assert undo(ben.get(f"/ideas/{idea_id}").text, "vote-hears") == ["answers"]


def test_a_vote_in_a_list_says_it_where_one_is(as_person, idea_id):
    ben = as_person(BEN)
    answer = ben.post(f"/ideas/{idea_id}/vote", headers=HTMX).text
    assert 'hx-swap-oob="innerHTML:#toasts"' in answer
    assert "Do not write to me" in answer
    assert "Do not write to me" not in ben.post(f"/ideas/{idea_id}/vote/withdraw", headers=HTMX).text


def test_a_vote_says_nothing_new_to_whom_hears_already_or_wants_nothing(as_person, idea_id):
    ada, ben = as_person(ADA), as_person(BEN)
    ben.post(f"/ideas/{idea_id}/follow", data={"level": "nothing"})
    for browser in (ada, ben):
        answer = browser.post(f"/ideas/{idea_id}/vote", headers=HTMX).text
        assert "We write to you" not in answer
        assert "toast" not in answer.replace("#toasts", "")


def test_a_comment_says_that_one_hears_of_others_and_is_undone_in_one_click(as_person, idea_id):
    ben = as_person(BEN)
    assert "talk-hears-1" not in ben.get(f"/ideas/{idea_id}").text
    answer = ben.post(f"/ideas/{idea_id}/comments", data={"body": "Ours too."}, headers=HTMX).text
    assert "Your comment is posted. We write to you when somebody comments here." in answer
    assert undo(answer, "talk-hears") == ["answers", "nothing"]
    assert undo(ben.get(f"/ideas/{idea_id}").text, "talk-hears") == ["answers", "nothing"]
    answer = ben.post(f"/ideas/{idea_id}/follow", data={"level": "answers"}, headers=HTMX).text
    assert undo(answer, "talk-hears") == ["all"]


def test_the_author_hears_everything_until_they_choose(as_person, idea_id):
    ada = as_person(ADA)
    assert undo(ada.get(f"/ideas/{idea_id}").text, "talk-hears") == ["answers", "nothing"]
    assert level_of(ADA, idea_id) == "all"
