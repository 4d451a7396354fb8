"""The clocks of ideas that become part of another, and of those that stand on their own again.

Whoever waits longest counts: the clock of an idea runs from the earliest start of its own and of those that joined
it directly while it ran, by the terms of its own topic. Each clock keeps its own start and times, so that taking
ideas apart, in whatever order, gives every clock back what it had.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from community.ideas.models import Idea
from community.ideas.rules import IdeaState
from community.responses import queries
from community.responses.actions_clocks import catch_up, start_clock, stop_clock, waive
from community.responses.models import Clock
from community.responses.rules import Status
from community.responses.timekeeping import plan_alerts, record_clock, show_clock

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
    """Let the clock of an idea run from the earliest start among its own and those of `parts`, which joined it directly.

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
    _run_from(idea, clock, [each for each in joined if each.started_at < own or _is_lent(clock)])
    if clock.stopped_at is None:
        plan_alerts(clock, queries.terms_of(idea.topic_id))
        show_clock(idea, clock)


def _run_from(idea: Idea, clock: Clock, earlier: list[Clock]) -> None:
    """The times by the earliest of these clocks, or the clock's own when there is none."""
    if clock.own_started_at is None:
        clock.own_started_at, clock.own_due_at, clock.own_warn_at = clock.started_at, clock.due_at, clock.warn_at
    clock.joined_tier = max((_told(each, idea) for each in earlier), default=0)
    if earlier:
        terms, start = queries.terms_of(idea.topic_id), min(each.started_at for each in earlier)
        due = terms.due(start, clock.kind)
        clock.started_at, clock.due_at, clock.warn_at = start, due, terms.tier_time(start, due, 1)
        return
    clock.started_at, clock.due_at, clock.warn_at = clock.own_started_at, clock.own_due_at, clock.own_warn_at
    clock.own_started_at = clock.own_due_at = clock.own_warn_at = None


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


def due_with(root: Idea, parts: Collection[Idea]) -> datetime | None:
    """When the answer would be due if these ideas joined the root; None when nothing would be owed."""
    own, clock = _waits_since(root), queries.open_clock(root.id)
    if own is None and (root.answered_at is not None or not root.legacy):
        return None
    starts = [start for start in (own, *map(_waits_since, parts)) if start is not None]
    if not starts or (min(starts) == own and root.due_at is not None):
        return root.due_at if starts else None
    return queries.terms_of(root.topic_id).due(min(starts), clock.kind if clock else "first")


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
