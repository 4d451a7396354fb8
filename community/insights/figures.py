"""The figures of the public page, computed from promises; shapes for the page, the summary and the CSV."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from community.insights import rules
from community.insights.queries import Promise
from community.insights.rules import AgeBucket, Bar, InTime

MONTHS = 12


@dataclass(frozen=True)
class Apart:
    """One kind of ending, counted by itself so that it cannot flatter the rest."""

    kind: str
    count: int
    median_days: float | None
    in_time: InTime


@dataclass(frozen=True)
class TopicFigures:
    name: str
    median_days: float | None
    in_time: InTime
    open: int


@dataclass(frozen=True)
class Figures:
    """Days are calendar days; shares 0 to 1; None where nothing can be said yet."""

    median_days: float | None
    p90_days: float | None
    this_month: InTime
    open: int
    late: int
    oldest_days: float | None
    bars: list[Bar]
    months: list[tuple[datetime, InTime]]
    ages: list[AgeBucket]
    apart: list[Apart]
    topics: list[TopicFigures]
    waived: int


def figures_of(promises: Sequence[Promise], now: datetime) -> Figures:
    """Everything the page shows; waived and merged promises stay out of the waits and are counted apart."""
    owed = [promise for promise in promises if not promise.waived and not promise.merged]
    running = [promise for promise in owed if promise.stopped_at is None]
    months = rules.months_back(now, MONTHS)
    answered = [promise for promise in owed if promise.answered and not promise.declined]
    return Figures(
        median_days=_quantile(owed, now, 0.5),
        p90_days=_quantile(owed, now, 0.9),
        this_month=_in_time(promises, months[-1], now),
        open=len(running),
        late=sum(promise.late_at(now) for promise in running),
        oldest_days=max((promise.days_until(now) for promise in running), default=None),
        bars=rules.histogram((promise.days_until(now), promise.late_at(now)) for promise in answered),
        months=[(since, _in_time(promises, (since, until), now)) for since, until in months],
        ages=rules.age_buckets((promise.days_until(now), promise.late_at(now)) for promise in running),
        apart=_apart(promises, now),
        topics=_by_topic(promises, now, months),
        waived=sum(promise.waived for promise in promises),
    )


def _quantile(promises: Sequence[Promise], now: datetime, q: float) -> float | None:
    """A declined idea says only that its wait was at least that long, so declining in bulk shortens nothing."""
    return rules.kaplan_meier_quantile([(p.days_until(now), p.answered and not p.declined) for p in promises], q)


def _in_time(promises: Sequence[Promise], period: tuple[datetime, datetime], now: datetime) -> InTime:
    """Declined in time is neither kept nor late; declined too late is late."""
    counted = (p for p in promises if not p.merged and (not p.declined or p.late_at(now)))
    return rules.share_in_time([item for item in (p.as_due_item() for p in counted) if item], period)


def _apart(promises: Sequence[Promise], now: datetime) -> list[Apart]:
    kinds = {
        "other": [p for p in promises if p.answered and not p.declined],
        "declined": [p for p in promises if p.declined],
        "merged": [p for p in promises if p.merged],
    }
    return [Apart(kind, len(of), _median(of, now), _kept(of, now)) for kind, of in kinds.items()]


def _median(promises: Sequence[Promise], now: datetime) -> float | None:
    return rules.kaplan_meier_quantile([(p.days_until(now), True) for p in promises], 0.5)


def _kept(promises: Sequence[Promise], now: datetime) -> InTime:
    late = sum(promise.late_at(now) for promise in promises)
    return InTime(len(promises) - late, late, 0)


def _by_topic(
    promises: Sequence[Promise], now: datetime, months: list[tuple[datetime, datetime]]
) -> list[TopicFigures]:
    """Topics in the order of their wait, the quickest first; those without an answer yet last."""
    names = dict.fromkeys(promise.topic for promise in promises)
    found = []
    for name in names:
        of = [promise for promise in promises if promise.topic == name]
        owed = [promise for promise in of if not promise.waived and not promise.merged]
        running = sum(promise.stopped_at is None for promise in owed)
        span = (months[0][0], now)
        found.append(TopicFigures(name, _quantile(owed, now, 0.5), _in_time(of, span, now), running))
    return sorted(found, key=lambda topic: (topic.median_days is None, topic.median_days or 0, topic.name))
