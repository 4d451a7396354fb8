"""What a clock says, and what its idea shows of it: a cache of the start, the pauses and the topic's terms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update

from community import events
from community.db import db
from community.ideas.models import Idea
from community.responses import queries
from community.responses.calendars import Pause as Span
from community.responses.models import Clock, Pause
from community.responses.pausing import after, span_of
from community.responses.timing import Terms


@dataclass(frozen=True)
class Times:
    """When a clock warns and falls due, and when it would by its own start while it runs from an earlier one."""

    warn_at: datetime
    due_at: datetime
    own_warn_at: datetime | None = None
    own_due_at: datetime | None = None


def times_of(clock: Clock, terms: Terms, pauses: Sequence[Pause]) -> Times:
    """The times of a clock that has a due time, from its start, these pauses of its own and the terms."""
    spans = counting(clock, pauses)
    due = terms.due(clock.started_at, clock.kind, spans)
    warn = terms.tier_time(clock.started_at, due, 1, spans)
    if clock.own_started_at is None or clock.own_due_at is None:
        return Times(warn, due)
    own = [span_of(pause) for pause in pauses]
    own_due = terms.due(clock.own_started_at, clock.kind, own)
    return Times(warn, due, terms.tier_time(clock.own_started_at, own_due, 1, own), own_due)


def counting(clock: Clock, pauses: Sequence[Pause]) -> list[Span]:
    """The stretches that do not count: a clock that runs from another's start brings that one's pauses until it joined."""
    spans = [span_of(pause) for pause in pauses]
    if not clock.lent:
        return spans
    since = datetime.fromisoformat(clock.lent["since"])
    came = [(datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in clock.lent["pauses"]]
    return [*came, *after(since, spans)]


def stored_times(clock: Clock) -> Times:
    assert clock.warn_at is not None and clock.due_at is not None  # noqa: PT018
    return Times(clock.warn_at, clock.due_at, clock.own_warn_at, clock.own_due_at)


def retime(clock: Clock, terms: Terms) -> bool:
    """Write its times anew, and what is told next if it runs; True when a time changed."""
    if clock.due_at is None:
        return False
    times = times_of(clock, terms, queries.pauses_of([clock.id]))
    changed = times != stored_times(clock)
    if changed:
        clock.warn_at, clock.due_at = times.warn_at, times.due_at
        clock.own_warn_at, clock.own_due_at = times.own_warn_at, times.own_due_at
    if clock.stopped_at is None:
        keep_versions(clock, terms)
        plan_alerts(clock, terms)
    return changed


def keep_versions(clock: Clock, terms: Terms) -> None:
    """By which versions it was counted: a finished cycle is proved by those, whatever holds later."""
    clock.policy_version_id, clock.calendar_version_id = terms.policy_version_id, terms.calendar_version_id


def plan_alerts(clock: Clock, terms: Terms) -> None:
    """What is told next: the tier after the last that was told, of this clock or of one that joined it."""
    told = max(queries.last_tier_told(clock.id), clock.joined_tier or 0)
    clock.next_tier, clock.next_alert_at = alert_of(clock, terms, told + 1)


def alert_of(
    clock: Clock, terms: Terms, number: int, pauses: Sequence[Pause] | None = None
) -> tuple[int | None, datetime | None]:
    """The tier that is told next, and when; nothing after the last.

    What other terms made overdue tells its first tier; those whose time was over by then are left out.
    """
    if clock.due_at is None:
        return None, None
    spans = counting(clock, queries.pauses_of([clock.id]) if pauses is None else pauses)
    for tier in terms.tiers[number - 1 :]:
        moment = terms.tier_time(clock.started_at, clock.due_at, tier.number, spans)
        if tier.number == 1 or not (clock.breached_by_change_at and moment <= clock.breached_by_change_at):
            return tier.number, moment
    return None, None


def show_clock(idea: Idea, clock: Clock) -> None:
    """Write what the idea's clock says into the idea: a cache that pages and lists read."""
    pause = queries.open_pause(clock.id)
    for name, value in shown(clock, pause).items():
        setattr(idea, name, value)
    if clock.kind == "first":
        idea.first_due_at = clock.due_at
    touch(idea)


def show_question(idea: Idea, clock: Clock | None) -> None:
    """Since when a question waits for a reply, and until when it may; None when none does."""
    idea.asked_at, idea.asked_due_at = (clock.started_at, clock.due_at) if clock else (None, None)
    touch(idea)


def shown(clock: Clock, pause: Pause | None) -> dict[str, Any]:
    """What an idea shows of the clock that runs. What is paused after its due time stays late."""
    state = "decision" if clock.kind == "decision" else "awaiting"
    paused_at = pause.started_at if pause else None
    if paused_at and (clock.due_at is None or paused_at < clock.due_at):
        state = "paused"
    return {
        "answer_state": state, "started_at": clock.started_at, "warn_at": clock.warn_at, "due_at": clock.due_at,
        "paused_at": paused_at, "paused_until": pause.ends_at if pause else None, "pause_reason": pause.reason if pause else "",
    }


def touch(idea: Idea) -> None:
    """Let cached cards and pages notice."""
    db.session.flush()
    db.session.execute(update(Idea).where(Idea.id == idea.id).values(version=Idea.version + 1))


def record_clock(kind: str, clock: Clock, *, at: datetime, actor_id: int | None = None, **data: Any) -> None:
    """Write down what happened to a clock and what it says since, so that the events alone tell every time it had."""
    due = clock.due_at.isoformat() if clock.due_at else None
    events.record(
        kind, at=at, actor_id=actor_id, idea_id=clock.idea_id, clock_id=clock.id, cycle=clock.cycle, clock=clock.kind,
        started_at=clock.started_at.isoformat(), due_at=due, **data,
    )
