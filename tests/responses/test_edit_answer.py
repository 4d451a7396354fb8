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
from community.responses.models import Answer, AnswerRevision
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


def edit(idea_id, body, part=MARTA, over=None):
    with writing():
        idea = db.session.get(Idea, idea_id)
        draft = AnswerDraft.of("", body, over=over)
        actions.edit_answer(factories.viewer(part), idea, draft, now=clock.now())


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
def test_an_edit_that_empties_an_answer_is_refused(idea_id, body, code):
    assert refused(idea_id, body) == {code}
    db.session.expire_all()
    assert db.session.query(Answer).one().body == WORDS


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


@pytest.mark.parametrize("part", [OWEN, SAM, ADA])
def test_to_others_there_is_no_such_page(as_person, idea_id, part):
    assert as_person(part).get(f"/desk/ideas/{idea_id}/answer/edit").status_code == 404
