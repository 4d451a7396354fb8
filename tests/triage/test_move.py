"""An idea in another topic: its clock runs from its start by the promise of that one (SLA-8)."""

from datetime import datetime, timedelta

import pytest

from community.db import db, writing
from community.events import Event
from community.ideas.models import Idea
from community.ideas.rules import Visibility
from community.responses import queries
from community.responses.actions_escalating import escalate_next
from community.responses.actions_pausing import end_pause, pause_clock
from community.responses.models import Clock, Escalation
from community.responses.models_promises import PolicyVersion
from community.responses.proving import differences
from community.responses.recomputing import Changes, recompute_topic, would_change
from community.triage.actions_moving import MoveRefused, move_idea
from tests import factories
from tests.cast import BEN, DEV, DORA, MARTA, MO, OWEN, SAM
from tests.responses.cycles import DAY, DUE, MONDAY, answer, publish, read


@pytest.fixture
def idea_id(app):
    with writing():
        factories.topic("rotas", MARTA)
        ladder = {"deputy_id": MARTA, "manager_id": OWEN, "director_id": DORA}
        factories.topic("fast", DEV, promise_amount=2, **{role: factories.person(part).id for role, part in ladder.items()})
    return publish()


def move(idea_id, at, slug="fast", by=MO):
    with writing():
        mover, topic = factories.viewer(by), factories.topic(slug)
        return move_idea(mover, db.session.get_one(Idea, idea_id), topic, now=at)


def clock_of(idea_id):
    read(idea_id)
    return queries.last_clock(idea_id)


def tell(at):
    while True:
        with writing():
            if not escalate_next(at):
                return [row.tier for row in db.session.query(Escalation).order_by(Escalation.id)]


def test_it_runs_from_its_own_start_by_the_other_promise(idea_id):
    assert move(idea_id, MONDAY + DAY)
    clock = clock_of(idea_id)
    assert (clock.started_at, clock.due_at) == (MONDAY, datetime.fromisoformat("2026-06-03T17:00:00+01:00"))
    assert (read(idea_id).due_at, clock.breached_by_change_at) == (clock.due_at, None)
    assert clock.policy_version_id == queries.terms_of(read(idea_id).topic_id).policy_version_id
    assert db.session.query(Event).filter_by(kind="idea.moved").one().data["topic_id"] == read(idea_id).topic_id
    assert not move(idea_id, MONDAY + DAY)


def test_overdue_only_by_the_move_is_marked_and_told_to_the_first_tier_alone(idea_id):
    at = MONDAY + 5 * DAY
    move(idea_id, at)
    clock = clock_of(idea_id)
    assert (clock.breached_by_change_at, clock.next_tier) == (at, 1)
    assert tell(at) == [1]
    assert clock_of(idea_id).next_tier == 4, "the ladder goes on with what is still to come: 100 % and 150 % are over"
    assert list(differences(at)) == []
    assert tell(MONDAY + 10 * DAY) == [1, 4]


def test_who_was_told_already_is_not_told_again(idea_id):
    at = DUE - DAY
    assert tell(at) == [1]
    move(idea_id, at)
    assert tell(at) == [1]
    assert clock_of(idea_id).next_tier is None


def test_moved_back_in_time_it_was_never_overdue(idea_id):
    move(idea_id, MONDAY + 4 * DAY)
    move(idea_id, MONDAY + 5 * DAY, "rotas")
    assert (clock_of(idea_id).due_at, clock_of(idea_id).breached_by_change_at) == (DUE, None)


def test_what_is_finished_stays_as_it_was(idea_id):
    answer(idea_id, MONDAY + DAY)
    move(idea_id, MONDAY + 2 * DAY)
    assert (clock_of(idea_id).due_at, list(differences(MONDAY + 2 * DAY))) == (DUE, [])


@pytest.mark.parametrize(("visibility", "by", "code"), [
    ("everyone", SAM, "not_allowed"), (Visibility.STAFF, MO, "not_in_sight"),
])
def test_not_by_anybody_and_not_out_of_sight_of_who_cares(idea_id, visibility, by, code):
    with writing():
        factories.topic("fast", visibility=visibility)
    with pytest.raises(MoveRefused) as refused:
        move(idea_id, MONDAY + DAY, by=by)
    assert refused.value.code == code


def test_what_was_said_among_few_is_not_shown_to_more(idea_id):
    with writing():
        factories.topic("rotas", visibility=Visibility.SIGNED_IN)
    with pytest.raises(MoveRefused) as refused:
        move(idea_id, MONDAY + DAY)
    assert refused.value.code == "too_open"


def promise(slug, amount, at):
    """A version of the topic's policy that holds from now on."""
    with writing() as session:
        topic_id = factories.topic(slug).id
        last = session.query(PolicyVersion).filter_by(topic_id=topic_id).order_by(PolicyVersion.number.desc()).first()
        values = {c.key: getattr(last, c.key) for c in PolicyVersion.__table__.columns if c.key != "id"}
        session.add(PolicyVersion(**{**values, "number": last.number + 1, "first_amount": amount, "valid_from": at}))
        return topic_id


def test_another_promise_is_tried_and_then_put_into_force(idea_id):
    other = publish(BEN, MONDAY + 3 * DAY)
    answered = publish(DEV)
    answer(answered, MONDAY + DAY)
    before, at = clock_of(answered).due_at, MONDAY + 4 * DAY
    topic_id = promise("rotas", 3, MONDAY)
    terms = queries.terms_of(topic_id)
    assert terms.promise.amount == 3
    assert would_change(topic_id, terms, at) == Changes(2, 1)
    assert clock_of(idea_id).due_at == DUE
    with writing():
        assert recompute_topic(topic_id, now=at) == Changes(2, 1)
        assert recompute_topic(topic_id, now=at) == Changes(0, 0)
    assert [bool(clock_of(each).breached_by_change_at) for each in (idea_id, other, answered)] == [True, False, False]
    assert clock_of(answered).due_at == before
    assert tell(at) == [1]
    assert list(differences(at)) == []


def test_another_promise_while_the_clock_stands_still_counts_around_the_pause(idea_id):
    tuesday, until = MONDAY + DAY, MONDAY + 8 * DAY
    with writing():
        pause_clock(factories.viewer(MARTA), db.session.get_one(Idea, idea_id), "decision", until, now=tuesday)
    topic_id, wednesday = promise("rotas", 3, MONDAY), MONDAY + 2 * DAY
    with writing():
        assert recompute_topic(topic_id, now=wednesday) == Changes(1, 0)
    assert clock_of(idea_id).due_at == datetime.fromisoformat("2026-06-11T17:00:00+01:00"), "Thursday, and five working days that it stands still"
    assert (read(idea_id).answer_state, list(differences(wednesday)), tell(until - timedelta(minutes=1))) == ("paused", [], [])
    with writing():
        end_pause(db.session.get_one(Idea, idea_id), now=wednesday, actor=factories.viewer(MARTA))
    assert clock_of(idea_id).due_at == datetime.fromisoformat("2026-06-05T17:00:00+01:00"), "Thursday, and the one day"
    assert (read(idea_id).answer_state, list(differences(wednesday))) == ("awaiting", [])


def test_a_shorter_promise_that_was_over_before_the_pause_is_late_by_the_change(idea_id):
    """The pause undoes nothing: by the new promise the time was over before it began."""
    start, until = MONDAY + 8 * DAY, MONDAY + 15 * DAY
    with writing():
        pause_clock(factories.viewer(MARTA), db.session.get_one(Idea, idea_id), "decision", until, now=start)
    topic_id, at = promise("rotas", 3, MONDAY), MONDAY + 9 * DAY
    with writing():
        assert recompute_topic(topic_id, now=at) == Changes(1, 1)
    clock = clock_of(idea_id)
    assert (clock.due_at, clock.breached_by_change_at) == (datetime.fromisoformat("2026-06-04T17:00:00+01:00"), at)
    assert read(idea_id).answer_state == "awaiting"
    assert (tell(at), list(differences(at))) == ([1], [])


def test_late_before_is_late_by_itself(idea_id):
    with writing():
        topic_id = promise("rotas", 3, MONDAY)
        recompute_topic(topic_id, now=DUE + timedelta(days=1))
    assert db.session.query(Clock).one().breached_by_change_at is None
