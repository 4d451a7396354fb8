"""How well the company answers, as numbers that bulk declining, waiting or hiding cannot flatter."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from statistics import median_low
from typing import TypedDict

AGE_EDGES = (7, 14, 30, 60)  # days
ROUNDING = 1e-9
DAY = timedelta(days=1)


def kaplan_meier_quantile(waits: Sequence[tuple[float, bool]], q: float) -> float | None:
    """The wait by which the share `q` of all ideas is answered, those still waiting counted as such.

    waits: (length, ended); an idea still waiting is one whose length is not yet known (censored). The result
    has the unit of the lengths; None while fewer than `q` are known to be answered.
    Source: E. L. Kaplan and P. Meier, "Nonparametric estimation from incomplete observations", Journal of the
    American Statistical Association 53 (1958), 457-481: the smallest t with S(t) <= 1 - q, where S falls by
    the factor 1 - ended / at risk at each length; those censored at t are still at risk at t.
    """
    if not 0 < q <= 1:
        raise ValueError("a quantile lies above 0 and up to 1")
    ended = Counter(length for length, has_ended in waits if has_ended)
    lengths = Counter(length for length, _ in waits)
    surviving, at_risk = 1.0, len(waits)
    for length in sorted(lengths):
        surviving *= 1 - ended[length] / at_risk
        if surviving <= 1 - q + ROUNDING:
            return length
        at_risk -= lengths[length]
    return None


class Fate(StrEnum):
    """What became of a promise that has fallen due."""

    KEPT = "kept"
    LATE = "late"
    APART = "apart"
    WAIVED = "waived"


def fate(due_at: datetime, stopped_at: datetime | None, outcome: str, *, declined: bool = False) -> Fate:
    """Judged once the date has passed, so what has not ended is late, whatever may come of it.

    Declining and joining another idea settle a promise without keeping it, so they are counted apart; but what
    was declined, joined or answered after its date is late. What was taken out of sight is waived, late or not.
    """
    if outcome == "waived":
        return Fate.WAIVED
    if stopped_at is None or stopped_at > due_at:
        return Fate.LATE
    return Fate.KEPT if outcome == "answered" and not declined else Fate.APART


class AgeBucket(TypedDict):
    """Open ideas from `first` to `last` whole days old, both included; the last bucket has no end."""

    first: int
    last: int | None
    in_time: int
    late: int


def age_buckets(waiting: Iterable[tuple[float, bool]], edges: Sequence[int] = AGE_EDGES) -> list[AgeBucket]:
    """Open ideas by age, empty buckets included. waiting: (age in days, past its due time)."""
    counts = Counter((_bucket_of(int(age), edges), late) for age, late in waiting)
    firsts, lasts = (0, *(edge + 1 for edge in edges)), (*edges, None)
    return [
        {"first": first, "last": last, "in_time": counts[number, False], "late": counts[number, True]}
        for number, (first, last) in enumerate(zip(firsts, lasts, strict=True))
    ]


def _bucket_of(days: int, edges: Sequence[int]) -> int:
    return sum(days > edge for edge in edges)


class Bar(TypedDict):
    """Ideas answered after `day` whole days; `open_ended` means that long or longer."""

    day: int
    in_time: int
    late: int
    open_ended: bool


def histogram(waits: Iterable[tuple[float, bool]], last: int = 20) -> list[Bar]:
    """Waits as one bar per day from 0 to `last`, which holds all longer ones. waits: (days, came late)."""
    counts = Counter((min(int(wait), last), late) for wait, late in waits)
    return [{"day": day, "in_time": counts[day, False], "late": counts[day, True], "open_ended": day == last} for day in range(last + 1)]


Month = tuple[int, int]


def month_of(at: datetime) -> Month:
    """The calendar month of an instant, in UTC."""
    return at.year, at.month


def months_until(first: Month, last: Month) -> list[Month]:
    """Every month from the first to the last, both included."""
    numbers = range(first[0] * 12 + first[1] - 1, last[0] * 12 + last[1])
    return [(number // 12, number % 12 + 1) for number in numbers]


def months_before(last: Month, count: int) -> Month:
    """The month with which `count` months begin that end with `last`."""
    number = last[0] * 12 + last[1] - count
    return number // 12, number % 12 + 1


def start_of(month: Month) -> datetime:
    return datetime(*month, 1, tzinfo=UTC)


def week_of(at: datetime) -> date:
    """The Monday of an instant's week, in UTC."""
    return at.date() - timedelta(days=at.weekday())


def days_in(spans: Iterable[tuple[datetime, datetime]], since: datetime, until: datetime) -> float:
    """How many days of these spans lie between two instants."""
    inside = (min(end, until) - max(start, since) for start, end in spans)
    return sum((length for length in inside if length > timedelta()), timedelta()) / DAY


def middle(values: Sequence[int]) -> int | None:
    """The median, of two in the middle the lower; None of nothing."""
    return median_low(values) if values else None


def percent(part: int, whole: int) -> int | None:
    """Rounded down, so that only all of them are 100; None of nothing."""
    return 100 * part // whole if whole else None
