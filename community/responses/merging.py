"""The clocks of ideas that become part of another, and of those that stand on their own again.

Whoever is owed an answer first counts: the clock of an idea runs from its own start or from that of one that joined it
directly while it ran, whichever falls due first by the terms of its own topic. Where nothing stood still that is the
earliest; what did brings its pauses along until it joined, and stands still with the root since. Each clock keeps its own
start and times, so that taking ideas apart, in whatever order, gives every clock back what it had.
"""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from community.ideas.models import Idea
from community.ideas.rules import IdeaState
from community.responses import queries
from community.responses.actions_clocks import catch_up, start_clock, stop_clock, waive
from community.responses.calendars import Pause as Span
from community.responses.models import Clock
from community.responses.pausing import after, before, span_of
from community.responses.rules import Status
from community.responses.timekeeping import counting, record_clock, retime, show_clock

CACHE = ("status", "answer_state", "started_at", "warn_at", "due_at", "first_due_at", "answered_at", "review_at")


def end_as_merged(part: Idea, root: Idea, *, now: datetime) -> dict[str, Any]:
    """The part's clock ends as merged; returns what both ideas said before, and which of their clocks ran.

    What the worker would have started by now is started first. Call count_joined() for the root afterwards.
    """
    for idea in (part, root):
        catch_up(idea, now)
    before = {"part": _said(part), "root": _said(root)}
    stop_clock(part, "merged", now=now)
    part.status, part.answer_state = Status.MERGED, "none"
    return before


def run_again(part: Idea, before: dict[str, Any], parts: Collection[int], *, now: datetime) -> None:
    """Undo end_as_merged(): status and answer are as they were, the clock goes on from its own start.

    `parts` are the ideas that joined it directly, and stay with it.
    """
    part.status, part.answer_state = before["status"], before["answer_state"]
    clock = queries.hold_last_clock(part.id)
    if clock is not None and clock.outcome == "merged":
        clock.stopped_at, clock.outcome = None, ""
        count_joined(part, parts, now=now)
        record_clock("clock.resumed", clock, at=now)
    if part.state != IdeaState.PUBLISHED:
        waive(part, now=now)


def count_joined(idea: Idea, parts: Collection[int], *, now: datetime) -> None:
    """Let the clock of an idea run for whoever is owed an answer first: itself, or one of `parts`, which joined it directly.

    An answer settles what waited until then. A finished cycle never changes; one that was interrupted does.
    """
    waited, clock = queries.merged_clocks(parts), queries.hold_last_clock(idea.id)
    if waited and idea.legacy and idea.answered_at is None:
        clock = _promise_at_last(idea, min(each.started_at for each in waited))
    if clock is None or clock.outcome in ("answered", "published"):
        return
    own = clock.own_started_at or clock.started_at
    joined = [each for each in waited if each.stopped_at is not None and each.stopped_at >= own]
    if not joined and _is_lent(clock):
        _owe_nothing(idea, clock, own, now)
        return
    before = clock.started_at, clock.due_at
    _run_from(idea, clock, joined)
    retime(clock, queries.terms_of(idea.topic_id))
    if clock.stopped_at is None:
        show_clock(idea, clock)
    if before != (clock.started_at, clock.due_at):
        record_clock("clock.retimed", clock, at=now, by_change=clock.breached_by_change_at is not None)


def _run_from(idea: Idea, clock: Clock, joined: list[Clock]) -> None:
    """From the start of the one of these clocks that is owed an answer before its own, or from its own."""
    if clock.own_started_at is None:
        clock.own_started_at, clock.own_due_at, clock.own_warn_at = clock.started_at, clock.due_at, clock.warn_at
    first = _owed_first(idea, clock, joined)
    if first is not None:
        clock.started_at, clock.lent = first.started_at, _lent_by(first)
        clock.joined_tier = max(_told(each, idea) for each in joined if each.started_at <= first.started_at)
        return
    clock.started_at, clock.due_at, clock.warn_at = clock.own_started_at, clock.own_due_at, clock.own_warn_at
    clock.own_started_at = clock.own_due_at = clock.own_warn_at = clock.lent = None
    clock.joined_tier = 0


def _lent_by(clock: Clock) -> dict[str, Any]:
    """When it joined, and what did not count of it until then: kept for good, since it may leave again."""
    assert clock.stopped_at is not None
    spans = _spans_until(clock, clock.stopped_at)
    return {"since": clock.stopped_at.isoformat(), "pauses": [[start.isoformat(), end.isoformat()] for start, end in spans]}


def _owed_first(idea: Idea, clock: Clock, joined: list[Clock]) -> Clock | None:
    """By the root's terms, each with the time it stood still; of those due together, the one that waited longest."""
    terms, mine = queries.terms_of(idea.topic_id), [span_of(pause) for pause in queries.pauses_of([clock.id])]
    owed = [(terms.due(each.started_at, clock.kind, _spans_as(each, mine)), each.started_at, each.id, each) for each in joined]
    if clock.own_started_at is not None and clock.own_due_at is not None:
        owed.append((terms.due(clock.own_started_at, clock.kind, mine), clock.own_started_at, 0, clock))
    first = min(owed)[3] if owed else clock
    return first if first is not clock else None


def _spans_as(joined: Clock, mine: list[Span]) -> list[Span]:
    """What does not count of a clock that joined: its pauses until then, the root's since."""
    assert joined.stopped_at is not None
    return [*_spans_until(joined, joined.stopped_at), *after(joined.stopped_at, mine)]


def _spans_until(clock: Clock, moment: datetime) -> list[Span]:
    return before(moment, counting(clock, queries.pauses_of([clock.id])))


def _told(joined: Clock, idea: Idea) -> int:
    """The highest tier told of a clock that joined, where the same people answer for both."""
    if queries.ladder_of(joined.idea_id) != queries.ladder_of(idea.id):
        return 0
    return max(queries.last_tier_told(joined.id), joined.joined_tier)


def _is_lent(clock: Clock) -> bool:
    """Whether it runs for what joined an imported idea, which by itself owes nothing."""
    return clock.own_started_at is not None and clock.own_due_at is None


def _promise_at_last(idea: Idea, start: datetime) -> Clock | None:
    """An imported idea owes nobody an answer until people who were promised one join it."""
    own, idea.legacy = idea.started_at, False
    clock = start_clock(idea, "first", now=start)
    if clock is not None:
        clock.own_started_at = own or start
    return clock


def _owe_nothing(idea: Idea, clock: Clock, own: datetime, now: datetime) -> None:
    """Imported, and on its own again."""
    if clock.stopped_at is None:
        stop_clock(idea, "published", now=now)
    clock.outcome = "published"
    idea.legacy, idea.started_at = True, own
    idea.warn_at = idea.due_at = idea.first_due_at = None


def due_with(root: Idea, parts: Collection[Idea], now: datetime) -> datetime | None:
    """When the answer would be due if these ideas joined the root; None when nothing would be owed."""
    own, clock = _waits_since(root), queries.open_clock(root.id)
    if own is None and (root.answered_at is not None or not root.legacy):
        return None
    terms, kind = queries.terms_of(root.topic_id), clock.kind if clock else "first"
    own_due = [root.due_at or terms.due(own, kind)] if own is not None else []
    mine = [span_of(pause) for pause in queries.pauses_of([clock.id])] if clock else []
    joined = [terms.due(since, kind, [*spans, *after(now, mine)]) for since, spans in _waiting(parts, now)]
    return min([*own_due, *joined], default=None)


def _waiting(parts: Collection[Idea], now: datetime) -> Iterator[tuple[datetime, list[Span]]]:
    """Since when each of them that waits does, and what did not count of it by now."""
    for part in parts:
        since, clock = _waits_since(part), queries.open_clock(part.id)
        if since is not None:
            yield since, _spans_until(clock, now) if clock else []


def _waits_since(idea: Idea) -> datetime | None:
    """From when an answer is owed, whether or not the worker has started the clock by now."""
    clock = queries.open_clock(idea.id)
    if clock is not None and clock.kind != "decision":
        return clock.started_at
    unseen = idea.answer_state in ("awaiting", "decision") and not idea.legacy
    return idea.published_at if unseen else None


def _said(idea: Idea) -> dict[str, Any]:
    """What the idea shows of its clock and its answers, and the clock that runs, in a form that can be kept."""
    clock = queries.open_clock(idea.id)
    shown = {name: getattr(idea, name) for name in CACHE}
    plain = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in shown.items()}
    return {**plain, "clock_id": clock.id if clock else None, "next_tier": clock.next_tier if clock else None}
