"""The mean of what authors said to the effort question: whose answers are in it, and whose are not."""

from datetime import timedelta

import pytest

from community import clock
from community.db import db, writing
from community.ideas.models import Idea
from community.responses.actions import AnswerDraft, answer_idea
from community.responses.models import Answer
from community.responses.models_rating import Effort
from community.responses.queries_rating import effort_scores
from community.responses.rules_rating import WORDING, figures_of
from tests import factories
from tests.cast import ADA, BEN, CLEO, MARTA, SAM

WORDS = "Yes. We build this now, and here is what will come with it and when."


def said(idea, part, score, *, days_ago=0, wording=WORDING):
    """A score for the answer to this idea."""
    answer = db.session.query(Answer).filter_by(idea_id=idea.id).one_or_none()
    answer = answer or answer_idea(factories.viewer(MARTA), idea, AnswerDraft.of("shipped", WORDS), now=clock.now())
    at = clock.now() - timedelta(days=days_ago)
    db.session.add(Effort(answer_id=answer.id, person_id=factories.person(part).id, wording=wording, asked_at=at, score=score, answered_at=at if score else None))
    db.session.flush()


def mean_effort(*args, **kwargs):
    found = figures_of(effort_scores(*args, **kwargs))
    return found.mean, found.count


@pytest.fixture
def idea_id(app):
    with writing():
        return factories.idea(ADA).id


def test_nobody_said_anything_yet(idea_id):
    assert mean_effort(factories.viewer(SAM)) == (None, 0)


def test_it_is_the_mean_of_those_who_answered(idea_id):
    with writing():
        idea = db.session.get_one(Idea, idea_id)
        said(idea, ADA, 7)
        said(idea, BEN, 4)
        said(idea, CLEO, None)
    assert mean_effort(factories.viewer(CLEO)) == (5.5, 2)
    assert sorted(effort_scores(factories.viewer(CLEO))) == [4, 7]


def test_it_can_be_of_one_topic_and_of_a_time(idea_id):
    with writing():
        factories.topic("swaps")
        said(db.session.get_one(Idea, idea_id), ADA, 7, days_ago=40)
        said(factories.idea(BEN, "Swap shifts by text", slug="swaps"), BEN, 2)
    viewer = factories.viewer(CLEO)
    assert mean_effort(viewer, topic="rotas") == (7.0, 1)
    assert mean_effort(viewer, topic="swaps") == (2.0, 1)
    assert mean_effort(viewer, since=clock.now() - timedelta(days=30)) == (2.0, 1)
    assert mean_effort(viewer, topic="nowhere") == (None, 0)


def test_what_the_reader_may_not_see_is_not_in_it(idea_id):
    with writing():
        said(db.session.get_one(Idea, idea_id), ADA, 7)
        factories.topic("secret", visibility="staff")
        said(factories.idea(BEN, "For staff alone", slug="secret"), BEN, 1)
    assert mean_effort(factories.viewer(CLEO)) == (7.0, 1)
    assert mean_effort(factories.viewer(SAM)) == (4.0, 2)


@pytest.mark.parametrize("change", ["withdrawn", "hidden", "worded otherwise"])
def test_what_is_out_of_sight_or_was_asked_otherwise_is_not_in_it(idea_id, change):
    with writing():
        idea = db.session.get_one(Idea, idea_id)
        said(idea, ADA, 7, wording="ces-3.0" if change == "worded otherwise" else WORDING)
        if change == "withdrawn":
            db.session.query(Answer).one().withdrawn_at = clock.now()
        if change == "hidden":
            idea.state = "hidden"
    assert mean_effort(factories.viewer(SAM)) == (None, 0)
