"""Clocks of what becomes one and comes apart again: whoever waits longest counts, and no tier is told twice (SLA-7)."""

from datetime import datetime, timedelta

import pytest

from community import clock
from community.db import db, writing
from community.events import Event
from community.ideas.models import Idea
from community.jobs import worker
from community.moderation.actions import hide, restore
from community.moderation.queries import subject
from community.responses import actions_clocks
from community.responses.actions import AnswerDraft, answer_idea
from community.responses.actions_pausing import end_pause, pause_clock, resume_next
from community.responses.models import Clock, Escalation
from community.triage.queries import merge_preview
from tests import factories
from tests.cast import ADA, BEN, CLEO, DEV, DORA, MARTA, MO, OWEN, ROOT
from tests.responses.test_escalate import tell
from tests.triage.helping import everything, join, leave, read

MONDAY = datetime.fromisoformat("2026-06-01T09:00:00+01:00")
DAY = timedelta(days=1)
DUE_OF_MONDAY = datetime.fromisoformat("2026-06-15T17:00:00+01:00")
DUE_OF_WEDNESDAY = datetime.fromisoformat("2026-06-17T17:00:00+01:00")
WORDS = "Yes. We build this now, because forty of you told us what it costs you every week."


@pytest.fixture
def topic(app):
    with writing():
        ladder = {"deputy_id": DEV, "manager_id": OWEN, "director_id": DORA}
        factories.topic("rotas", MARTA, **{role: factories.person(part).id for role, part in ladder.items()})
        factories.person(ROOT)


def ask(author, now, slug="rotas"):
    with writing():
        made = factories.idea(author, f"By {author.key}", now=now, slug=slug)
    worker.drain()
    return made.id


@pytest.fixture
def pair(topic):
    """Ada asked on Monday, Ben on Wednesday."""
    return ask(ADA, MONDAY), ask(BEN, MONDAY + 2 * DAY)


def clock_of(idea_id):
    db.session.rollback()
    db.session.expire_all()
    return db.session.query(Clock).filter_by(idea_id=idea_id).order_by(Clock.cycle.desc()).first()


def answer(idea_id, at, status="planned", review=DAY * 60):
    with writing():
        draft = AnswerDraft.of(status, WORDS, (at + review).date() if review else None)
        answer_idea(factories.viewer(MARTA), db.session.get_one(Idea, idea_id), draft, now=at)


def told(idea_id):
    db.session.expire_all()
    rows = db.session.query(Escalation).join(Clock, Clock.id == Escalation.clock_id).filter(Clock.idea_id == idea_id)
    return [row.tier for row in rows.order_by(Escalation.id)]


def test_the_parts_clock_ends_as_merged(pair):
    part, root = pair
    join(part, root, now=MONDAY + 3 * DAY)
    ended = clock_of(part)
    assert (ended.outcome, ended.stopped_at, ended.next_tier, ended.next_alert_at) == ("merged", MONDAY + 3 * DAY, None, None)
    assert (read(part).status, read(part).answer_state) == ("merged", "none")
    stopped = db.session.query(Event).filter_by(kind="clock.stopped", idea_id=part).one()
    assert stopped.data["outcome"] == "merged"


def test_the_root_keeps_the_earlier_start_and_owes_both_the_same_due(pair):
    part, root = pair
    assert read(root).due_at == DUE_OF_WEDNESDAY
    join(part, root)
    idea, clock = read(root), clock_of(root)
    assert (idea.started_at, idea.due_at, idea.first_due_at) == (MONDAY, DUE_OF_MONDAY, DUE_OF_MONDAY)
    assert (clock.started_at, clock.due_at, clock.warn_at) == (MONDAY, DUE_OF_MONDAY, idea.warn_at)
    assert (clock.next_tier, clock.next_alert_at) == (1, idea.warn_at)


def test_a_younger_part_changes_nothing_of_the_root(pair):
    older, younger = pair
    before = clock_of(older)
    join(younger, older)
    after = clock_of(older)
    assert (after.started_at, after.due_at, after.next_alert_at) == (before.started_at, before.due_at, before.next_alert_at)


def test_the_due_time_goes_by_the_terms_of_the_roots_topic(topic):
    with writing():
        factories.topic("fast", MARTA, promise_amount=3)
    part, root = ask(ADA, MONDAY), ask(BEN, MONDAY + 2 * DAY, "fast")
    join(part, root)
    assert read(root).due_at == datetime.fromisoformat("2026-06-04T17:00:00+01:00")


@pytest.mark.parametrize("worked", [True, False])
def test_what_the_worker_has_not_started_yet_counts_all_the_same(topic, worked):
    with writing():
        part, root = (factories.idea(who, f"By {who.key}", now=at).id for who, at in ((ADA, MONDAY), (BEN, MONDAY + 2 * DAY)))
    if worked:
        worker.drain()
    join(part, root)
    worker.drain()
    assert (read(root).started_at, read(root).due_at) == (MONDAY, DUE_OF_MONDAY)
    assert clock_of(part).outcome == "merged"
    leave(part)
    assert (read(part).due_at, read(root).due_at) == (DUE_OF_MONDAY, DUE_OF_WEDNESDAY)


def test_unmerging_gives_both_clocks_back(pair):
    part, root = pair
    before = everything(part, root)
    join(part, root)
    leave(part)
    assert everything(part, root) == before
    assert [event.kind for event in db.session.query(Event).filter_by(kind="clock.resumed")] == ["clock.resumed"]


def test_of_several_that_joined_the_earliest_counts_in_any_order_of_leaving(topic):
    first, second, root = ask(ADA, MONDAY), ask(BEN, MONDAY + DAY), ask(CLEO, MONDAY + 2 * DAY)
    join(first, root)
    join(second, root)
    leave(first)
    assert read(root).started_at == MONDAY + DAY
    leave(second)
    assert (read(root).started_at, clock_of(root).own_started_at) == (MONDAY + 2 * DAY, None)


def test_what_leaves_from_below_no_longer_hurries_the_root(topic):
    leaf, middle, root = ask(ADA, MONDAY), ask(BEN, MONDAY + DAY), ask(CLEO, MONDAY + 2 * DAY)
    join(leaf, middle)
    join(middle, root)
    assert read(root).started_at == MONDAY
    leave(leaf)
    assert read(root).started_at == MONDAY + DAY
    leave(middle)
    assert [read(each).started_at for each in (leaf, middle, root)] == [MONDAY, MONDAY + DAY, MONDAY + 2 * DAY]


def test_no_tier_is_told_twice_to_the_same_people(pair):
    part, root = pair
    at = DUE_OF_MONDAY + DAY
    with writing():
        db.session.get_one(Idea, root).owner_id = None
    tell(at)
    assert (told(part), told(root)) == ([2], [1])
    join(part, root, now=at)
    assert clock_of(root).next_tier == 3
    tell(at)
    assert told(root) == [1]
    tell(MONDAY + 40 * DAY)
    assert told(root) == [1, 4]


def test_where_others_answer_for_the_root_they_are_told_at_once_and_once(topic):
    with writing():
        factories.topic("fast", DEV, manager_id=factories.person(OWEN).id)
    part, root = ask(ADA, MONDAY), ask(BEN, MONDAY + 12 * DAY, "fast")
    at = DUE_OF_MONDAY + DAY
    tell(at)
    join(part, root, now=at)
    tell(at)
    tell(at)
    assert told(root) == [2]


def test_tiers_told_before_the_merge_are_not_told_again_after_it(pair):
    part, root = pair
    tell(DUE_OF_MONDAY)
    before = clock_of(part).next_tier
    join(part, root)
    leave(part)
    assert (clock_of(part).next_tier, told(part)) == (before, [2])
    tell(DUE_OF_MONDAY)
    assert told(part) == [2]


def test_what_joins_an_answered_idea_is_answered_when_it_is_shown(pair):
    part, root = pair
    answer(root, MONDAY + 3 * DAY)
    join(part, root, now=MONDAY + 4 * DAY)
    assert (read(root).answer_state, read(root).started_at) == ("answered", MONDAY + 2 * DAY)
    data = db.session.query(Event).filter_by(kind="idea.merged").one().data
    assert (data["answered"], data["due_at"]) == (True, None)
    leave(part, now=MONDAY + 5 * DAY)
    assert (read(part).answer_state, read(part).due_at) == ("awaiting", DUE_OF_MONDAY)


def test_answered_since_the_part_still_gets_its_own_clock_back(pair):
    part, root = pair
    join(part, root, now=MONDAY + 3 * DAY)
    answer(root, MONDAY + 4 * DAY)
    finished = clock_of(root)
    leave(part, now=MONDAY + 5 * DAY)
    idea = read(part)
    assert (idea.status, idea.answer_state, idea.started_at, idea.due_at) == ("new", "awaiting", MONDAY, DUE_OF_MONDAY)
    assert idea.answered_at is None
    assert (read(root).answer_state, read(root).status) == ("answered", "planned")
    after = clock_of(root)
    assert (after.outcome, after.started_at, after.due_at) == (finished.outcome, finished.started_at, finished.due_at), "a finished cycle stays"
    assert db.session.query(Event).filter_by(kind="idea.unmerged").one().data["answered_meanwhile"] is True


def test_an_answered_part_comes_back_answered(pair):
    part, root = pair
    answer(part, MONDAY + DAY)
    before = everything(part, root)
    join(part, root, now=MONDAY + 3 * DAY)
    assert (read(part).answer_state, read(root).started_at) == ("none", MONDAY + 2 * DAY)
    leave(part)
    assert everything(part, root) == before


def test_who_joined_before_an_answer_does_not_hurry_its_renewal(pair):
    part, root = pair
    join(part, root, now=MONDAY + 3 * DAY)
    answer(root, MONDAY + 4 * DAY)
    stale = read(root).review_at + DAY
    with writing():
        assert actions_clocks.renew_next(stale)
    later = ask(CLEO, stale - DAY * 30)
    join(later, root, now=stale)
    assert (clock_of(root).kind, clock_of(root).started_at) == ("review", stale - DAY * 30)
    leave(later, now=stale)
    assert clock_of(root).started_at == read(root).review_at


def test_an_imported_root_owes_an_answer_once_somebody_was_promised_one(pair):
    part, root = pair
    with writing():
        idea = db.session.get_one(Idea, root)
        db.session.query(Clock).filter_by(idea_id=root).delete()
        idea.legacy, idea.due_at, idea.warn_at, idea.first_due_at = True, None, None, None
    join(part, root)
    assert (read(root).legacy, read(root).due_at, read(root).answer_state) == (False, DUE_OF_MONDAY, "awaiting")
    leave(part)
    idea = read(root)
    assert (idea.legacy, idea.due_at, idea.started_at, idea.answer_state) == (True, None, MONDAY + 2 * DAY, "awaiting")
    tell(MONDAY + 60 * DAY)
    assert told(root) == []


def test_a_root_hidden_and_shown_again_goes_on_from_the_earlier_start(pair):
    part, root = pair
    join(part, root)
    moderate(hide, root)
    moderate(restore, root)
    assert (read(root).started_at, read(root).due_at, read(root).answer_state) == (MONDAY, DUE_OF_MONDAY, "awaiting")


def test_a_part_hidden_and_shown_again_stays_a_part_without_a_clock(pair):
    part, root = pair
    join(part, root)
    moderate(hide, part)
    moderate(restore, part)
    assert (read(part).status, read(part).answer_state, read(part).root_id) == ("merged", "none", root)


def moderate(act, idea_id):
    with writing():
        mo = factories.viewer(MO)
        found = subject(mo, "idea", idea_id)
        act(mo, found, "Spam.", now=MONDAY + 4 * DAY) if act is hide else act(mo, found, now=MONDAY + 5 * DAY)
    worker.drain()


def test_the_preview_tells_both_due_times(pair):
    part, root = pair
    with writing():
        marta = factories.viewer(MARTA)
    preview = merge_preview(marta, read(root), [read(part)], clock.now())
    assert (preview.due_before, preview.due_after) == (DUE_OF_WEDNESDAY, DUE_OF_MONDAY)
    answer(root, MONDAY + 3 * DAY)
    preview = merge_preview(marta, read(root), [read(part)], clock.now())
    assert (preview.due_before, preview.due_after) == (None, None)


def stand_still(idea_id, since, until):
    with writing():
        pause_clock(factories.viewer(MARTA), db.session.get_one(Idea, idea_id), "author", until, now=since)


def test_what_joins_brings_the_time_it_stood_still(pair):
    part, root = pair
    stand_still(part, MONDAY + DAY, MONDAY + 15 * DAY)
    with writing():
        end_pause(db.session.get_one(Idea, part), now=MONDAY + 2 * DAY)
    before, owed = everything(part, root), read(part).due_at
    assert owed == DUE_OF_MONDAY + DAY
    join(part, root, now=MONDAY + 3 * DAY)
    assert (read(root).started_at, read(root).due_at) == (MONDAY, owed), "one day later than its start alone would say"
    leave(part)
    assert everything(part, root) == before


def test_what_stood_still_so_long_that_it_is_owed_later_hurries_nobody(pair):
    part, root = pair
    stand_still(part, MONDAY + DAY, MONDAY + 20 * DAY)
    join(part, root, now=MONDAY + 25 * DAY)
    assert (read(root).started_at, read(root).due_at, clock_of(root).lent) == (MONDAY + 2 * DAY, DUE_OF_WEDNESDAY, None)


def test_a_root_that_stands_still_holds_up_what_joined_it_from_then_on(pair):
    part, root = pair
    stand_still(root, MONDAY + 3 * DAY, MONDAY + 8 * DAY)
    join(part, root, now=MONDAY + 4 * DAY)
    assert read(root).answer_state == "paused"
    assert read(root).due_at == DUE_OF_MONDAY + 2 * DAY, "Friday and the Monday after"


def test_a_pause_goes_on_through_a_merge_and_its_undoing(pair):
    part, root = pair
    stand_still(part, MONDAY + DAY, MONDAY + 9 * DAY)
    before = everything(part, root)
    join(part, root, now=MONDAY + 3 * DAY)
    assert (read(part).answer_state, read(part).paused_at) == ("none", None)
    leave(part, now=MONDAY + 4 * DAY)
    assert everything(part, root) == before
    assert read(part).answer_state == "paused"


def test_a_pause_that_ended_meanwhile_has_ended_when_the_part_comes_back(pair):
    part, root = pair
    stand_still(part, MONDAY + DAY, MONDAY + 9 * DAY)
    owed = read(part).due_at
    join(part, root, now=MONDAY + 3 * DAY)
    with writing():
        assert resume_next(MONDAY + 9 * DAY)
    leave(part, now=MONDAY + 10 * DAY)
    assert (read(part).answer_state, read(part).due_at, read(part).paused_at) == ("awaiting", owed, None)
