"""Answering an idea: words and a status by a named person, or no answer at all."""

from datetime import date, datetime, timedelta

import pytest

from community.audit import AuditEntry
from community.db import db, writing
from community.events import Event
from community.ideas.models import Idea
from community.responses import actions, actions_clocks
from community.responses.actions import AnswerDraft, AnswerRefused
from community.responses.models import Answer, Clock
from tests import factories
from tests.cast import ADA, DEV, MARTA, OWEN, SAM

WORDS = "Yes. We build this now, because forty of you told us what it costs you every week."
OTHER = "We have looked at it again, and it is nearer than it was: the print page is drawn already."
MONDAY = datetime.fromisoformat("2026-06-01T09:00:00+01:00")


def soon(days: int = 60) -> date:
    return (MONDAY + timedelta(days=days)).date()


@pytest.fixture
def idea(app):
    """Published on a Monday morning, its clock started."""
    with writing():
        factories.topic("rotas", MARTA, deputy_id=factories.person(DEV).id, manager_id=factories.person(OWEN).id)
        made = factories.idea(ADA, now=MONDAY)
        actions_clocks.start_clock(made, "first", now=MONDAY)
    return made.id


def answer(idea_id, *, part=MARTA, status="planned", body=WORDS, review_on="", over=None, now=MONDAY + timedelta(days=3)):
    review = soon() if review_on == "" else review_on
    with writing():
        idea = db.session.get(Idea, idea_id)
        return actions.answer_idea(factories.viewer(part), idea, AnswerDraft.of(status, body, review, over), now=now)


def codes(refused):
    return {(problem.field, problem.code) for problem in refused.value.problems}


def read(idea_id):
    db.session.expire_all()
    return db.session.get(Idea, idea_id)


def events(kind):
    return db.session.query(Event).filter_by(kind=kind).order_by(Event.id).all()


def test_an_answer_is_kept_and_the_idea_shows_it(idea):
    answer(idea)
    found = read(idea)
    assert (found.status, found.answer_state, found.answerer_name) == ("planned", "answered", "Marta Lindqvist")
    assert found.answered_at == MONDAY + timedelta(days=3)
    assert found.review_at == datetime.fromisoformat("2026-07-31T17:00:00+01:00")
    assert db.session.query(Answer).one().body_html.startswith("<p>Yes.")


def test_an_answer_stops_the_clock(idea):
    answer(idea)
    stopped = db.session.query(Clock).one()
    assert (stopped.outcome, stopped.stopped_at) == ("answered", MONDAY + timedelta(days=3))
    assert stopped.next_alert_at is None
    assert events("clock.stopped")[0].data["late"] is False


def test_a_late_answer_stays_on_record_as_late(idea):
    answer(idea, now=MONDAY + timedelta(days=40))
    assert events("clock.stopped")[0].data["late"] is True


def test_an_answer_is_told_with_ids_only(idea):
    answer(idea)
    told = events("answer.published")[0]
    assert told.idea_id == idea
    assert (told.data["status"], told.data["before"], told.data["first"]) == ("planned", "new", True)
    assert WORDS not in str(told.data)
    assert db.session.query(AuditEntry).one().act == "answer.published"


@pytest.mark.parametrize("body", ["", "   ", "On it!", "**  **", "Hello {name}, thank you for this idea, we will look at it soon."])
def test_a_status_without_words_is_refused_in_the_action(idea, body):
    with pytest.raises(AnswerRefused):
        answer(idea, body=body)
    assert read(idea).status == "new"
    assert db.session.query(Answer).count() == 0


def test_words_without_a_status_are_refused(idea):
    with pytest.raises(AnswerRefused) as refused:
        answer(idea, status="", review_on=None)
    assert codes(refused) == {("status", "missing")}


@pytest.mark.parametrize("status", ["new", "merged", "soon"])
def test_what_is_no_answer_is_refused(idea, status):
    with pytest.raises(AnswerRefused) as refused:
        answer(idea, status=status, review_on=None)
    assert ("status", "not_an_answer") in codes(refused)


@pytest.mark.parametrize("status", ["review", "planned", "progress", "later"])
def test_an_open_answer_says_when_we_look_again(idea, status):
    with pytest.raises(AnswerRefused) as refused:
        answer(idea, status=status, review_on=None)
    assert codes(refused) == {("review_on", "required")}


@pytest.mark.parametrize("status", ["shipped", "declined"])
def test_a_final_answer_carries_no_date(idea, status):
    answer(idea, status=status, review_on=None)
    assert read(idea).review_at is None


def test_a_topic_can_ask_for_an_earlier_look(idea):
    with writing():
        factories.topic("rotas", review_months=1)
    with pytest.raises(AnswerRefused) as refused:
        answer(idea)
    assert codes(refused) == {("review_on", "too_far")}


@pytest.mark.parametrize("part", [SAM, ADA])
def test_only_those_who_may_answer_do(idea, part):
    with pytest.raises(AnswerRefused) as refused:
        answer(idea, part=part)
    assert ("status", "not_allowed") in codes(refused)


def test_what_is_not_public_takes_no_answer(app):
    with writing():
        pending = factories.idea(ADA, hold=True, now=MONDAY).id
    with pytest.raises(AnswerRefused) as refused:
        answer(pending)
    assert codes(refused) == {("status", "not_public")}


def test_shipping_is_an_event_of_its_own_once(idea):
    answer(idea, status="shipped", review_on=None)
    answer(idea, status="shipped", review_on=None, body=OTHER)
    assert len(events("idea.shipped")) == 1
    assert len(events("answer.published")) == 2


def test_an_answer_in_good_time_renews_without_moving_the_date_of_the_first(idea):
    answer(idea)
    answer(idea, status="progress", body=OTHER, now=MONDAY + timedelta(days=20), review_on=soon(120))
    found = read(idea)
    assert (found.status, found.answered_at) == ("progress", MONDAY + timedelta(days=3))
    assert events("answer.published")[1].data["first"] is False
    assert db.session.query(Answer).count() == 2
    assert db.session.query(Clock).count() == 1


def test_the_same_words_again_are_no_new_answer(idea):
    answer(idea)
    with pytest.raises(AnswerRefused) as refused:
        answer(idea, status="progress", body=f"{WORDS.upper()}!", review_on=soon(90))
    assert codes(refused) == {("body", "repeated")}


def test_the_same_form_sent_twice_publishes_once(idea):
    assert answer(idea, over=0).id == answer(idea, over=0).id
    assert db.session.query(Answer).count() == 1
    assert len(events("answer.published")) == 1


def test_an_answer_given_meanwhile_is_not_overwritten_unseen(idea):
    answer(idea, part=OWEN)
    with pytest.raises(AnswerRefused) as refused:
        answer(idea, body=OTHER, over=0)
    assert codes(refused) == {("body", "answered_meanwhile")}


def test_a_second_under_review_is_told_to_the_manager(idea):
    answer(idea, status="review")
    answer(idea, status="review", body=OTHER, review_on=soon(100))
    first, second = events("answer.published")
    assert (first.data["review_streak"], first.data["told"]) == (1, [])
    assert (second.data["review_streak"], second.data["told"]) == (2, [factories.person(OWEN).id])


def test_an_answer_before_the_worker_came_by_is_counted_from_publication(app):
    with writing():
        made = factories.idea(ADA, now=MONDAY).id
    answer(made)
    kept = db.session.query(Clock).one()
    assert (kept.kind, kept.started_at, kept.outcome) == ("first", MONDAY, "answered")


def test_an_answer_to_an_imported_idea_has_no_clock_to_stop(idea):
    with writing():
        old = factories.idea(ADA, now=MONDAY)
        old.legacy = True
    answer(old.id)
    assert db.session.query(Clock).filter_by(idea_id=old.id).count() == 0
    assert read(old.id).answered_at == MONDAY + timedelta(days=3)


def test_a_new_answer_makes_cached_pages_notice(idea):
    before = read(idea).version
    answer(idea)
    assert read(idea).version > before
