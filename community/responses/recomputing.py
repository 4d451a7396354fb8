"""Bringing clocks to the terms that hold now: after a change of calendar or promise, a move, or by hand."""

from dataclasses import dataclass, field
from datetime import datetime

from community.db import db
from community.ideas.models import Idea
from community.responses import queries
from community.responses.models import Clock
from community.responses.timekeeping import (
    plan_alerts,
    record_clock,
    retime,
    show_clock,
    show_question,
    times_of,
)
from community.responses.timing import Terms

BATCH = 100
"""Clocks counted anew in one transaction: others want to write, too."""


@dataclass(frozen=True)
class Changes:
    """How many clocks get another due time, and how many of them are overdue by it that were not before; of `looked` at."""

    moved: int
    overdue: int
    looked: int = field(default=0, compare=False)


def recompute(clock: Clock, *, now: datetime) -> bool:
    """Write the times of a running clock anew from its start, its pauses and the terms that hold; True when one changed.

    A finished cycle never changes. What is overdue only because the terms are others is marked as such.
    """
    if clock.stopped_at is not None:
        return False
    idea = db.session.get_one(Idea, clock.idea_id)
    return bring(idea, clock, queries.terms_of(idea.topic_id), now)


def recompute_topic(topic_id: int, *, now: datetime, most: int = BATCH) -> Changes:
    """Bring so many of a topic's running clocks to the terms that hold now, of those that were counted by others.

    What a clock was counted by says how far this has come, so that it goes on after a fall where it was.
    """
    terms, moved, overdue = queries.terms_of(topic_id), 0, 0
    held = queries.hold_clocks_behind(topic_id, terms, most)
    for idea, clock in held:
        marked = clock.breached_by_change_at
        moved += bring(idea, clock, terms, now)
        overdue += clock.breached_by_change_at is not None and clock.breached_by_change_at != marked
    return Changes(moved, overdue, len(held))


def would_change(topic_id: int, terms: Terms, now: datetime) -> Changes:
    """What these terms would do to the running clocks of a topic. Nothing is written."""
    moved = overdue = 0
    clocks, pauses = queries.running_clocks(topic_id), queries.running_pauses(topic_id)
    for clock in clocks:
        if clock.due_at is None:
            continue
        due = times_of(clock, terms, pauses.get(clock.id, [])).due_at
        moved += due != clock.due_at
        overdue += due <= now < clock.due_at
    return Changes(moved, overdue)


def bring(idea: Idea, clock: Clock, terms: Terms, now: datetime) -> bool:
    """Write the times of a clock that runs anew by these terms; True when one changed."""
    before = clock.due_at
    if not retime(clock, terms):
        return False
    if before is not None and clock.due_at is not None:
        mark_breach(clock, terms, before, now)
    show_running(idea, clock)
    record_clock("clock.retimed", clock, at=now, by_change=clock.breached_by_change_at is not None)
    return True


def mark_breach(clock: Clock, terms: Terms, before: datetime, now: datetime) -> None:
    """Other terms made it overdue at once, or no longer do."""
    assert clock.due_at is not None
    if clock.due_at <= now < before:
        clock.breached_by_change_at = now
    elif clock.due_at > now:
        clock.breached_by_change_at = None
    plan_alerts(clock, terms)


def show_running(idea: Idea, clock: Clock) -> None:
    """Let the idea show the times of a clock that runs, whichever of the two it is."""
    show_question(idea, clock) if clock.kind == "next" else show_clock(idea, clock)
