"""Where ideas stand, read from what was really said about them, in two statements."""

from datetime import timedelta

import pytest

from community import clock
from community.db import db, writing
from community.events import record
from community.ideas.actions import add_comment
from community.ideas.models import Idea
from community.insights.counting import dialogue_shown
from community.insights.dialogue import Steps
from community.insights.models import DialogueRecord
from community.insights.queries_dialogue import dialogue_totals, steps_of
from community.jobs import figures
from community.markdown import render
from community.responses.actions import AnswerDraft, answer_idea, assign_idea
from community.responses.models import Answer
from community.voices.models import Voice
from tests import factories
from tests.cast import ADA, BEN, CLEO, MARTA, SAM

WORDS = "Yes. We build this now, and here is what will come with it and when."
WORDS_AGAIN = "It is in your account since this morning, and it does what you all asked for."


@pytest.fixture
def talk(app):
    """An idea of Ada's, and one verb that lets somebody say something about it an hour after what was said before."""
    with writing():
        idea_id, start = factories.idea(ADA, now=clock.now() - timedelta(days=3)).id, clock.now() - timedelta(days=2)
    hours = iter(range(1, 40))

    def say(part, body="Some words about it.", parent=None, on=idea_id, words=""):
        now = start + timedelta(hours=next(hours))
        with writing():
            idea, who = db.session.get_one(Idea, on), factories.viewer(part)
            if words:
                return answer_idea(who, idea, AnswerDraft.of("shipped" if words == WORDS_AGAIN else "declined", words), now=now).id
            return add_comment(who, idea, body, render(body), parent=parent, now=now).id

    say.idea_id, say.start = idea_id, start
    return say


def steps(talk):
    return steps_of([talk.idea_id])[talk.idea_id]


def comment(comment_id):
    return db.session.get_one(factories.Comment, comment_id)


def test_a_conversation_climbs_step_by_step(talk):
    assert steps(talk) == Steps(1, 1)
    with writing():
        assign_idea(factories.viewer(MARTA), db.session.get_one(Idea, talk.idea_id), factories.person(MARTA), now=clock.now())
    assert steps(talk) == Steps(1, 2)
    talk(MARTA, words=WORDS)
    assert steps(talk) == Steps(1, 3)
    talk(ADA)
    assert steps(talk) == Steps(4, 3)
    talk(SAM)
    assert steps(talk) == Steps(4, 4)
    bens = talk(BEN)
    assert steps(talk) == Steps(5, 4)
    talk(SAM, parent=comment(bens))
    assert steps(talk) == Steps(5, 5)
    talk(CLEO, parent=comment(bens))
    assert steps(talk) == Steps(6, 5)


def test_votes_and_voices_of_others_come_before_any_word_of_the_company(talk):
    with writing():
        db.session.get_one(Idea, talk.idea_id).vote_count = 2
    assert steps(talk) == Steps(2, 1)
    with writing() as session:
        session.add(Voice(idea_id=talk.idea_id, person_id=factories.person(BEN).id, text="Us too.", created_at=clock.now()))
    assert steps(talk) == Steps(3, 1)


def test_a_question_asked_heard_and_answered_is_the_companys_last_step(talk):
    with writing():
        record("question.asked", at=talk.start, idea_id=talk.idea_id, actor_id=factories.person(SAM).id)
    assert steps(talk) == Steps(1, 2)
    talk(BEN)
    assert steps(talk) == Steps(5, 2)
    talk(MARTA, words=WORDS)
    assert steps(talk) == Steps(5, 6)


def test_what_is_hidden_or_withdrawn_was_not_said(talk):
    answer_id, comment_id = talk(MARTA, words=WORDS), talk(BEN)
    assert steps(talk) == Steps(5, 3)
    with writing() as session:
        session.get_one(Answer, answer_id).withdrawn_at = clock.now()
        factories.hide_comment(comment_id)
    assert steps(talk) == Steps(1, 1)


def test_the_author_of_a_part_is_an_author_of_the_whole(talk):
    with writing():
        part = factories.idea(BEN, "Paper for the fridge")
        part.root_id = talk.idea_id
    talk(MARTA, words=WORDS)
    talk(BEN)
    assert steps(talk) == Steps(4, 3)


def test_staff_among_themselves_are_not_talking_with_customers(talk):
    talk(MARTA, parent=comment(talk(SAM)))
    assert steps(talk) == Steps(1, 2)


def test_many_ideas_cost_two_statements(talk, statements):
    with writing():
        ids = [factories.idea(BEN, f"Idea number {n} of many").id for n in range(12)]
    with statements() as sent:
        found = steps_of([talk.idea_id, *ids])
    assert len(sent) == 2
    assert len(found) == 13


def test_totals_hold_what_the_viewer_may_see(talk):
    talk(MARTA, words=WORDS)
    with writing():
        factories.topic("secret", visibility="staff")
        factories.idea(BEN, "For staff alone", slug="secret")
    seen_by_staff, seen_by_ben = dialogue_totals(factories.viewer(SAM)), dialogue_totals(factories.viewer(BEN))
    assert seen_by_staff.company == (1, 0, 1, 0, 0, 0)
    assert seen_by_ben.company == (0, 0, 1, 0, 0, 0)


def test_staff_read_what_the_worker_counted_lately_and_customers_what_is_so(talk, statements, moved_clock):
    figures.count_steps()
    talk(MARTA, words=WORDS)
    with statements() as sent:
        kept = dialogue_shown(factories.viewer(SAM), clock.now())
    assert (kept.company, len([each for each in sent if "comments" in each])) == ((1, 0, 0, 0, 0, 0), 0)
    assert dialogue_shown(factories.viewer(BEN), clock.now()).company == (0, 0, 1, 0, 0, 0)
    figures.count_steps()
    assert dialogue_shown(factories.viewer(SAM), clock.now()).company == (0, 0, 1, 0, 0, 0)
    assert db.session.query(DialogueRecord).count() == 1


@pytest.mark.parametrize("hours", [1, -1])
def test_what_was_counted_long_ago_or_is_yet_to_be_counted_is_counted_on_the_spot(talk, moved_clock, hours):
    figures.count_steps()
    talk(MARTA, words=WORDS)
    moved_clock(hours * 3_600)
    assert dialogue_shown(factories.viewer(SAM), clock.now()).company == (0, 0, 1, 0, 0, 0)
