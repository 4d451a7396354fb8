"""What the clocks do when ideas come, go and come back."""

from datetime import datetime

from community.accounts.models import Person
from community.accounts.queries_erasing import erasure_of
from community.accounts.viewer import VISITOR, Viewer
from community.db import db
from community.events import Event
from community.ideas.models import Comment, Idea
from community.ideas.queries_groups import hold_root
from community.ideas.rules import IdeaState
from community.responses import (
    actions_clocks,
    actions_erasing,
    actions_reopening,
    actions_replies,
    actions_waiting,
    queries,
    rules_rating,
)
from community.responses.models_rating import EffortRound

GONE = (IdeaState.HIDDEN, IdeaState.DELETED)


def on_submitted(event: Event, cursor: int, now: datetime) -> None:
    """A pending idea is owed a decision."""
    idea = _idea(event)
    if idea.state == IdeaState.PENDING and queries.last_clock(idea.id) is None:
        actions_clocks.start_clock(idea, "decision", now=event.at)


def on_published(event: Event, cursor: int, now: datetime) -> None:
    """From its publication, not from this moment, a public idea is owed an answer."""
    idea = _idea(event)
    if idea.state == IdeaState.PUBLISHED and idea.root_id is None and not queries.has_clock(idea.id, "first"):
        actions_clocks.start_clock(idea, "first", now=event.at)


def on_out_of_sight(event: Event, cursor: int, now: datetime) -> None:
    """Hidden or deleted: what was owed is waived, and counted as waived."""
    idea = _idea(event)
    if idea.state in GONE:
        actions_clocks.waive(idea, now=event.at)


def on_restored(event: Event, cursor: int, now: datetime) -> None:
    """Back in sight: the clock goes on as if it had never stopped."""
    idea = _idea(event)
    if idea.state in GONE or idea.answer_state != "none" or idea.root_id is not None:
        return
    if idea.state == IdeaState.PUBLISHED and not idea.legacy and not queries.has_clock(idea.id, "first"):
        actions_clocks.start_clock(idea, "first", now=idea.published_at or event.at)
    else:
        actions_clocks.resume_clock(idea, now=event.at)


def on_answered(event: Event, cursor: int, now: datetime) -> None:
    """A day after an answer that says something new, it is asked how easy it was to come by."""
    data = event.data
    new = rules_rating.asks_effort(first=data.get("first", False), status=data["status"], before=data.get("before", ""))
    if new and db.session.get(EffortRound, data["answer_id"]) is None:
        db.session.add(EffortRound(answer_id=data["answer_id"], due_at=event.at + rules_rating.ASKED_AFTER))


def settle_questions(event: Event, cursor: int, now: datetime) -> None:
    """Whatever may have put a question to the team, replied to one, or brought it elsewhere."""
    idea, root = db.session.get_one(Idea, event.idea_id), hold_root(event.idea_id or 0)
    for each in [root, idea] if root is not None and root is not idea else [idea]:
        actions_replies.settle_questions(each, now=event.at)


def on_comment(event: Event, cursor: int, now: datetime) -> None:
    """The author may have been waited for, the team may have been asked, an old idea may have been woken."""
    idea, comment = hold_root(event.idea_id or 0), db.session.get(Comment, event.data["comment_id"])
    if idea is None or comment is None or comment.hidden_at is not None:
        return
    actions_reopening.wake_legacy(idea, now=event.at)
    actions_replies.hear_author(idea, comment, now=event.at)
    settle_questions(event, cursor, now)


def on_mention(event: Event, cursor: int, now: datetime) -> None:
    """Somebody wants it, elsewhere: an old idea is woken, and a reply may be owed."""
    idea = hold_root(event.idea_id or 0)
    if idea is not None:
        actions_reopening.wake_legacy(idea, now=event.at)
        settle_questions(event, cursor, now)


def on_reply_elsewhere(event: Event, cursor: int, now: datetime) -> None:
    """Staff replied where it was said; what waits for its idea owes nothing yet."""
    if event.idea_id is not None:
        settle_questions(event, cursor, now)


def on_overtaken(event: Event, cursor: int, now: datetime) -> None:
    """An answer that waited was written before this one: it is not published over it, and its writer is told."""
    actions_waiting.settle_overtaken(db.session.get_one(Idea, event.idea_id), event.data["answer_id"], now)


def on_vote(event: Event, cursor: int, now: datetime) -> None:
    """Somebody wants it here and now: an imported idea is owed an answer from this vote on."""
    idea = db.session.get_one(Idea, event.idea_id)
    if actions_reopening.sleeps(idea):
        actions_reopening.wake_legacy(_idea(event), now=event.at)


def on_person_erased(event: Event, cursor: int, now: datetime) -> None:
    """Open ideas go to the next in line; what was drafted goes."""
    person, erasure = db.session.get(Person, event.person_id), erasure_of(event.person_id)
    actor = db.session.get(Person, event.actor_id) if event.actor_id else None
    if person is not None and erasure is not None:
        actions_erasing.forget_person(Viewer.of(actor) if actor else VISITOR, person, erasure, now=now)


def _idea(event: Event) -> Idea:
    """As it now is, and kept from a merge at the same moment."""
    alone = {"of": Idea, "key_share": True}
    return db.session.get_one(Idea, event.idea_id, with_for_update=alone, populate_existing=True)
