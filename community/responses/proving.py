"""Proving every stored time of clocks, and what ideas show of them, against what they were made from; and mending them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from community.ideas.models import Idea
from community.ideas.rules import IdeaState
from community.responses import queries, queries_proving
from community.responses.actions_clocks import catch_up
from community.responses.models import Clock, Pause
from community.responses.queries_proving import Facts
from community.responses.timekeeping import alert_of, shown, times_of
from community.responses.timing import Terms

LONGEST_START = timedelta(minutes=5)
"""So long the worker may take to start the clock of an idea before its absence is a difference."""


@dataclass(frozen=True)
class Difference:
    """A stored value of a clock or an idea that is not what it follows from. `what` is a column."""

    table: str
    id: int
    what: str
    stored: Any
    true: Any


class Book:
    """Terms by topic, or by the versions a finished cycle was counted by, each read once."""

    def __init__(self) -> None:
        self._topics: dict[int, Terms] = {}
        self._versions: dict[tuple[int | None, int | None], Terms] = {}

    def terms_for(self, clock: Clock, topic_id: int) -> Terms:
        """A finished cycle from before there were versions goes by those that held when it ended."""
        if clock.stopped_at is None:
            return self.now_in(topic_id)
        key = (clock.policy_version_id, clock.calendar_version_id)
        if key[0] is None:
            return queries.terms_of(topic_id, clock.stopped_at)
        if key not in self._versions:
            self._versions[key] = queries.terms_held(*key)
        return self._versions[key]

    def now_in(self, topic_id: int) -> Terms:
        if topic_id not in self._topics:
            self._topics[topic_id] = queries.terms_of(topic_id)
        return self._topics[topic_id]


def differences(now: datetime) -> Iterator[Difference]:
    """Every stored time that is wrong, a batch of rows at a time."""
    for batch in (next_clocks, next_ideas):
        after: int | None = 0
        while after is not None:
            after, found = batch(after, now)
            yield from found
            queries_proving.forget()


def next_clocks(after: int, now: datetime, *, mend: bool = False) -> tuple[int | None, list[Difference]]:
    """What is wrong in the clocks of one batch, put right if asked; and the id to go on from, None at the end."""
    rows, facts = queries_proving.clock_batch(after, hold=mend)
    book, found = Book(), []
    for clock, topic_id in rows:
        wrong = list(wrong_in_clock(clock, book.terms_for(clock, topic_id), facts))
        found += wrong
        _mend(wrong, clock, now) if mend else None
    return rows[-1][0].id if rows else None, found


def next_ideas(after: int, now: datetime, *, mend: bool = False) -> tuple[int | None, list[Difference]]:
    """The same for what ideas show of their clocks; those must be right already."""
    ideas, running = queries_proving.idea_batch(after, hold=mend)
    found = []
    for idea in ideas:
        wrong = list(wrong_in_idea(idea, running.get(idea.id, []), now))
        found += wrong
        _mend(wrong, idea, now) if mend else None
    return ideas[-1].id if ideas else None, found


COLUMNS = tuple(column.key for column in Clock.__table__.columns)
PROVED = ("started_at", "stopped_at", "own_started_at", "warn_at", "due_at", "own_warn_at", "own_due_at", "next_tier", "next_alert_at")


def wrong_in_clock(clock: Clock, terms: Terms, facts: Facts) -> Iterator[Difference]:
    """What is stored of it against what follows; nothing of this is written."""
    true = _as_it_follows(clock, terms, facts)
    yield from _unlike("clock", clock, {name: getattr(true, name) for name in PROVED})


def _as_it_follows(clock: Clock, terms: Terms, facts: Facts) -> Clock:
    """Start and end by the events, times by start, pauses and terms, what is told next by what was told."""
    true, pauses = Clock(**{name: getattr(clock, name) for name in COLUMNS}), facts.pauses.get(clock.id, [])
    _by_events(true, facts)
    if clock.due_at is not None:
        times = times_of(true, terms, pauses)
        true.due_at, true.warn_at = times.due_at, times.warn_at
        true.own_due_at, true.own_warn_at = times.own_due_at, times.own_warn_at
    told = max(facts.told.get(clock.id, 0), clock.joined_tier)
    true.next_tier, true.next_alert_at = (None, None) if true.stopped_at else alert_of(true, terms, told + 1, pauses)
    return true


def _by_events(true: Clock, facts: Facts) -> None:
    """Nothing where there are none, as of clocks that were put in by hand; what an imported idea was lent has no own start."""
    started = facts.started.get(true.id)
    if started is None:
        return
    true.stopped_at = facts.ended.get(true.id)
    if true.own_started_at is None:
        true.started_at = started
    elif true.own_due_at is not None:
        true.own_started_at = started


def wrong_in_idea(idea: Idea, running: Sequence[tuple[Clock, Pause | None]], now: datetime) -> Iterator[Difference]:
    """What it shows, by the clocks that run; and whether one runs where one must."""
    main = next(((clock, pause) for clock, pause in running if clock.kind != "next"), None)
    asked = next((clock for clock, _ in running if clock.kind == "next"), None)
    true: dict[str, Any] = {"paused_at": None}
    if main is not None:
        true = shown(*main)
    elif idea.root_id is not None or idea.state in (IdeaState.HIDDEN, IdeaState.DELETED):
        true["answer_state"] = "none"
    elif idea.answered_at is not None:
        true["answer_state"] = "answered"
    elif _misses_clock(idea, now):
        yield Difference("idea", idea.id, "clock", None, "first")
    true |= {"asked_at": asked.started_at if asked else None, "asked_due_at": asked.due_at if asked else None}
    yield from _unlike("idea", idea, true)


def _misses_clock(idea: Idea, now: datetime) -> bool:
    if idea.state != IdeaState.PUBLISHED or idea.legacy or idea.answer_state == "none":
        return False
    return idea.published_at is not None and idea.published_at < now - LONGEST_START


def _unlike(table: str, row: Any, true: Mapping[str, Any]) -> Iterator[Difference]:
    for what, value in true.items():
        if getattr(row, what) != value:
            yield Difference(table, row.id, what, getattr(row, what), value)


def _mend(wrong: Sequence[Difference], row: Any, now: datetime) -> None:
    """Put the true values in their places; a clock that is missing is started. The caller commits."""
    for each in wrong:
        if each.what == "clock":
            catch_up(row, now)
        else:
            setattr(row, each.what, each.true)
    if wrong and isinstance(row, Idea):
        row.version += 1
