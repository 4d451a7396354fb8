"""The public record computed from promises, in the one shape that page, CSV, JSON and badge share. Pure."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import ceil
from typing import TypedDict

from community.insights import rules
from community.insights.rules import AgeBucket, Bar, Fate, Month
from community.responses.rules_rating import ENOUGH

PERIODS = {"year": 12, "quarter": 3, "all": None}
"""Whole calendar months, the running one included."""
WEEKS = 53
FIRST, REVIEW, REPLY = "first", "review", "next"


@dataclass(frozen=True, slots=True)
class Promise:
    """One answer owed: of what kind, from when, by when, and how it ended. `status` is that of the answer given."""

    topic_id: int
    kind: str
    started_at: datetime
    due_at: datetime | None
    stopped_at: datetime | None
    outcome: str
    status: str = ""
    by_policy: bool = False

    @property
    def answered(self) -> bool:
        return self.outcome == "answered"

    @property
    def declined(self) -> bool:
        return self.answered and self.status == "declined"

    def days_until(self, now: datetime) -> float:
        return ((self.stopped_at or now) - self.started_at) / rules.DAY

    def late_at(self, now: datetime) -> bool:
        return self.due_at is not None and (self.stopped_at or now) > self.due_at


class Kept(TypedDict):
    """Promises that fell due: their sum, what became of them, and the share kept of those kept or late, rounded down."""

    due: int
    in_time: int
    late: int
    apart: int
    waived: int
    percent: int | None


class Ending(TypedDict):
    count: int
    median_days: float | None


class Effort(TypedDict):
    mean: float | None
    count: int


class Span(TypedDict):
    """A month, or a whole period. Days are calendar days with two decimals, None where nothing can be said yet."""

    asked: int
    median_days: float | None
    p90_days: float | None
    promises: Kept
    by_policy: int
    answered: Ending
    declined: Ending
    merged: Ending
    waived: Ending
    renewals: Kept
    replies: Kept
    paused_days: float
    effort: Effort


class MonthSpan(Span):
    month: str


class Week(TypedDict):
    """A week from its Monday: of the first answers that fell due in it, how many came in time."""

    week: str
    in_time: int
    late: int


class Present(TypedDict):
    """How it stands at the moment of counting."""

    open: int
    overdue: int
    oldest_days: float | None
    ages: list[AgeBucket]
    paused: int
    answers: int
    in_force: int
    waived: int
    legacy: int


class Record(TypedDict):
    """All that is published of one topic, or of all public ones, over one period."""

    since: str
    now: Present
    totals: Span
    months: list[MonthSpan]
    weeks: list[Week]
    bars: list[Bar]


@dataclass
class Facts:
    """What the figures of one topic, or of several, are computed from; `efforts` are (when, 1 to 7)."""

    promises: list[Promise] = field(default_factory=list)
    pauses: list[tuple[datetime, datetime]] = field(default_factory=list)
    efforts: list[tuple[datetime, int]] = field(default_factory=list)
    paused: int = 0
    answers: int = 0
    in_force: int = 0
    legacy: int = 0

    def __add__(self, other: "Facts") -> "Facts":
        return Facts(
            self.promises + other.promises, self.pauses + other.pauses, self.efforts + other.efforts,
            self.paused + other.paused, self.answers + other.answers, self.in_force + other.in_force, self.legacy + other.legacy,
        )


def records_of(facts: Facts, now: datetime) -> dict[str, Record]:
    """Everything that is published of these facts, by period."""
    ledger, present = Ledger(facts, now), _present(facts, now)
    return {name: ledger.record(present, length) for name, length in PERIODS.items()}


def _present(facts: Facts, now: datetime) -> Present:
    running = [each for each in facts.promises if each.kind == FIRST and each.stopped_at is None]
    return {
        "open": len(running),
        "overdue": sum(each.late_at(now) for each in running),
        "oldest_days": _rounded(max((each.days_until(now) for each in running), default=None)),
        "ages": rules.age_buckets((each.days_until(now), each.late_at(now)) for each in running),
        "paused": facts.paused, "answers": facts.answers, "in_force": facts.in_force,
        "waived": sum(each.kind == FIRST and each.outcome == "waived" for each in facts.promises),
        "legacy": facts.legacy,
    }


Book = dict[Month, list[Promise]]


class Ledger:
    """Promises sorted once by the month they began, fell due and ended in; every period is read from it."""

    def __init__(self, facts: Facts, now: datetime) -> None:
        self.facts, self.now, self.last = facts, now, rules.month_of(now)
        firsts = [each for each in facts.promises if each.kind == FIRST]
        self.asked = _book(firsts, lambda each: each.started_at)
        self.ended = _book(firsts, lambda each: each.stopped_at)
        self.due = {kind: self._fell_due(kind) for kind in (FIRST, REVIEW, REPLY)}
        self.efforts: dict[Month, list[int]] = defaultdict(list)
        self.by_month: dict[Month, MonthSpan] = {}
        for at, effort in facts.efforts:
            self.efforts[rules.month_of(at)].append(effort)

    def _fell_due(self, kind: str) -> Book:
        """Up to now: what is not yet due is neither in time nor late."""
        past = [each for each in self.facts.promises if each.kind == kind and each.due_at and each.due_at < self.now]
        return _book(past, lambda each: each.due_at)

    def record(self, present: Present, length: int | None) -> Record:
        """The last `length` months, or all since the first in which anything happened."""
        books = (self.asked, self.ended, *self.due.values())
        earliest = min((min(book) for book in books if book), default=self.last)
        first = rules.months_before(self.last, length) if length else min(earliest, self.last)
        months = rules.months_until(first, self.last)
        return {
            "since": f"{date(*first, 1)}", "now": present,
            "totals": self.span(months),
            "months": [self.month(each) for each in months],
            "weeks": self.weeks(months),
            "bars": rules.histogram(
                (each.days_until(self.now), each.late_at(self.now)) for each in _in(self.asked, months) if each.answered and not each.declined
            ),
        }

    def month(self, month: Month) -> MonthSpan:
        if month not in self.by_month:
            self.by_month[month] = {"month": f"{month[0]}-{month[1]:02}", **self.span([month])}
        return self.by_month[month]

    def span(self, months: Sequence[Month]) -> Span:
        asked = [each for each in _in(self.asked, months) if each.outcome not in ("waived", "published")]
        ended, due = _in(self.ended, months), _in(self.due[FIRST], months)
        return {
            "asked": len(asked), "median_days": self.wait(asked, 0.5), "p90_days": self.wait(asked, 0.9),
            "promises": kept_of(due), "by_policy": sum(each.by_policy and _fate(each) == Fate.LATE for each in due),
            "answered": self.ending(each for each in ended if each.answered and not each.declined),
            "declined": self.ending(each for each in ended if each.declined),
            "merged": self.ending(each for each in ended if each.outcome == "merged"),
            "waived": self.ending(each for each in ended if each.outcome == "waived"),
            "renewals": kept_of(_in(self.due[REVIEW], months)), "replies": kept_of(_in(self.due[REPLY], months)),
            "paused_days": round(rules.days_in(self.facts.pauses, rules.start_of(months[0]), min(_after(months[-1]), self.now)), 2),
            "effort": _effort([effort for month in months for effort in self.efforts.get(month, [])]),
        }

    def wait(self, promises: Sequence[Promise], q: float) -> float | None:
        """What was declined or joined another idea says only that its wait was at least that long."""
        waits = [(each.days_until(self.now), each.answered and not each.declined) for each in promises]
        return _rounded(rules.kaplan_meier_quantile(waits, q))

    def ending(self, promises: Iterable[Promise]) -> Ending:
        waits = [(each.days_until(self.now), True) for each in promises]
        return {"count": len(waits), "median_days": _rounded(rules.kaplan_meier_quantile(waits, 0.5))}

    def weeks(self, months: Sequence[Month]) -> list[Week]:
        """Up to a year of them, so that a bad week does not drown in its month."""
        since, until = rules.week_of(rules.start_of(months[0])), rules.week_of(self.now)
        mondays = [until - timedelta(weeks=back) for back in range((until - since).days // 7, -1, -1)][-WEEKS:]
        found: dict[date, list[Promise]] = {monday: [] for monday in mondays}
        for each in _in(self.due[FIRST], months):
            if each.due_at and (monday := rules.week_of(each.due_at)) in found:
                found[monday].append(each)
        kept = {monday: kept_of(of) for monday, of in found.items()}
        return [{"week": f"{monday}", "in_time": of["in_time"], "late": of["late"]} for monday, of in kept.items()]


def kept_of(fell_due: Sequence[Promise]) -> Kept:
    """What became of promises that have all fallen due."""
    fates = [_fate(each) for each in fell_due]
    kept, late = fates.count(Fate.KEPT), fates.count(Fate.LATE)
    return {
        "due": len(fates), "in_time": kept, "late": late, "apart": fates.count(Fate.APART),
        "waived": fates.count(Fate.WAIVED), "percent": rules.percent(kept, kept + late),
    }


def _fate(each: Promise) -> Fate:
    """A renewal that declines is an answer like any other; only a first answer must not be a quick no."""
    assert each.due_at is not None
    return rules.fate(each.due_at, each.stopped_at, each.outcome, declined=each.kind == FIRST and each.declined)


def _book(promises: Iterable[Promise], when: Callable[[Promise], datetime | None]) -> Book:
    book: Book = defaultdict(list)
    for each in promises:
        at = when(each)
        if at is not None:
            book[rules.month_of(at)].append(each)
    return book


def _in(book: Book, months: Sequence[Month]) -> list[Promise]:
    return [each for month in months for each in book.get(month, [])]


def _after(month: Month) -> datetime:
    return rules.start_of(rules.months_before(month, 0))


def _effort(efforts: Sequence[int]) -> Effort:
    """No mean of a few: it would say what single people said."""
    return {"mean": round(sum(efforts) / len(efforts), 2) if len(efforts) >= ENOUGH else None, "count": len(efforts)}


def _rounded(days: float | None) -> float | None:
    """Up, to two decimals: no wait is made to look shorter than it is."""
    return None if days is None else ceil(round(days * 100, 6)) / 100
