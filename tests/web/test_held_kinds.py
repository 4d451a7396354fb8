"""What each held act says while it waits, when it takes effect, and when it cannot: nothing is lost, nothing done twice."""

import pytest
from flask import url_for

from community import clock
from community.db import db, writing
from community.ideas.models import Comment, Follow, HelpfulMark, Idea
from community.site import Site
from community.voices.models import Voice
from community.votes.models import Vote
from community.web.held_kinds import KINDS
from tests import factories
from tests.advocates.giving import close_beta, open_beta
from tests.cast import ADA, BEN, CLEO, MARTA, SAM
from tests.cocreation.helping import close_it, put
from tests.triage.helping import asked, join, say

TITLE = "Print the week"
GONE = (False, "That idea is no longer here.")


@pytest.fixture
def idea_id(app) -> int:
    with writing():
        factories.topic("rotas", owner=MARTA)
    return asked(ADA, TITLE)


def replay(part, kind, **payload):
    """Whether it took effect, and what its person reads."""
    with writing():
        outcome = KINDS[kind].replay(factories.viewer(part), payload, clock.now())
    return outcome.done, outcome.said


def change(idea_id, **columns):
    with writing():
        for name, value in columns.items():
            setattr(db.session.get_one(Idea, idea_id), name, value)


def payload_of(kind, idea_id):
    """The least that such an act carries."""
    more = {
        "vote": {"importance": 3}, "join": {"importance": 2, "text": "We too."}, "comment": {"text": "We need this."}, "follow": {"level": "answers"},
        "helpful": {"comment_id": 1}, "same": {"other_id": idea_id, "text": ""}, "rating": {"answer_id": 1, "helpful": "yes", "words": ""},
        "reply": {"question_id": 1, "text": "A4."}, "beta": {},
    }
    return {"idea_id": idea_id, **more[kind]}


@pytest.fixture
def words(app):
    """Inside a request, as acts are described."""
    with app.test_request_context():
        yield


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"idea", "beta"}))
def test_what_is_gone_by_then_is_said_and_nothing_happens(words, idea_id, kind):
    change(idea_id, state="hidden")
    assert replay(BEN, kind, **payload_of(kind, idea_id)) == GONE
    assert replay(BEN, kind, **payload_of(kind, 4_711)) == GONE
    assert db.session.query(Comment).count() == db.session.query(Voice).count() == 0
    assert db.session.query(Vote).count() == 1


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"idea"}))
def test_what_waits_names_the_idea_only_where_any_visitor_may_read_it(words, idea_id, kind):
    payload = payload_of(kind, idea_id)
    assert TITLE in KINDS[kind].describe(payload)
    with writing():
        factories.topic("rotas", visibility="signed_in")
    assert TITLE not in KINDS[kind].describe(payload)
    assert "“…”" in KINDS[kind].describe(payload)


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"idea", "reply"}))
def test_one_is_led_to_the_page_it_belongs_to(words, idea_id, kind):
    assert KINDS[kind].place(payload_of(kind, idea_id)) == f"/ideas/{idea_id}"


def test_a_new_idea_leads_to_ones_own_and_a_reply_to_its_question(words, idea_id):
    assert KINDS["idea"].place({}) == url_for("ideas.index", tab="mine")
    assert KINDS["reply"].place({"question_id": 7}) == "/questions/7"


@pytest.mark.parametrize(
    ("kind", "payload", "given_back"),
    [
        ("comment", {"text": "We <b>need</b> this."}, "We <b>need</b> this."), ("vote", {"importance": 2}, ""), ("join", {"text": "We too."}, "We too."),
        ("idea", {"title": "Print", "body": "On paper."}, "Print\n\nOn paper."), ("idea", {"title": "Print", "body": ""}, "Print"),
        ("rating", {"words": "It said when."}, "It said when."), ("follow", {"level": "all"}, ""),
    ],
)
def test_what_was_typed_can_be_given_back(kind, payload, given_back):
    assert KINDS[kind].words(payload) == given_back


def test_a_vote_counts_once_and_a_closed_idea_takes_none(words, idea_id):
    assert replay(BEN, "vote", idea_id=idea_id, importance=3) == (True, f"Your vote for “{TITLE}” is in.")
    assert replay(BEN, "vote", idea_id=idea_id, importance=3) == (True, f"You had already voted for “{TITLE}”. It still counts.")
    change(idea_id, status="declined")
    assert replay(CLEO, "vote", idea_id=idea_id) == (False, f"“{TITLE}” takes no votes any more.")
    assert db.session.query(Vote).count() == 2


def test_words_come_with_their_vote_or_are_given_back(words, idea_id):
    assert replay(BEN, "join", idea_id=idea_id, importance=2, text="We too.") == (True, f"Thank you. Your vote and your words are with “{TITLE}”.")
    assert replay(CLEO, "join", idea_id=idea_id, importance=2, text="") == (True, f"Your vote for “{TITLE}” is in.")
    assert KINDS["join"].describe({"idea_id": idea_id, "text": ""}) == f"Your vote for “{TITLE}”"
    assert KINDS["join"].describe({"idea_id": idea_id, "text": "x"}) == f"Your vote and your words for “{TITLE}”"
    change(idea_id, status="declined")
    assert replay(SAM, "join", idea_id=idea_id, importance=2, text="Us as well.")[0] is False
    assert [voice.text for voice in db.session.query(Voice)] == ["We too."]


def test_a_comment_is_posted_where_the_idea_stands_now(words, idea_id):
    root = asked(BEN, "One page a week")
    first = say(CLEO, idea_id)
    join(idea_id, root)
    posted = (True, "Your comment on “One page a week” is posted.")
    assert replay(BEN, "comment", idea_id=idea_id, text="And the bank.") == posted
    assert replay(SAM, "comment", idea_id=idea_id, text="Which bank?", parent_id=first) == posted
    found = {comment.body: (comment.idea_id, comment.parent_id) for comment in db.session.query(Comment)}
    assert found["And the bank."] == (root, None)
    assert found["Which bank?"] == (idea_id, first), "a reply stays with what it replies to"


def test_a_comment_never_hangs_below_one_of_another_idea(words, idea_id):
    elsewhere = say(CLEO, asked(BEN, "One page a week"))
    for parent in (elsewhere, 4_711, 0, None):
        assert replay(BEN, "comment", idea_id=idea_id, text=f"Below {parent}", parent_id=parent)[0]
    found = db.session.query(Comment).filter_by(idea_id=idea_id).all()
    assert [comment.parent_id for comment in found] == [None] * 4


def test_an_idea_that_takes_no_comments_gives_the_words_back(words, idea_id):
    change(idea_id, state="pending")
    assert replay(ADA, "comment", idea_id=idea_id, text="More.") == (False, f"“{TITLE}” takes no comments any more.")


def test_an_idea_is_public_at_once_or_with_a_moderator_first(words, idea_id):
    with writing():
        topic = factories.topic("rotas").id
    new = {"topic_id": topic, "title": "Swap a shift", "body": "By phone."}
    assert replay(BEN, "idea", **new) == (True, "Your idea “Swap a shift” is public, and its answer clock runs.")
    with writing():
        db.session.get_one(Site, 1).hold_first_ideas = True
    assert replay(CLEO, "idea", **new) == (True, "Your idea “Swap a shift” is with a moderator; you will hear within a working day.")
    with writing():
        factories.topic("rotas", visibility="staff")
    assert replay(BEN, "idea", **new) == (False, "The part of the product it belongs to takes no ideas at the moment.")


def test_helpful_is_for_others_to_say_and_counts_once(words, idea_id):
    comment = say(CLEO, idea_id)
    thanks = (True, "Thank you for saying that a comment helped.")
    assert [replay(BEN, "helpful", idea_id=idea_id, comment_id=comment) for _ in range(2)] == [thanks] * 2
    assert replay(CLEO, "helpful", idea_id=idea_id, comment_id=comment) == (False, "That comment is your own; helpful is for others to say.")
    assert db.session.query(HelpfulMark).count() == 1
    assert replay(BEN, "helpful", idea_id=idea_id, comment_id=4_711) == GONE


@pytest.mark.parametrize("level", ["all", "answers", "nothing"])
def test_what_one_hears_is_set(words, idea_id, level):
    assert replay(BEN, "follow", idea_id=idea_id, level=level) == (True, f"What you hear of “{TITLE}” is set.")
    with writing():
        ben = factories.person(BEN).id
    assert db.session.query(Follow).filter_by(person_id=ben, idea_id=idea_id).one().level == level


def test_two_that_are_one_by_then_need_nobody_to_look(words, idea_id):
    other = asked(BEN, "One page a week")
    pair = {"idea_id": idea_id, "other_id": other, "text": "Both want paper."}
    thanks = "Thank you for pointing it out."
    assert replay(CLEO, "same", **pair) == (True, f"{thanks} Somebody looks at the two, and you hear what becomes of it.")
    assert replay(CLEO, "same", **pair | {"other_id": 4_711}) == GONE
    join(idea_id, other)
    assert replay(SAM, "same", **pair) == (True, f"{thanks} The two are one idea already.")


def test_a_reply_goes_to_its_question_while_it_is_open_and_put_to_one(words, idea_id):
    replay(BEN, "vote", idea_id=idea_id, importance=3)
    question = put(idea_id)
    mine = {"idea_id": idea_id, "question_id": question, "text": "A4, by hand."}
    assert replay(BEN, "reply", **mine) == (True, "Your reply is with the question. Thank you.")
    assert replay(CLEO, "reply", **mine) == (False, "This question is put to others. What you wrote is welcome as a comment.")
    close_it(question)
    assert replay(ADA, "reply", **mine) == (False, "The question was closed meanwhile. What you wrote is welcome as a comment.")
    assert replay(BEN, "reply", **mine | {"question_id": 4_711}) == GONE


def test_to_try_something_one_asks_while_there_is_something_to_try(words, idea_id):
    nothing = (False, "There is nothing to try there any more.")
    assert replay(BEN, "beta", idea_id=idea_id) == nothing
    beta = open_beta(idea_id)
    assert replay(BEN, "beta", idea_id=idea_id) == (True, f"You asked to try “{TITLE}”. You hear from us when there is a place.")
    assert replay(SAM, "beta", idea_id=idea_id) == (False, "Colleagues need no invitation.")
    close_beta(beta)
    assert replay(CLEO, "beta", idea_id=idea_id) == nothing
    change(idea_id, state="hidden")
    assert replay(BEN, "beta", idea_id=idea_id) == GONE
