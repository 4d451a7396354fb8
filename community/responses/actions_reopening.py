"""Owing an answer again where none was owed: to what was closed, and to what was brought along from another tool."""

from datetime import datetime

from community import audit, events
from community.accounts.viewer import Viewer
from community.ideas.models import Idea
from community.ideas.rules import IdeaState
from community.responses import queries
from community.responses.actions_clocks import start_clock
from community.responses.models import Clock
from community.responses.rules import Status

CLOSED = frozenset({Status.DECLINED, Status.SHIPPED})


class ReopenRefused(Exception):
    """It stays as it is; `code` is not_allowed, not_closed, running or no_reason."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def reopen_idea(actor: Viewer, idea: Idea, reason: str, *, now: datetime) -> Clock:
    """Look again at what was declined or shipped: a new cycle with a due time of its own; the result of the first stays.

    Raises ReopenRefused.
    """
    queries.lock_idea(idea)
    code = _why_not_reopen(actor, idea, reason)
    if code:
        raise ReopenRefused(code)
    clock = start_clock(idea, "review", now=now)
    assert clock is not None
    events.record("idea.reopened", at=now, actor_id=actor.id, idea_id=idea.id, clock_id=clock.id)
    audit.log("idea.reopened", actor_id=actor.id, at=now, subject=("idea", idea.id), after={"reason": reason.strip()})
    return clock


def _why_not_reopen(actor: Viewer, idea: Idea, reason: str) -> str:
    if not actor.is_staff:
        return "not_allowed"
    if idea.state != IdeaState.PUBLISHED or idea.root_id is not None or idea.status not in CLOSED:
        return "not_closed"
    if queries.open_clock(idea.id) is not None:
        return "running"
    return "" if reason.strip() else "no_reason"


def wake_legacy(idea: Idea, *, now: datetime, actor: Viewer | None = None) -> Clock | None:
    """From now on an imported idea is owed a first answer like any other; its age stays what it is. None when it is not asleep."""
    if not sleeps(idea):
        return None
    idea.legacy = False
    clock = start_clock(idea, "first", now=now)
    if actor is not None:
        audit.log("clock.started", actor_id=actor.id, at=now, subject=("idea", idea.id))
    return clock


def sleeps(idea: Idea) -> bool:
    """Imported, in sight, never answered, and nobody has asked for an answer here so far."""
    asleep = idea.legacy and idea.answered_at is None and idea.answer_state == "awaiting"
    return asleep and idea.state == IdeaState.PUBLISHED and idea.root_id is None
