"""Running the clocks that make answers due."""

from datetime import datetime

from community.db import db
from community.ideas.models import Idea
from community.responses import queries
from community.responses.models import Clock
from community.responses.timekeeping import alert_of, keep_versions, record_clock, retime, show_clock

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
    clock = add_clock(idea, kind, now=now)
    show_clock(idea, clock)
    return clock


def add_clock(
    idea: Idea, kind: str, *, now: datetime, comment_id: int | None = None, mention_id: int | None = None
) -> Clock:
    """A cycle that begins at `now`, by the terms that hold; the idea does not show it yet."""
    terms = queries.terms_of(idea.topic_id)
    clock = Clock(
        idea_id=idea.id, cycle=queries.next_cycle(idea.id), kind=kind, started_at=now, due_at=terms.due(now, kind),
        comment_id=comment_id, mention_id=mention_id,
    )
    keep_versions(clock, terms)
    db.session.add(clock)
    db.session.flush()
    clock.next_tier, clock.next_alert_at = alert_of(clock, terms, 1)
    clock.warn_at = clock.next_alert_at
    record_clock("clock.started", clock, at=now)
    return clock


def stop_clock(idea: Idea, outcome: str, *, now: datetime) -> None:
    """End the cycle that runs, if one does: answered, published, merged or waived."""
    clock = queries.open_clock(idea.id)
    if clock is None:
        return
    pause = queries.open_pause(clock.id) if outcome == "answered" else None
    if pause is not None:
        pause.ended_at = max(pause.started_at, min(now, pause.ends_at))
        db.session.flush()
        retime(clock, queries.terms_of(idea.topic_id))
        show_clock(idea, clock)
    clock.stopped_at, clock.outcome = now, outcome
    clock.next_tier = clock.next_alert_at = None
    idea.answer_state, idea.paused_at = STATE_AFTER[outcome], None
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
    db.session.flush()
    retime(clock, queries.terms_of(idea.topic_id))
    show_clock(idea, clock)
    record_clock("clock.resumed", clock, at=now)


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
