"""Casting a vote, weighing it, taking it back."""

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm.attributes import set_committed_value

from community import events
from community.accounts.viewer import Viewer
from community.db import db
from community.ideas.models import Idea
from community.ideas.rules import hot_score
from community.votes import rules
from community.votes.models import Vote


class VoteRefused(Exception):
    """This idea takes no votes any more."""


def cast_vote(actor: Viewer, idea: Idea, importance: int, *, now: datetime) -> bool:
    """Add the vote if there is none; True when it was added. A second click changes nothing."""
    if not rules.may_vote(state=idea.state, status=idea.status):
        raise VoteRefused
    if not _insert(idea.id, actor.id, importance, now):
        return False
    _count(idea, 1)
    events.record("vote.cast", at=now, actor_id=actor.id, idea_id=idea.id, importance=importance)
    return True


def cast_authors_vote(actor: Viewer, idea: Idea, importance: int, *, now: datetime) -> None:
    """An idea carries its author's vote from the start, also while it waits for a moderator."""
    if _insert(idea.id, actor.id, importance, now):
        _count(idea, 1)
        events.record("vote.cast", at=now, actor_id=actor.id, idea_id=idea.id, importance=importance)


def weigh_vote(actor: Viewer, idea: Idea, importance: int, *, now: datetime) -> bool:
    """Say how much it matters; True when the vote was there and changed."""
    statement = update(Vote).where(
        Vote.idea_id == idea.id, Vote.person_id == actor.id, Vote.importance != importance
    )
    changed = db.session.execute(statement.values(importance=importance)).rowcount == 1  # type: ignore[attr-defined]
    if changed:
        events.record("vote.changed", at=now, actor_id=actor.id, idea_id=idea.id, importance=importance)
    return changed


def withdraw_vote(actor: Viewer, idea: Idea, *, now: datetime) -> bool:
    """Take the vote back; True when there was one."""
    mine = (Vote.idea_id == idea.id, Vote.person_id == actor.id)
    void = db.session.scalar(delete(Vote).where(*mine).returning(Vote.void))
    if void is None:
        return False
    if not void:
        _count(idea, -1)
    events.record("vote.withdrawn", at=now, actor_id=actor.id, idea_id=idea.id)
    return True


def _insert(idea_id: int, person_id: int | None, importance: int, now: datetime) -> bool:
    """Insert or nothing, by the unique key."""
    insert = postgres_insert if db.engine.dialect.name == "postgresql" else sqlite_insert
    row = {"idea_id": idea_id, "person_id": person_id, "importance": importance, "void": False, "created_at": now}
    statement = insert(Vote).values(row).on_conflict_do_nothing().returning(Vote.idea_id)
    return db.session.scalar(statement) is not None


def _count(idea: Idea, change: int) -> None:
    """The count changes in SQL; the stored order follows from the count as this transaction read it."""
    hot = hot_score(idea.vote_count + change, idea.published_at or idea.created_at)
    counted = update(Idea).where(Idea.id == idea.id).values(vote_count=Idea.vote_count + change, hot=hot)
    set_committed_value(idea, "vote_count", db.session.scalar(counted.returning(Idea.vote_count)))
