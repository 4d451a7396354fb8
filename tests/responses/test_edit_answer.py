"""Mending the words of an answer: by its author, within the rules, with what it said before kept."""

import re
from datetime import datetime, timedelta
from html import unescape

import pytest

from community import clock
from community.db import db, writing
from community.events import Event
from community.ideas.models import Idea
from community.responses import actions
from community.responses.actions import AnswerDraft, AnswerRefused
from community.responses.actions_rating import Mark, RatingRefused, rate_answer, settle_next_round
from community.responses.models import Answer, AnswerRevision, Clock
from community.responses.models_promises import PolicyVersion
from community.responses.models_rating import EffortRound, Rating
from community.responses.queries_rating import said_of_answers
from tests import factories
from tests.cast import ADA, MARTA, OWEN, SAM

WORDS = "Yes. We build this now, because forty of you told us what it costs you every week."
BETTER = "Yes. We build this now, because forty of you told us what it costs you each and every week."
OTHER = "We have looked at it again, and it is nearer than it was: the print page is drawn already."


@pytest.fixture
def idea_id(app):
    with writing():
        factories.topic("rotas", MARTA)
        idea = factories.idea(ADA)
        answer(idea, WORDS)
    return idea.id


def answer(idea, body, part=MARTA):
    review = (clock.now() + timedelta(days=30)).date()
    return actions.answer_idea(factories.viewer(part), idea, AnswerDraft.of("planned", body, review), now=clock.now())


def edit(idea_id, body, part=MARTA, over=None, why=""):
    with writing():
        idea = db.session.get(Idea, idea_id)
        draft = AnswerDraft.of("", body, over=over)
        actions.edit_answer(factories.viewer(part), idea, draft, why=why, now=clock.now())


def refused(idea_id, body, **details):
    with pytest.raises(AnswerRefused) as problem:
        edit(idea_id, body, **details)
    return {found.code for found in problem.value.problems}


def test_the_words_change_and_the_old_ones_are_kept(idea_id):
    edit(idea_id, BETTER)
    db.session.expire_all()
    kept = db.session.query(Answer).one()
    assert (kept.body, kept.status) == (BETTER, "planned")
    assert "each and every" in kept.body_html
    assert isinstance(kept.edited_at, datetime)
    assert [old.body for old in db.session.query(AnswerRevision)] == [WORDS]
    assert db.session.query(Event).filter_by(kind="answer.edited").one().data == {"answer_id": kept.id}


@pytest.mark.parametrize(("body", "code"), [("", "too_short"), ("Gone.", "too_short"), ("{name}, " + WORDS, "placeholder")])
def test_an_edit_that_leaves_no_answer_is_refused_where_it_does_not_say_why(idea_id, body, code):
    assert refused(idea_id, body) == {code}
    db.session.expire_all()
    assert db.session.query(Answer).one().body == WORDS


@pytest.mark.parametrize("body", ["", " . ", "[](https://hourfold.example/a-long-address-that-nobody-can-read-as-words)", "Gone."])
def test_an_edit_that_empties_it_and_says_why_reopens_the_clock(idea_id, body):
    edit(idea_id, body, why="It named the wrong release.")
    db.session.expire_all()
    [kept], [clock_] = db.session.query(Answer).all(), db.session.query(Clock).all()
    idea = db.session.get_one(Idea, idea_id)
    assert (kept.body, kept.withdrawn_reason, kept.withdrawn_by_id) == (WORDS, "It named the wrong release.", kept.author_id)
    assert (clock_.kind, clock_.stopped_at, clock_.outcome) == ("first", None, "")
    assert (idea.answer_state, idea.status, idea.answered_at, idea.review_at) == ("awaiting", "new", None, None)
    assert db.session.query(Event).filter_by(kind="answer.edited").count() == 0


def test_what_was_called_helpful_and_then_emptied_was_no_help_to_anybody(idea_id, client):
    """The author's yes stays with the words it was said of; the clock runs, and the next answer begins at nothing."""
    with writing():
        first = db.session.query(Answer).one()
        rate_answer(factories.viewer(ADA), db.session.get_one(Idea, idea_id), first, Mark(helpful=True), voted=False, now=clock.now())
        db.session.add(EffortRound(answer_id=first.id, due_at=clock.now() - timedelta(seconds=1)))
    edit(idea_id, "", why="It named the wrong release.")
    with writing():
        assert settle_next_round(clock.now())
    db.session.expire_all()
    assert db.session.query(EffortRound).one().outcome == "withdrawn"
    assert db.session.query(Rating).count() == 1
    assert said_of_answers([first.id]) == []
    assert db.session.get_one(Idea, idea_id).answer_state == "awaiting"
    assert WORDS not in client.get(f"/ideas/{idea_id}").text
    with writing():
        idea = db.session.get_one(Idea, idea_id)
        with pytest.raises(RatingRefused):
            rate_answer(factories.viewer(ADA), idea, first, Mark(helpful=False), voted=False, now=clock.now())
        again = answer(idea, OTHER)
        db.session.flush()
        assert (again.helpful_count, again.unhelpful_count) == (0, 0)
        assert rate_answer(factories.viewer(ADA), idea, again, Mark(helpful=False), voted=False, now=clock.now())


def test_saying_why_empties_nothing_that_still_answers(idea_id):
    edit(idea_id, BETTER, why="Just a word.")
    db.session.expire_all()
    kept = db.session.query(Answer).one()
    assert (kept.body, kept.withdrawn_at) == (BETTER, None)
    assert refused(idea_id, "{name}, " + WORDS, why="A gap is left.") == {"placeholder"}


@pytest.mark.parametrize("part", [OWEN, SAM, ADA])
def test_nobody_empties_the_answer_of_another(idea_id, part):
    assert "not_yours" in refused(idea_id, "", part=part, why="I do not like it.")
    db.session.expire_all()
    assert db.session.query(Answer).one().withdrawn_at is None


def test_where_two_people_read_it_can_still_be_emptied_by_one(idea_id):
    """To change the words asks for a second person; to owe an answer again asks for nobody."""
    with writing():
        db.session.query(PolicyVersion).update({"needs_approval": True})
    assert refused(idea_id, BETTER) == {"needs_approval"}
    edit(idea_id, "", why="It was wrong.")
    db.session.expire_all()
    assert db.session.query(Answer).one().withdrawn_at is not None


def test_one_that_was_followed_by_another_is_not_emptied_unseen(idea_id):
    first = db.session.query(Answer).one().id
    with writing():
        answer(db.session.get(Idea, idea_id), OTHER)
    assert "answered_meanwhile" in refused(idea_id, "", over=first, why="It was wrong.")


def test_an_edit_cannot_bring_back_the_answer_before(idea_id):
    with writing():
        answer(db.session.get(Idea, idea_id), OTHER)
    assert refused(idea_id, WORDS) == {"repeated"}


@pytest.mark.parametrize("part", [OWEN, SAM, ADA])
def test_only_its_author_mends_an_answer(idea_id, part):
    assert refused(idea_id, BETTER, part=part) == {"not_yours"}


def test_an_unanswered_idea_has_nothing_to_mend(app):
    with writing():
        idea = factories.idea(ADA)
    assert refused(idea.id, BETTER) == {"not_yours"}


def test_an_answer_that_was_followed_by_another_stays_as_it_was(idea_id):
    first = db.session.query(Answer).one().id
    with writing():
        answer(db.session.get(Idea, idea_id), OTHER)
    assert refused(idea_id, BETTER, over=first) == {"answered_meanwhile"}


def test_the_same_words_change_nothing(idea_id):
    edit(idea_id, WORDS)
    assert db.session.query(AnswerRevision).count() == 0
    assert db.session.query(Event).filter_by(kind="answer.edited").count() == 0


def test_the_page_to_mend_it_saves_and_says_so(as_person, idea_id):
    marta = as_person(MARTA)
    address = f"/desk/ideas/{idea_id}/answer/edit"
    page = unescape(marta.get(address).text)
    assert f"{WORDS}</textarea>" in page
    over = re.search(r'name="over" value="(\d+)"', page).group(1)
    assert marta.post(address, data={"body": BETTER, "over": over, "status": "planned"}).status_code == 303
    shown = marta.get(f"/ideas/{idea_id}").text
    assert "Wording mended" in shown
    assert "each and every" in shown


def test_a_refused_edit_keeps_what_was_typed(as_person, idea_id):
    answered = as_person(MARTA).post(f"/desk/ideas/{idea_id}/answer/edit", data={"body": "Too short, sorry", "over": "1"})
    assert answered.status_code == 422
    assert "Too short, sorry</textarea>" in answered.text
    assert "at least 40 characters" in answered.text


def test_words_that_answer_nothing_are_asked_why_and_then_taken_back(as_person, idea_id):
    marta, address = as_person(MARTA), f"/desk/ideas/{idea_id}/answer/edit"
    assert 'name="why"' not in marta.get(address).text
    asked = marta.post(address, data={"body": "", "over": "1"})
    assert (asked.status_code, 'name="why"' in asked.text) == (422, True)
    too_long = marta.post(address, data={"body": "Gone.", "over": "1", "why": "w" * 501})
    assert too_long.status_code == 422
    assert "w" * 501 in too_long.text
    done = marta.post(address, data={"body": "", "over": "1", "why": "It named the wrong release."})
    assert (done.status_code, done.headers["Location"]) == (303, f"/desk/ideas/{idea_id}/clock")
    shown = marta.get(f"/ideas/{idea_id}").text
    assert WORDS not in unescape(shown)
    assert "It named the wrong release." not in as_person(ADA).get(f"/ideas/{idea_id}").text


@pytest.mark.parametrize("part", [OWEN, SAM, ADA])
def test_to_others_there_is_no_such_page(as_person, idea_id, part):
    assert as_person(part).get(f"/desk/ideas/{idea_id}/answer/edit").status_code == 404
