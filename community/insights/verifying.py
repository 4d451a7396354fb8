"""Proving the public record: everything counted once more from the events, and compared with what is shown."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from community.insights import counting, queries_events
from community.insights.figures import PERIODS
from community.insights.history import History
from community.insights.proof import Scope, differences, prove
from community.insights.queries_events import Beside
from community.insights.queries_record import ALL
from community.responses.rules_rating import ENOUGH

NOT_IN_EVENTS = ("now.legacy", "effort.")


@dataclass(frozen=True)
class Verified:
    """How many figures were compared, and what differs."""

    figures: int
    wrong: list[str]


def verify(now: datetime) -> Verified:
    """What the page would count now, and what the worker counted last, against the events."""
    beside, found = queries_events.beside_events(), counting.count(now)
    history = History().read(queries_events.what_happened(found.event_id))
    wrong, figures = [], 0
    for (topic_id, period), record in found.records.items():
        topics = found.public if topic_id == ALL else [topic_id]
        counted = prove(history, _scope(beside, topics), now, PERIODS[period])
        wrong += [f"{_name(topic_id, period)}: {each}" for each in differences(record, counted)]
        figures += _figures_in(record)
    return Verified(figures, [*wrong, *_verify_kept(beside)])


def _verify_kept(beside: Beside) -> Iterator[str]:
    """What is kept, as of its own moment. What no event tells may have changed since, and is left out here."""
    histories: dict[int, History] = {}
    for kept in queries_events.kept_records():
        if kept.event_id not in histories:
            histories[kept.event_id] = History().read(queries_events.what_happened(kept.event_id))
        scope = _scope(beside, kept.topic_ids if kept.topic_id == ALL else [kept.topic_id])
        counted = prove(histories[kept.event_id], scope, kept.counted_at, PERIODS[kept.period])
        for each in differences(kept.figures, counted):
            if not any(name in each for name in NOT_IN_EVENTS):
                yield f"{_name(kept.topic_id, kept.period)}, as kept: {each}"


def _name(topic_id: int, period: str) -> str:
    return f"{f'topic {topic_id}' if topic_id else 'all public topics'}, {period}"


def _scope(beside: Beside, topics: Collection[int]) -> Scope:
    ideas = frozenset().union(*(beside.ideas_of.get(topic_id, set()) for topic_id in topics))
    efforts = [effort for topic_id in topics for effort in beside.efforts_of.get(topic_id, [])]
    return Scope(ideas, frozenset(beside.old & ideas), frozenset(beside.silent & ideas), efforts, ENOUGH)


def _figures_in(found: Any) -> int:
    if isinstance(found, dict):
        return sum(_figures_in(value) for value in found.values())
    return sum(_figures_in(value) for value in found) if isinstance(found, list) else 1
