"""Running the clocks that make answers due."""

from datetime import datetime
from typing import Any

from sqlalchemy import update

from community import events
from community.db import db
from community.ideas.models import Idea
from community.responses import queries, rules
from community.responses.models import Clock
from community.responses.timing import Terms

STATE_AFTER = {"answered": "answered", "published": "awaiting", "merged": "none", "waived": "none"}


def start_clock(idea: Idea, kind: str, *, now: datetime) -> Clock | None:
    """Begin a cycle at `now`, the time of its cause: decision, first or review. A second start changes nothing.

    An imported idea owes no first answer, and gets no clock.
    """
    running = queries.open_clock(idea.id)
    if running is not None and running.kind == kind:
        return running
    if idea.legacy and kind != "review":
        return None
    stop_clock(idea, "published", now=now)
    last, terms = queries.last_clock(idea.id), queries.terms_of(idea.topic_id)
    clock = Clock(
        idea_id=idea.id, cycle=last.cycle + 1 if last else 1, kind=kind, started_at=now, due_at=terms.due(now, kind)
    )
    clock.next_tier, clock.next_alert_at = alert_of(clock, terms, 1)
    clock.warn_at = clock.next_alert_at
    db.session.add(clock)
    db.session.flush()
    show_clock(idea, clock)
    record_clock("clock.started", clock, at=now)
    return clock


def stop_clock(idea: Idea, outcome: str, *, now: datetime) -> None:
    """End the cycle that runs, if one does: answered, published, merged or waived."""
    clock = queries.open_clock(idea.id)
    if clock is None:
        return
    clock.stopped_at, clock.outcome = now, outcome
    clock.next_tier = clock.next_alert_at = None
    idea.answer_state = STATE_AFTER[outcome]
    record_clock("clock.stopped", clock, at=now, outcome=outcome, late=bool(clock.due_at and clock.due_at < now))


def waive(idea: Idea, *, now: datetime) -> None:
    """Nothing is owed for what is out of sight; the waived cycle stays on record as such."""
    stop_clock(idea, "waived", now=now)
    idea.answer_state = "none"


def resume_clock(idea: Idea, *, now: datetime) -> None:
    """Undo a waiver: its cycle goes on from its own start, and no tier is told twice."""
    clock = queries.last_clock(idea.id)
    if clock is None or clock.outcome != "waived":
        idea.answer_state = "answered" if idea.answered_at else "awaiting"
        return
    clock.stopped_at, clock.outcome = None, ""
    plan_alerts(clock, queries.terms_of(idea.topic_id))
    show_clock(idea, clock)
    record_clock("clock.resumed", clock, at=now)


def show_clock(idea: Idea, clock: Clock) -> None:
    """Write what the idea's clock says into the idea: a cache that pages and lists read."""
    idea.answer_state = "decision" if clock.kind == "decision" else "awaiting"
    idea.started_at, idea.warn_at, idea.due_at = clock.started_at, clock.warn_at, clock.due_at
    if clock.kind == "first":
        idea.first_due_at = clock.due_at
    touch(idea)


def touch(idea: Idea) -> None:
    """Let cached cards and pages notice."""
    db.session.flush()
    db.session.execute(update(Idea).where(Idea.id == idea.id).values(version=Idea.version + 1))


def plan_alerts(clock: Clock, terms: Terms) -> None:
    """What is told next: the tier after the last that was told, of this clock or of one that joined it."""
    told = max(queries.last_tier_told(clock.id), clock.joined_tier or 0)
    clock.next_tier, clock.next_alert_at = alert_of(clock, terms, told + 1)


def alert_of(clock: Clock, terms: Terms, number: int) -> tuple[int | None, datetime | None]:
    """The tier that is told next, and when; nothing after the last."""
    if clock.due_at is None or number > len(rules.TIERS):
        return None, None
    return number, terms.tier_time(clock.started_at, clock.due_at, number)


def record_clock(kind: str, clock: Clock, *, at: datetime, **data: Any) -> None:
    due = clock.due_at.isoformat() if clock.due_at else None
    events.record(kind, at=at, idea_id=clock.idea_id, clock_id=clock.id, cycle=clock.cycle, clock=clock.kind, due_at=due, **data)


def catch_up(idea: Idea, now: datetime) -> None:
    """The worker may be behind: what it would have started by now is started before it is stopped."""
    if idea.answer_state == "answered" and idea.review_at and idea.review_at <= now:
        start_clock(idea, "review", now=idea.review_at)
    elif idea.answer_state in ("awaiting", "decision") and not queries.owes_answer(idea.id):
        start_clock(idea, "first", now=idea.published_at or now)


def renew_next(now: datetime) -> bool:
    """Start the clock of the answer that has been out of date longest; False when none is."""
    idea = queries.next_to_renew(now)
    if idea is None or idea.review_at is None:
        return False
    start_clock(idea, "review", now=idea.review_at)
    return True
