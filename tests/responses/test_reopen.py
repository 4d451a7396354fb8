"""Looking again at what was closed, and at what was brought along from another tool (SLA-8)."""

from datetime import timedelta

import pytest

from community.db import db, writing
from community.ideas.actions import add_comment
from community.jobs import worker
from community.responses.actions_escalating import escalate_next
from community.responses.actions_reopening import ReopenRefused, reopen_idea, wake_legacy
from community.responses.models import Clock, Escalation
from community.responses.proving import differences
from community.votes.actions import cast_vote
from tests import factories
from tests.cast import ADA, BEN, MARTA, MO, SAM
from tests.responses.cycles import DAY, DUE, MONDAY, OTHER, answer, cycles, here, publish, read

LATER = MONDAY + 42 * DAY
DUE_LATER = DUE + 42 * DAY


@pytest.fixture
def topic(app):
    with writing():
        factories.topic("rotas", MARTA)


@pytest.fixture
def declined(topic):
    idea_id = publish()
    answer(idea_id, MONDAY + DAY, "declined")
    return idea_id


def reopen(idea_id, by=SAM, at=LATER, reason="The law changed."):
    with writing():
        reopen_idea(factories.viewer(by), here(idea_id), reason, now=at)


@pytest.mark.parametrize("by", [SAM, MO, MARTA])
def test_reopened_it_owes_an_answer_with_a_due_time_of_its_own(declined, by):
    reopen(declined, by)
    assert cycles(declined) == [("first", MONDAY, MONDAY + DAY, "answered"), ("review", LATER, None, "")]
    idea = read(declined)
    assert (idea.answer_state, idea.due_at, idea.status, idea.answered_at) == ("awaiting", DUE_LATER, "declined", MONDAY + DAY)
    answer(declined, LATER + DAY, "shipped", OTHER)
    assert read(declined).answered_at == LATER + DAY
    assert list(differences(LATER + DAY)) == []


@pytest.mark.parametrize(("details", "code"), [({"by": ADA}, "not_allowed"), ({"reason": " "}, "no_reason")])
def test_not_by_anybody_and_not_without_a_reason(declined, details, code):
    with pytest.raises(ReopenRefused) as refused:
        reopen(declined, **details)
    assert refused.value.code == code


def test_what_is_not_closed_is_not_reopened_and_nothing_twice(declined):
    waiting = publish(BEN)
    reopen(declined)
    for idea_id, code in ((waiting, "not_closed"), (declined, "running")):
        with pytest.raises(ReopenRefused) as refused:
            reopen(idea_id)
        db.session.rollback()
        assert refused.value.code == code


OLD = MONDAY - timedelta(days=2000)


@pytest.fixture
def imported(topic):
    with writing():
        idea = factories.idea(ADA, "From the earlier tool", now=OLD)
        idea.legacy, idea.answer_state = True, "awaiting"
    worker.drain()
    assert cycles(idea.id) == []
    return idea.id


def test_a_vote_wakes_an_imported_idea(imported):
    with writing():
        cast_vote(factories.viewer(BEN), here(imported), 2, now=MONDAY)
    worker.drain()
    assert cycles(imported) == [("first", MONDAY, None, "")]
    idea = read(imported)
    assert (idea.due_at, idea.published_at, idea.legacy) == (DUE, OLD, False)
    with writing():
        assert not escalate_next(MONDAY + DAY)


def test_a_comment_wakes_it_too_and_once(imported):
    for day in (0, 1):
        with writing():
            add_comment(factories.viewer(BEN), here(imported), "We too.", "<p>We too.</p>", parent=None, now=MONDAY + day * DAY)
        worker.drain()
    assert cycles(imported) == [("first", MONDAY, None, "")]


def test_staff_wake_it_by_hand(imported):
    with writing():
        assert wake_legacy(here(imported), now=MONDAY, actor=factories.viewer(SAM)) is not None
        assert wake_legacy(here(imported), now=MONDAY + DAY, actor=factories.viewer(SAM)) is None
    assert cycles(imported) == [("first", MONDAY, None, "")]


def test_asleep_it_is_neither_late_nor_told_to_anybody(imported):
    with writing():
        assert not escalate_next(MONDAY)
    assert (db.session.query(Clock).count(), db.session.query(Escalation).count(), read(imported).due_at) == (0, 0, None)
    assert list(differences(MONDAY)) == []
