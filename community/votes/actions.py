"""Casting a vote, weighing it, taking it back.

`idea` is part of no other and its row is held (ideas.queries_groups.root_to_change). A vote stays on the idea that it
was given to; the root of its group counts each person once.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm.attributes import set_committed_value

from community import events
from community.accounts.viewer import Viewer
from community.db import db
from community.ideas.models import Idea
from community.ideas.queries_groups import members
from community.ideas.rules import hot_score
from community.votes import queries, rules
from community.votes.models import Vote


class VoteRefused(Exception):
    """This idea takes no votes any more."""


def cast_vote(actor: Viewer, idea: Idea, importance: int, *, now: datetime) -> bool:
    """Add the vote if there is none; True when it was added. A second click changes nothing, nor does a vote by
    somebody who voted for what joined the idea."""
    if not rules.may_vote(state=idea.state, status=idea.status):
        raise VoteRefused
    there = idea.part_count and queries.has_voted(actor.id, members(idea))
    if there or not _insert(idea.id, actor.id, importance, now):
        _make_own(actor, idea, importance, now)
        return False
    _count(idea, 1)
    events.record("vote.cast", at=now, actor_id=actor.id, idea_id=idea.id, importance=importance)
    note_milestone(idea, idea.vote_count - 1, now=now)
    return True


def note_vote(actor: Viewer, idea: Idea, person_id: int, importance: int, *, now: datetime) -> bool:
    """Note that a customer wants it; True when their vote was added, for one that is there stays as it is.

    The event's actor is who noted it, its person whose vote it is: it is no act of theirs.
    """
    if not rules.may_vote(state=idea.state, status=idea.status):
        raise VoteRefused
    if idea.part_count and queries.has_voted(person_id, members(idea)):
        return False
    if not _insert(idea.id, person_id, importance, now, noted_by_id=actor.id):
        return False
    _count(idea, 1)
    events.record("vote.cast", at=now, actor_id=actor.id, idea_id=idea.id, person_id=person_id, importance=importance, noted=True)
    note_milestone(idea, idea.vote_count - 1, now=now)
    return True


def _make_own(actor: Viewer, idea: Idea, importance: int, now: datetime) -> None:
    """Whoever votes where staff had noted their vote says it themselves from now on."""
    noted = (Vote.idea_id.in_(members(idea)), Vote.person_id == actor.id, Vote.noted_by_id.is_not(None))
    statement = update(Vote).where(*noted).values(noted_by_id=None, importance=importance)
    if db.session.execute(statement).rowcount:  # type: ignore[attr-defined]
        events.record("vote.changed", at=now, actor_id=actor.id, idea_id=idea.id, importance=importance)


def cast_authors_vote(actor: Viewer, idea: Idea, importance: int, *, now: datetime) -> None:
    """An idea carries its author's vote from the start, also while it waits for a moderator."""
    if _insert(idea.id, actor.id, importance, now):
        _count(idea, 1)
        events.record("vote.cast", at=now, actor_id=actor.id, idea_id=idea.id, importance=importance)


def note_milestone(idea: Idea, before: int, *, now: datetime, **data: int) -> None:
    """Record that so many people want the idea, which had `before` votes: each number once, and never a lower one after
    a higher. Its row is held."""
    people = rules.milestone(before, idea.vote_count)
    if people is not None and people > queries.highest_milestone(idea.id):
        events.record("idea.reached", at=now, idea_id=idea.id, people=people, **data)


def weigh_vote(actor: Viewer, idea: Idea, importance: int, *, now: datetime) -> bool:
    """Say how much it matters; True when the vote was there and changed."""
    mine = (Vote.idea_id.in_(members(idea)), Vote.person_id == actor.id)
    statement = update(Vote).where(*mine, Vote.importance != importance).values(importance=importance)
    changed = db.session.execute(statement).rowcount > 0  # type: ignore[attr-defined]
    if changed:
        events.record("vote.changed", at=now, actor_id=actor.id, idea_id=idea.id, importance=importance)
    return changed


def withdraw_vote(actor: Viewer, idea: Idea, *, now: datetime) -> bool:
    """Take the vote back, and those for what joined the idea; True when there was one.

    What staff set aside stays, or it would count again with the next click.
    """
    mine = (Vote.idea_id.in_(members(idea)), Vote.person_id == actor.id, Vote.void_reason == "")
    gone = list(db.session.execute(delete(Vote).where(*mine).returning(Vote.idea_id, Vote.void)))
    counting = [row.idea_id for row in gone if not row.void]
    shift_votes([idea_id for idea_id in counting if idea_id != idea.id], -1)
    if counting:
        _count(idea, -1)
    for row in gone:
        events.record("vote.withdrawn", at=now, actor_id=actor.id, idea_id=row.idea_id)
    return bool(gone)


def recount_votes(idea_ids: Collection[int]) -> None:
    """Set the votes of these ideas, and with them their place among the trending, to what the rows say."""
    _change_counts(idea_ids, queries.counted_votes())


def shift_votes(idea_ids: Collection[int], change: int) -> None:
    """Add so many to the votes of each of these ideas, and put it in its place among the trending."""
    _change_counts(idea_ids, Idea.vote_count + change)


def _change_counts(idea_ids: Collection[int], count: Any) -> None:
    if not idea_ids:
        return
    counted = (
        update(Idea).where(Idea.id.in_(idea_ids)).values(vote_count=count, version=Idea.version + 1)
        .returning(Idea.id, Idea.vote_count, Idea.published_at, Idea.created_at)
        .execution_options(synchronize_session=False)
    )
    scores = [
        {"id": row.id, "hot": hot_score(row.vote_count, row.published_at or row.created_at)}
        for row in db.session.execute(counted)
    ]
    if scores:
        db.session.execute(update(Idea), scores)


def _insert(idea_id: int, person_id: int | None, importance: int, now: datetime, noted_by_id: int | None = None) -> bool:
    """Insert or nothing, by the unique key."""
    insert = postgres_insert if db.engine.dialect.name == "postgresql" else sqlite_insert
    row = {"idea_id": idea_id, "person_id": person_id, "importance": importance, "void": False, "void_reason": "", "noted_by_id": noted_by_id, "created_at": now}
    statement = insert(Vote).values(row).on_conflict_do_nothing().returning(Vote.idea_id)
    return db.session.scalar(statement) is not None


def _count(idea: Idea, change: int) -> None:
    """The count changes in SQL; the stored order follows from the count as this transaction read it."""
    hot = hot_score(idea.vote_count + change, idea.published_at or idea.created_at)
    counted = update(Idea).where(Idea.id == idea.id).values(vote_count=Idea.vote_count + change, hot=hot)
    set_committed_value(idea, "vote_count", db.session.scalar(counted.returning(Idea.vote_count)))
