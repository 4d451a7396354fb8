"""Commenting and replying: one level on screen, nothing typed is lost, a visitor's words are kept."""

import pytest

from community.accounts.models import HeldAct
from community.accounts.posted import new_key
from community.db import db, writing
from community.ideas.models import Follow, Idea
from community.web.held_kinds import KINDS
from tests import factories
from tests.cast import ADA, BEN, CLEO, MARTA

HTMX = {"HX-Request": "true"}


def post(browser, idea_id, body="Ours too, on every ward.", **more):
    headers = more.pop("headers", None)
    return browser.post(f"/ideas/{idea_id}/comments", data={"body": body, **more}, headers=headers)


def test_a_comment_is_kept_counted_and_told(as_person, idea_id, fresh, comments_in_store, told):
    answer = post(as_person(BEN), idea_id)
    [comment] = comments_in_store()
    assert answer.status_code == 303
    assert answer.location == f"/ideas/{idea_id}#c-{comment.id}"
    assert comment.body_html == "<p>Ours too, on every ward.</p>"
    assert fresh(Idea, idea_id).comment_count == 1
    [event] = told("comment.added")
    assert event.data == {"comment_id": comment.id}


def test_the_page_shows_it_with_the_writers_name(as_person, client, idea_id):
    post(as_person(BEN), idea_id)
    html = client.get(f"/ideas/{idea_id}").text
    assert "Ours too, on every ward." in html
    assert "Ben Talbot" in html
    assert "1 comment<" in html
    assert "staff-badge" not in html


def test_staff_carry_a_badge(as_person, client, idea_id):
    post(as_person(MARTA), idea_id)
    html = client.get(f"/ideas/{idea_id}").text
    assert 'class="staff-badge"' in html
    assert 'class="avatar staff"' in html


def test_who_comments_follows_everything_from_then_on(as_person, idea_id):
    post(as_person(BEN), idea_id)
    person = factories.person(BEN)
    assert db.session.query(Follow).filter_by(person_id=person.id).one().level == "all"


def test_commenting_leaves_a_choice_already_made_alone(as_person, idea_id):
    ben = as_person(BEN)
    ben.post(f"/ideas/{idea_id}/follow", data={"level": "nothing"})
    post(ben, idea_id)
    assert db.session.query(Follow).filter_by(person_id=factories.person(BEN).id).one().level == "nothing"


def test_a_reply_to_a_reply_stays_beside_it(as_person, client, idea_id, comment_id, comments_in_store):
    ada, cleo = as_person(ADA), as_person(CLEO)
    post(ada, idea_id, "Which printer?", parent=comment_id)
    reply = comments_in_store()[-1]
    post(cleo, idea_id, "Any of them.", parent=reply.id)
    assert [row.parent_id for row in comments_in_store()] == [None, comment_id, comment_id]
    html = client.get(f"/ideas/{idea_id}").text
    assert html.index("We need this too.") < html.index("Which printer?") < html.index("Any of them.")


def test_a_reply_across_ideas_is_refused(as_person, app, comment_id, comments_in_store):
    with writing():
        other = factories.idea(ADA, "Another one").id
    assert post(as_person(CLEO), other, parent=comment_id).status_code == 404
    assert len(comments_in_store()) == 1


def test_posted_twice_it_stands_once(as_person, idea_id, comments_in_store):
    ben, key = as_person(BEN), new_key()
    first, second = (post(ben, idea_id, key=key) for _ in range(2))
    assert first.location == second.location
    assert len(comments_in_store()) == 1


def test_the_page_gives_each_form_its_own_key(as_person, idea_id, comment_id):
    html = as_person(CLEO).get(f"/ideas/{idea_id}").text
    keys = [part.split('"')[0] for part in html.split('name="key" value="')[1:]]
    assert len(keys) == len(set(keys)) == 2


def test_htmx_gets_the_comment_a_new_form_and_the_new_count(as_person, idea_id, comments_in_store):
    answer = post(as_person(BEN), idea_id, headers=HTMX)
    [comment] = comments_in_store()
    assert answer.status_code == 200
    assert f'id="c-{comment.id}" tabindex="-1" data-focus' in answer.text
    assert '<h2 id="comments-h" hx-swap-oob="true">1 comment</h2>' in answer.text
    assert 'id="comment-form-0"' in answer.text
    assert "Your comment is posted." in answer.text
    assert "<html" not in answer.text


def test_htmx_gets_a_reply_as_a_list_item_and_its_form_closed(as_person, idea_id, comment_id):
    answer = post(as_person(ADA), idea_id, parent=comment_id, headers=HTMX)
    assert answer.text.strip().startswith("<li class=\"comment\"")
    assert f'<details class="reply" id="reply-{comment_id}" hx-swap-oob="true">' in answer.text


@pytest.mark.parametrize("body", ["", "   \n ", "\u200d\u200c", "\u0301\u0302", "\u2028\u2029"])
def test_a_comment_that_shows_nothing_is_asked_for_again(as_person, idea_id, comments_in_store, body):
    answer = post(as_person(BEN), idea_id, body)
    assert answer.status_code == 422
    assert "A comment needs a word or two." in answer.text
    assert comments_in_store() == []


def test_too_long_a_comment_comes_back_whole(as_person, idea_id, comments_in_store):
    answer = post(as_person(BEN), idea_id, "word " * 1001)
    assert answer.status_code == 422
    assert "Please shorten this to 5000 characters." in answer.text
    assert "word " * 1000 in answer.text
    assert 'aria-invalid="true" aria-describedby="comment-problem-0"' in answer.text
    assert comments_in_store() == []


def test_htmx_puts_a_refused_form_where_it_was(as_person, idea_id, comment_id):
    answer = post(as_person(ADA), idea_id, "", parent=comment_id, headers=HTMX)
    assert answer.status_code == 422
    assert answer.headers["HX-Retarget"] == f"#comment-form-{comment_id}"
    assert answer.headers["HX-Reswap"] == "outerHTML"
    assert f'id="comment-form-{comment_id}"' in answer.text


def test_a_smile_is_a_comment(as_person, idea_id, comments_in_store):
    assert post(as_person(BEN), idea_id, "👍").status_code == 303
    assert comments_in_store()[0].body == "👍"


def test_twenty_an_hour_and_then_a_pause(as_person, idea_id, comments_in_store):
    ben = as_person(BEN)
    answers = [post(ben, idea_id, f"Thought number {n}") for n in range(21)]
    assert [answer.status_code for answer in answers] == [303] * 20 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert len(comments_in_store()) == 20


def test_a_visitors_words_are_kept_and_posted_after_signing_in(client, app, idea_id, fresh, comments_in_store):
    answer = post(client, idea_id, "Kept for later.")
    assert (answer.status_code, answer.location) == (303, f"/sign-in?next=/ideas/{idea_id}")
    assert comments_in_store() == []
    act = db.session.query(HeldAct).one()
    assert act.payload == {"idea_id": idea_id, "parent_id": 0, "to_staff": False, "text": "Kept for later."}
    with app.test_request_context(), writing():
        outcome = KINDS["comment"].replay(factories.viewer(BEN), act.payload, factories.clock.now())
    assert outcome.done
    assert fresh(Idea, idea_id).comment_count == 1


def test_words_kept_for_an_idea_that_is_gone_are_not_lost_silently(client, app, as_person, idea_id, comments_in_store):
    post(client, idea_id, "Kept for later.")
    as_person(ADA).post(f"/ideas/{idea_id}/delete")
    act = db.session.query(HeldAct).one()
    with app.test_request_context(), writing():
        outcome = KINDS["comment"].replay(factories.viewer(BEN), act.payload, factories.clock.now())
    assert (outcome.done, outcome.said) == (False, "That idea is no longer here.")
    assert comments_in_store() == []


@pytest.mark.parametrize("where", ["/ideas/0/comments", "/ideas/99/comments", f"/ideas/{2**63}/comments", "/ideas/x/comments"])
def test_there_is_nothing_to_comment_on_where_there_is_no_idea(as_person, idea_id, where):
    assert as_person(BEN).post(where, data={"body": "Hello"}).status_code == 404


def test_an_idea_that_waits_for_a_moderator_takes_no_comments(as_person, app, comments_in_store):
    with writing():
        pending = factories.idea(ADA, hold=True).id
    assert post(as_person(ADA), pending).status_code == 409
    assert post(as_person(BEN), pending).status_code == 404
    assert comments_in_store() == []


def test_a_topic_of_staff_is_not_there_for_customers(as_person, app, comments_in_store):
    with writing():
        hidden = factories.idea(MARTA, slug="inside").id
        factories.topic("inside", visibility="staff")
    assert post(as_person(BEN), hidden).status_code == 404
    assert comments_in_store() == []


def test_a_comment_out_of_sight_leaves_a_place_only_for_its_replies(as_person, client, app, idea_id, comment_id, fresh):
    post(as_person(ADA), idea_id, "I answer you.", parent=comment_id)
    with writing():
        factories.hide_comment(comment_id)
    html = client.get(f"/ideas/{idea_id}").text
    assert "We need this too." not in html
    assert "This comment is out of sight." in html
    assert "I answer you." in html
