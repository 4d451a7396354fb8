"""Answers that wait: published once, at their time or when a second person has read them, or told why not."""

import threading
from datetime import datetime, timedelta

import pytest

from community.accounts.rules import PersonState, Role
from community.audit import AuditEntry
from community.db import db, writing
from community.events import Event
from community.ideas.models import Idea
from community.ideas.rules import IdeaState
from community.jobs import answers as jobs
from community.jobs.worker import drain
from community.notifications.models import Mail
from community.responses import actions, actions_clocks, actions_waiting, queries, queries_drafting
from community.responses.actions import AnswerDraft, AnswerRefused
from community.responses.actions_waiting import WaitingRefused
from community.responses.models import Answer
from community.responses.models_drafting import Draft, WaitingAnswer
from community.responses.models_promises import PolicyVersion
from community.triage.actions import merge
from tests import factories
from tests.cast import ADA, BEN, DEV, DORA, MARTA, OWEN, ROOT, SAM

WORDS = "Yes. We build this now, because forty of you told us what it costs you every week."
OTHER = "We have looked at it again, and it is nearer than it was: the print page is drawn already."
MONDAY = datetime.fromisoformat("2026-06-01T09:00:00+01:00")
NOON = MONDAY + timedelta(days=1, hours=3)


@pytest.fixture
def idea_id(app):
    """Marta's topic with a whole ladder; Ada's idea, its clock started on Monday morning."""
    with writing():
        ladder = {"deputy_id": DEV, "manager_id": OWEN, "director_id": DORA}
        factories.topic("rotas", MARTA, **{rung: factories.person(part).id for rung, part in ladder.items()})
        factories.person(ROOT)
        idea = factories.idea(ADA, now=MONDAY)
        actions_clocks.start_clock(idea, "first", now=MONDAY)
    return idea.id


@pytest.fixture
def two_people(idea_id):
    """The topic asks for a second person."""
    need_two()


def need_two():
    with writing() as session:
        session.query(PolicyVersion).update({"needs_approval": True})


def draft(body=WORDS, status="planned", days=60, over=0):
    review = (MONDAY + timedelta(days=days)).date() if status not in ("shipped", "declined") else None
    return AnswerDraft.of(status, body, review, over)


def wait(idea_id, at=NOON, part=MARTA, now=MONDAY, **words):
    with writing():
        waiting = actions_waiting.give(factories.viewer(part), idea(idea_id), draft(**words), at, now=now)
    return waiting.id if waiting else None


def idea(idea_id):
    return db.session.get_one(Idea, idea_id)


def row(waiting_id):
    db.session.expire_all()
    return db.session.get_one(WaitingAnswer, waiting_id)


def act(verb, waiting_id, part, *given, now=MONDAY, **more):
    with writing():
        return verb(factories.viewer(part), row(waiting_id), *given, now=now, **more)


def publish(now):
    with writing():
        return actions_waiting.publish_next(now)


def answers(idea_id):
    db.session.expire_all()
    return db.session.query(Answer).filter_by(idea_id=idea_id).order_by(Answer.id).all()


def events(kind):
    return db.session.query(Event).filter_by(kind=kind).all()


def mails(kind):
    drain()
    return {mail.address for mail in db.session.query(Mail).filter_by(kind=kind)}


def draft_of(part, idea_id):
    db.session.expire_all()
    return queries_drafting.draft_of(factories.person(part).id, idea_id)


def test_an_answer_goes_out_at_its_time_and_not_before(idea_id):
    waiting = wait(idea_id)
    assert publish(NOON - timedelta(seconds=1)) is False
    assert answers(idea_id) == []
    assert publish(NOON) is True
    (answer,) = answers(idea_id)
    assert (answer.body, answer.author_id, answer.created_at) == (WORDS, factories.person(MARTA).id, NOON)
    assert (row(waiting).state, row(waiting).answer_id) == ("published", answer.id)
    assert publish(NOON + timedelta(days=1)) is False
    assert len(answers(idea_id)) == 1


def test_the_clock_runs_until_it_is_really_published(idea_id):
    wait(idea_id)
    assert queries.open_clock(idea_id) is not None
    assert idea(idea_id).answer_state == "awaiting"
    publish(NOON)
    db.session.expire_all()
    assert queries.open_clock(idea_id) is None
    assert queries.last_clock(idea_id).stopped_at == NOON


def test_an_answer_without_a_time_in_a_topic_of_one_is_public_at_once(idea_id):
    with writing():
        assert actions_waiting.give(factories.viewer(MARTA), idea(idea_id), draft(), None, now=MONDAY) is None
    assert len(answers(idea_id)) == 1


def test_a_clock_that_jumps_back_publishes_nothing_twice(idea_id):
    wait(idea_id)
    publish(NOON)
    for jump in (timedelta(hours=-1), timedelta(0), timedelta(days=1), timedelta(hours=-1)):
        assert publish(NOON + jump) is False
    assert len(answers(idea_id)) == 1
    assert len(events("answer.published")) == 1


def test_two_workers_publish_it_once(idea_id, app, moved_clock):
    from_now = datetime.now(MONDAY.tzinfo) + timedelta(minutes=5)
    with writing():
        actions_waiting.put_aside(factories.viewer(MARTA), idea(idea_id), AnswerDraft.of("shipped", WORDS, None, 0), from_now, now=datetime.now(MONDAY.tzinfo))
    moved_clock(600)

    def work():
        with app.app_context():
            jobs.publish()
            db.session.remove()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(answers(idea_id)) == 1
    assert len(events("answer.published")) == 1


def test_what_would_be_no_answer_does_not_wait_either(idea_id):
    with pytest.raises(AnswerRefused) as refused:
        wait(idea_id, body="Soon, {author}.")
    assert {(problem.field, problem.code) for problem in refused.value.problems} == {("body", "too_short"), ("body", "placeholder")}
    assert db.session.query(WaitingAnswer).count() == 0


@pytest.mark.parametrize(("at", "code"), [(MONDAY, "not_in_future"), (MONDAY - timedelta(days=1), "not_in_future"), (MONDAY + timedelta(days=93), "too_far")])
def test_a_time_that_is_past_or_too_far_is_refused(idea_id, at, code):
    with pytest.raises(AnswerRefused) as refused:
        wait(idea_id, at=at, days=170)
    assert ("publish_on", code) in {(problem.field, problem.code) for problem in refused.value.problems}


def test_the_look_again_day_must_come_after_the_day_it_is_published(idea_id):
    with pytest.raises(AnswerRefused) as refused:
        wait(idea_id, at=MONDAY + timedelta(days=30), days=20)
    assert ("review_on", "not_in_future") in {(problem.field, problem.code) for problem in refused.value.problems}


def test_its_writer_changes_it_in_place_and_another_is_not_put_beside_it(idea_id):
    first = wait(idea_id)
    assert wait(idea_id, body=OTHER, at=NOON + timedelta(hours=1)) == first
    assert (row(first).body, row(first).revision) == (OTHER, 2)
    with pytest.raises(AnswerRefused) as refused:
        wait(idea_id, part=DEV)
    assert ("body", "other_waits") in {(problem.field, problem.code) for problem in refused.value.problems}


def test_its_writer_takes_it_back_and_has_the_words_as_a_draft(idea_id):
    waiting = wait(idea_id)
    with pytest.raises(WaitingRefused):
        act(actions_waiting.hold_back, waiting, DEV)
    act(actions_waiting.hold_back, waiting, MARTA)
    assert row(waiting).state == "withdrawn"
    assert (draft_of(MARTA, idea_id).body, draft_of(MARTA, idea_id).status) == (WORDS, "planned")
    assert publish(NOON) is False
    assert answers(idea_id) == []


def test_its_writer_publishes_it_now(idea_id):
    waiting = wait(idea_id)
    act(actions_waiting.publish_now, waiting, MARTA, now=MONDAY + timedelta(hours=1))
    assert [answer.body for answer in answers(idea_id)] == [WORDS]
    assert publish(NOON) is False


def test_publishing_from_the_composer_leaves_none_waiting_and_no_draft(idea_id):
    waiting = wait(idea_id)
    wait(idea_id, at=None, body=OTHER, now=MONDAY + timedelta(hours=1))
    assert (row(waiting).state, row(waiting).answer_id) == ("published", answers(idea_id)[0].id)
    drain()
    assert publish(NOON) is False
    assert [answer.body for answer in answers(idea_id)] == [OTHER]


def demoted():
    factories.person(MARTA).role = Role.STAFF


def deactivated():
    factories.person(MARTA).state = PersonState.DEACTIVATED


def hidden():
    db.session.query(Idea).update({"state": IdeaState.HIDDEN})


def merged():
    root = factories.idea(BEN, "A poster for the wall", now=MONDAY)
    actions_clocks.start_clock(root, "first", now=MONDAY)
    merge(factories.viewer(DEV), db.session.query(Idea).order_by(Idea.id).first(), root, now=MONDAY)


@pytest.mark.parametrize(
    ("change", "reason", "told"),
    [
        (demoted, "not_allowed", set()), (deactivated, "not_allowed", {DEV.email}),
        (hidden, "not_public", {MARTA.email}), (merged, "not_public", {MARTA.email}),
    ],
)
def test_what_cannot_be_published_any_more_is_told_and_kept(idea_id, change, reason, told):
    waiting = wait(idea_id)
    with writing():
        change()
    assert publish(NOON) is True
    assert answers(idea_id) == []
    assert (row(waiting).state, row(waiting).reason) == ("failed", reason)
    kept = draft_of(MARTA, idea(idea_id).root_id or idea_id)
    assert kept.body == WORDS
    assert publish(NOON) is False
    assert mails("answer_not_published") <= {MARTA.email, DEV.email}
    assert told <= mails("answer_not_published")


def test_an_answer_a_colleague_gave_meanwhile_ends_the_wait_at_once(idea_id):
    waiting = wait(idea_id)
    with writing():
        actions.answer_idea(factories.viewer(DEV), idea(idea_id), draft(OTHER), now=MONDAY + timedelta(hours=1))
    assert mails("answer_not_published") == {MARTA.email}
    assert (row(waiting).state, row(waiting).reason) == ("failed", "answered_meanwhile")
    assert draft_of(MARTA, idea_id).body == WORDS
    assert publish(NOON) is False
    assert [answer.body for answer in answers(idea_id)] == [OTHER]


def test_it_is_not_published_over_an_answer_the_worker_has_not_noticed_yet(idea_id):
    waiting = wait(idea_id)
    with writing():
        actions.answer_idea(factories.viewer(DEV), idea(idea_id), draft(OTHER), now=MONDAY + timedelta(hours=1))
    publish(NOON)
    assert row(waiting).reason == "answered_meanwhile"
    assert [answer.body for answer in answers(idea_id)] == [OTHER]


def test_a_day_to_look_again_that_is_past_stops_it(idea_id):
    waiting = wait(idea_id, days=2)
    publish(NOON + timedelta(days=30))
    assert (row(waiting).state, row(waiting).reason) == ("failed", "not_in_future")


def test_words_given_back_never_take_the_place_of_a_draft(idea_id):
    waiting = wait(idea_id)
    with writing():
        db.session.add(Draft(person_id=factories.person(MARTA).id, idea_id=idea_id, body="A better thought.", saved_at=MONDAY))
    act(actions_waiting.hold_back, waiting, MARTA)
    assert (draft_of(MARTA, idea_id).body, draft_of(MARTA, idea_id).set_aside) == ("A better thought.", WORDS)


def test_a_topic_of_two_people_publishes_nothing_that_only_its_writer_read(idea_id, two_people):
    for over in (None, 0):
        with pytest.raises(AnswerRefused) as refused, writing():
            actions.answer_idea(factories.viewer(MARTA), idea(idea_id), draft(over=over), now=MONDAY)
        assert ("status", "needs_approval") in {(problem.field, problem.code) for problem in refused.value.problems}
    waiting = wait(idea_id, at=None)
    assert row(waiting).state == "waiting"
    assert answers(idea_id) == []
    assert mails("answer_to_approve") == {DEV.email, OWEN.email, DORA.email}


def test_a_second_person_publishes_it_as_its_writer(idea_id, two_people):
    waiting = wait(idea_id, at=None)
    act(actions_waiting.approve, waiting, OWEN, seen=1, now=NOON)
    (answer,) = answers(idea_id)
    assert (answer.author_id, answer.approved_by_id) == (factories.person(MARTA).id, factories.person(OWEN).id)
    assert queries.last_clock(idea_id).stopped_at == NOON
    acts = {entry.act: entry for entry in db.session.query(AuditEntry)}
    assert acts["answer.approved"].actor_id == factories.person(OWEN).id
    assert acts["answer.published"].after["approved_by_id"] == factories.person(OWEN).id


@pytest.mark.parametrize("change", [{"state": PersonState.DEACTIVATED}, {"role": Role.CUSTOMER}, {"away_from": MONDAY}])
def test_what_a_second_person_read_goes_out_though_they_are_gone_by_then(idea_id, two_people, change):
    waiting = wait(idea_id)
    act(actions_waiting.approve, waiting, OWEN, seen=1)
    with writing():
        for name, value in change.items():
            setattr(factories.person(OWEN), name, value)
    assert publish(NOON)
    (answer,) = answers(idea_id)
    assert (answer.author_id, answer.approved_by_id) == (factories.person(MARTA).id, factories.person(OWEN).id)


def test_where_no_second_person_is_left_it_stays_unpublished_and_the_alarm_goes_on(idea_id, two_people):
    waiting = wait(idea_id)
    with writing():
        for part in (DEV, OWEN, DORA, ROOT):
            factories.person(part).state = PersonState.DEACTIVATED
    assert not publish(NOON)
    assert row(waiting).state == "waiting"
    running = queries.last_clock(idea_id)
    assert (running.stopped_at, running.next_tier) == (None, 1)


def test_nobody_approves_their_own(idea_id, two_people):
    waiting = wait(idea_id, at=None)
    with pytest.raises(WaitingRefused) as refused:
        act(actions_waiting.approve, waiting, MARTA, seen=1)
    assert refused.value.code == "own"
    assert answers(idea_id) == []


def test_the_rest_of_the_staff_cannot_approve(idea_id, two_people):
    waiting = wait(idea_id, at=None)
    with pytest.raises(WaitingRefused):
        act(actions_waiting.approve, waiting, SAM, seen=1)
    assert answers(idea_id) == []


def test_what_was_changed_after_approval_needs_it_again(idea_id, two_people):
    waiting = wait(idea_id)
    act(actions_waiting.approve, waiting, OWEN, seen=1)
    assert row(waiting).approved_by_id
    wait(idea_id, body=OTHER)
    assert row(waiting).approved_by_id is None
    assert publish(NOON) is False
    with pytest.raises(WaitingRefused) as refused:
        act(actions_waiting.approve, waiting, OWEN, seen=1)
    assert refused.value.code == "changed"
    act(actions_waiting.approve, waiting, OWEN, seen=2)
    publish(NOON)
    assert [answer.body for answer in answers(idea_id)] == [OTHER]


def test_the_same_words_sent_again_keep_their_approval(idea_id, two_people):
    waiting = wait(idea_id)
    act(actions_waiting.approve, waiting, OWEN, seen=1)
    wait(idea_id)
    assert row(waiting).approved_by_id
    assert len(events("answer.proposed")) == 1


def test_an_approved_answer_waits_for_its_time(idea_id, two_people):
    waiting = wait(idea_id)
    act(actions_waiting.approve, waiting, OWEN, seen=1)
    assert answers(idea_id) == []
    publish(NOON)
    assert answers(idea_id)[0].approved_by_id == factories.person(OWEN).id


def test_an_answer_approved_after_its_time_is_public_at_once(idea_id, two_people):
    waiting = wait(idea_id)
    assert publish(NOON) is False
    act(actions_waiting.approve, waiting, OWEN, seen=1, now=NOON + timedelta(hours=1))
    assert len(answers(idea_id)) == 1


def test_a_topic_that_asks_for_two_people_since_then_has_them_asked(idea_id):
    waiting = wait(idea_id)
    need_two()
    assert publish(NOON) is True
    assert row(waiting).needs_approval
    assert publish(NOON) is False
    assert DEV.email in mails("answer_to_approve")


def test_it_is_sent_back_with_words_and_becomes_a_draft(idea_id, two_people):
    waiting = wait(idea_id, at=None)
    with pytest.raises(WaitingRefused) as refused:
        act(actions_waiting.send_back, waiting, OWEN, "")
    assert refused.value.code == "no_words"
    act(actions_waiting.send_back, waiting, OWEN, "Please say from when.")
    assert (row(waiting).state, row(waiting).note) == ("sent_back", "Please say from when.")
    assert draft_of(MARTA, idea_id).body == WORDS
    assert mails("answer_sent_back") == {MARTA.email}
    assert queries.open_clock(idea_id) is not None
    with pytest.raises(WaitingRefused):
        act(actions_waiting.approve, waiting, DEV, seen=1)


def test_in_a_topic_of_two_people_published_words_are_not_mended_by_one(idea_id, two_people):
    waiting = wait(idea_id, at=None)
    act(actions_waiting.approve, waiting, OWEN, seen=1, now=NOON)
    with pytest.raises(AnswerRefused) as refused, writing():
        actions.edit_answer(factories.viewer(MARTA), idea(idea_id), AnswerDraft.of("planned", OTHER), now=NOON)
    assert [problem.code for problem in refused.value.problems] == ["needs_approval"]


def test_no_event_carries_a_word_that_somebody_wrote(idea_id, two_people):
    waiting = wait(idea_id, at=None)
    act(actions_waiting.send_back, waiting, OWEN, "Please say from when.")
    for event in db.session.query(Event).filter(Event.kind.like("answer.%")):
        assert "forty" not in str(event.data)
        assert "from when" not in str(event.data)


def test_what_could_not_be_published_stands_on_the_desk_until_the_idea_is_answered(idea_id):
    waiting = wait(idea_id, part=DEV)
    with writing():
        factories.person(DEV).role = Role.STAFF
    publish(NOON)

    def back(part, now=NOON):
        return [each.id for each in queries_drafting.came_back(factories.viewer(part), now)]

    assert back(MARTA) == [waiting], "the idea is in her topic"
    assert back(OWEN) == []
    assert back(MARTA, NOON + timedelta(days=31)) == []
    wait(idea_id, at=None, body=OTHER, now=NOON + timedelta(hours=1))
    assert back(MARTA) == []
