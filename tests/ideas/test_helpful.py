"""Saying that a comment helped, and taking that back: each once, never for one's own."""

import pytest

from community.accounts.models import HeldAct
from community.db import db, writing
from community.ideas.models import Comment, HelpfulMark
from community.web.held_kinds import KINDS
from tests import factories
from tests.cast import ADA, BEN, CLEO, MARTA

HTMX = {"HX-Request": "true"}


def count(fresh, comment_id):
    return fresh(Comment, comment_id).helpful_count


def test_a_mark_is_kept_and_counted(as_person, fresh, comment_id, idea_id):
    answer = as_person(CLEO).post(f"/comments/{comment_id}/helpful")
    assert answer.location == f"/ideas/{idea_id}#c-{comment_id}"
    assert count(fresh, comment_id) == 1


def test_a_second_click_changes_nothing(as_person, fresh, comment_id, told):
    cleo = as_person(CLEO)
    for _ in range(2):
        cleo.post(f"/comments/{comment_id}/helpful")
    assert count(fresh, comment_id) == 1
    assert len(told("comment.marked_helpful")) == 1


@pytest.mark.parametrize(
    ("who", "by_author", "by_staff"), [(CLEO, False, False), (ADA, True, False), (MARTA, False, True)]
)
def test_the_event_says_whose_word_it_was(as_person, told, comment_id, who, by_author, by_staff):
    as_person(who).post(f"/comments/{comment_id}/helpful")
    [event] = told("comment.marked_helpful")
    assert event.data == {"comment_id": comment_id, "by_author": by_author, "by_staff": by_staff}
    assert event.person_id == factories.person(BEN).id


def test_nobody_marks_their_own(as_person, fresh, comment_id, told):
    assert as_person(BEN).post(f"/comments/{comment_id}/helpful").status_code == 409
    assert count(fresh, comment_id) == 0
    assert told("comment.marked_helpful") == []


def test_a_mark_can_be_taken_back_once(as_person, fresh, comment_id, told):
    cleo = as_person(CLEO)
    cleo.post(f"/comments/{comment_id}/helpful")
    for _ in range(2):
        cleo.post(f"/comments/{comment_id}/helpful/withdraw")
    assert count(fresh, comment_id) == 0
    assert db.session.query(HelpfulMark).count() == 0
    assert len(told("comment.unmarked_helpful")) == 1


def test_what_was_never_marked_cannot_go_below_nothing(as_person, fresh, comment_id):
    as_person(CLEO).post(f"/comments/{comment_id}/helpful/withdraw")
    assert count(fresh, comment_id) == 0


def test_htmx_gets_the_button_as_it_now_stands(as_person, comment_id):
    answer = as_person(CLEO).post(f"/comments/{comment_id}/helpful", headers=HTMX)
    assert f'id="helpful-button-{comment_id}"' in answer.text
    assert 'aria-pressed="true"' in answer.text
    assert f"/comments/{comment_id}/helpful/withdraw" in answer.text
    assert "Thank you for saying that it helped." in answer.text


def test_the_page_shows_each_reader_their_own_marks(as_person, comment_id, idea_id):
    cleo, ada, ben = as_person(CLEO), as_person(ADA), as_person(BEN)
    cleo.post(f"/comments/{comment_id}/helpful")
    assert 'aria-pressed="true">Helpful, 1' in cleo.get(f"/ideas/{idea_id}").text
    assert 'aria-pressed="false">Helpful, 1' in ada.get(f"/ideas/{idea_id}").text
    own = ben.get(f"/ideas/{idea_id}").text
    assert "Helpful to 1 person" in own
    assert f"helpful-button-{comment_id}" not in own


def test_a_visitors_mark_is_kept_until_they_sign_in(client, app, fresh, comment_id, idea_id):
    assert client.post(f"/comments/{comment_id}/helpful").status_code == 303
    assert count(fresh, comment_id) == 0
    act = db.session.query(HeldAct).one()
    with app.test_request_context(), writing():
        assert KINDS["helpful"].replay(factories.viewer(CLEO), act.payload, factories.clock.now()).done
    assert count(fresh, comment_id) == 1


def test_a_visitor_who_turns_out_to_be_the_writer_is_told(client, app, fresh, comment_id):
    client.post(f"/comments/{comment_id}/helpful")
    act = db.session.query(HeldAct).one()
    with app.test_request_context(), writing():
        outcome = KINDS["helpful"].replay(factories.viewer(BEN), act.payload, factories.clock.now())
    assert not outcome.done
    assert count(fresh, comment_id) == 0


@pytest.mark.parametrize("comment", ["0", "99", str(2**63), "x", "-1"])
def test_an_unknown_comment_is_not_found(as_person, comment_id, comment):
    assert as_person(CLEO).post(f"/comments/{comment}/helpful").status_code == 404
    assert as_person(CLEO).post(f"/comments/{comment}/helpful/withdraw").status_code == 404


def test_a_comment_out_of_sight_cannot_be_marked(as_person, fresh, comment_id):
    with writing():
        factories.hide_comment(comment_id)
    assert as_person(CLEO).post(f"/comments/{comment_id}/helpful").status_code == 404
    assert count(fresh, comment_id) == 0
