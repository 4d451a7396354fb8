"""How well the company answers, as numbers that bulk declining, waiting or hiding cannot flatter."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median_low

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


@dataclass(frozen=True)
class DueItem:
    """An idea's promise: when it fell due, when it was kept, and whether it was waived (hidden, spam)."""

    due_at: datetime
    answered_at: datetime | None = None
    waived: bool = False


@dataclass(frozen=True)
class InTime:
    """What became of the promises that fell due in a period; a waived one is neither kept nor late."""

    kept: int
    late: int
    waived: int

    @property
    def share(self) -> float | None:
        """Kept of all owed, 0 to 1; None when nothing was owed."""
        owed = self.kept + self.late
        return self.kept / owed if owed else None


def share_in_time(due_items: Iterable[DueItem], period: tuple[datetime, datetime]) -> InTime:
    """Over the ideas whose due time fell in the period (its end excluded), unanswered ones counting as late.

    The period must not reach beyond now, or what is not yet due would count as late.
    """
    since, until = period
    fell_due = [item for item in due_items if since <= item.due_at < until]
    owed = [item for item in fell_due if not item.waived]
    kept = sum(item.answered_at is not None and item.answered_at <= item.due_at for item in owed)
    return InTime(kept, len(owed) - kept, len(fell_due) - len(owed))


@dataclass(frozen=True)
class AgeBucket:
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
        AgeBucket(first, last, counts[number, False], counts[number, True])
        for number, (first, last) in enumerate(zip(firsts, lasts, strict=True))
    ]


def _bucket_of(days: int, edges: Sequence[int]) -> int:
    return sum(days > edge for edge in edges)


@dataclass(frozen=True)
class Bar:
    """Ideas answered after `day` whole days; `open_ended` means that long or longer."""

    day: int
    in_time: int
    late: int
    open_ended: bool

    @property
    def count(self) -> int:
        return self.in_time + self.late


def histogram(waits: Iterable[tuple[float, bool]], last: int = 20) -> list[Bar]:
    """Waits as one bar per day from 0 to `last`, which holds all longer ones. waits: (days, came late)."""
    counts = Counter((min(int(wait), last), late) for wait, late in waits)
    return [Bar(day, counts[day, False], counts[day, True], day == last) for day in range(last + 1)]


def months_back(now: datetime, count: int) -> list[tuple[datetime, datetime]]:
    """The last `count` calendar months as (start, end) in UTC, the running one last and ending at `now`."""
    starts = [now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)]
    while len(starts) < count:
        starts.append((starts[-1] - DAY).replace(day=1))
    starts.reverse()
    return list(zip(starts, [*starts[1:], now], strict=True))


def middle(values: Sequence[int]) -> int | None:
    """The median, of two in the middle the lower; None of nothing."""
    return median_low(values) if values else None


def percent(part: int, whole: int) -> int | None:
    """Rounded down, so that only all of them are 100; None of nothing."""
    return 100 * part // whole if whole else None
