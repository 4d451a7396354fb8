"""The record once more, from what happened: by other ways than insights.figures, to find where the two differ. Pure."""

import calendar
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from math import ceil
from typing import Any

from community.insights.history import Cycle, History

DAY_MICROSECONDS = 86_400_000_000
MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Scope:
    """Which ideas to count, and what no event tells: which were imported (`old`), which of those have no answer from
    there either (`silent`), and efforts as (when, 1 to 7)."""

    idea_ids: frozenset[int]
    old: frozenset[int]
    silent: frozenset[int]
    efforts: Sequence[tuple[datetime, int]]
    fewest_efforts: int


def prove(history: History, scope: Scope, now: datetime, months: int | None) -> dict[str, Any]:
    """The same shape as figures.Record, over so many months, or all."""
    cycles = [cycle for cycle in history.cycles.values() if cycle.idea_id in scope.idea_ids and cycle.outcome != "published"]
    firsts = [cycle for cycle in cycles if cycle.kind == "first" and cycle.idea_id not in scope.old]
    cycles = [cycle for cycle in cycles if cycle.kind != "first"] + firsts
    since = _first_day(cycles, now, months)
    names, touching = list(_months(since, now)), _by_month(cycles)
    return {
        "since": f"{since:%Y-%m-%d}",
        "now": _standing(history, scope, cycles, firsts, now),
        "totals": _over(cycles, scope, since, names[-1][1], now),
        "months": [{"month": f"{start:%Y-%m}", **_over(touching[f"{start:%Y-%m}"], scope, start, end, now)} for start, end in names],
        "weeks": list(_weeks(firsts, since, now)),
        "bars": _bars([cycle for cycle in firsts if cycle.start >= since], now),
    }


def _first_day(cycles: list[Cycle], now: datetime, months: int | None) -> datetime:
    """The first of the month in which anything began, fell due or ended; or of the month so many months back."""
    known = [at for cycle in cycles for at in _instants(cycle) if at < now] if months is None else []
    day = _month_start(min([now, *known]))
    for _ in range((months or 1) - 1):
        day = _month_start(day - MOMENT)
    return day


def _month_start(at: datetime) -> datetime:
    return at.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _instants(cycle: Cycle) -> Iterator[datetime]:
    if cycle.kind == "first":
        yield cycle.start
        if cycle.end:
            yield cycle.end
    if cycle.due:
        yield cycle.due


def _months(since: datetime, now: datetime) -> Iterator[tuple[datetime, datetime]]:
    start = since
    while start <= now:
        end = start + timedelta(days=calendar.monthrange(start.year, start.month)[1])
        yield start, end
        start = end


def _by_month(cycles: Iterable[Cycle]) -> dict[str, list[Cycle]]:
    """Under each month, every cycle that began, fell due, ended or stood still in it, once."""
    found: dict[str, list[Cycle]] = defaultdict(list)
    for cycle in cycles:
        moments = [cycle.start, cycle.due or cycle.start, cycle.end or cycle.start]
        for stretch in cycle.stretches.values():
            moments += [start for start, _end in _months(_month_start(stretch.start), stretch.end)]
        for name in {f"{moment:%Y-%m}" for moment in moments}:
            found[name].append(cycle)
    return found


def _over(cycles: list[Cycle], scope: Scope, since: datetime, until: datetime, now: datetime) -> dict[str, Any]:
    """Of one stretch of time, its end excluded."""
    firsts = [cycle for cycle in cycles if cycle.kind == "first"]
    asked = [cycle for cycle in firsts if since <= cycle.start < until and cycle.outcome != "waived"]
    ended = [cycle for cycle in firsts if cycle.end is not None and since <= cycle.end < until]
    declined = [cycle for cycle in ended if _declined(cycle)]
    efforts = [effort for at, effort in scope.efforts if since <= at < until]
    return {
        "asked": len(asked), "median_days": _waited(asked, now, Fraction(1, 2)), "p90_days": _waited(asked, now, Fraction(9, 10)),
        "promises": _kept(firsts, since, until, now, apart=True),
        "by_policy": sum(cycle.by_change and _became(cycle, apart=True) == "late" for cycle in _fell_due(firsts, since, until, now)),
        "answered": _ending([cycle for cycle in ended if cycle.outcome == "answered" and cycle not in declined]),
        "declined": _ending(declined),
        "merged": _ending([cycle for cycle in ended if cycle.outcome == "merged"]),
        "waived": _ending([cycle for cycle in ended if cycle.outcome == "waived"]),
        "renewals": _kept([cycle for cycle in cycles if cycle.kind == "review"], since, until, now, apart=False),
        "replies": _kept([cycle for cycle in cycles if cycle.kind == "next"], since, until, now, apart=False),
        "paused_days": _paused(cycles, since, min(until, now), now),
        "effort": {"mean": round(sum(efforts) / len(efforts), 2) if len(efforts) >= scope.fewest_efforts else None, "count": len(efforts)},
    }


def _fell_due(cycles: Iterable[Cycle], since: datetime, until: datetime, now: datetime) -> list[Cycle]:
    return [cycle for cycle in cycles if cycle.due is not None and since <= cycle.due < until and cycle.due < now]


def _became(cycle: Cycle, *, apart: bool) -> str:
    if cycle.outcome == "waived":
        return "waived"
    if cycle.end is None or (cycle.due is not None and cycle.due < cycle.end):
        return "late"
    if cycle.outcome == "merged" or (apart and cycle.said == "declined"):
        return "apart"
    return "in_time"


def _kept(cycles: Iterable[Cycle], since: datetime, until: datetime, now: datetime, *, apart: bool) -> dict[str, Any]:
    due = [_became(cycle, apart=apart) for cycle in _fell_due(cycles, since, until, now)]
    found: dict[str, Any] = {"due": len(due)} | {name: due.count(name) for name in ("in_time", "late", "apart", "waived")}
    judged = found["in_time"] + found["late"]
    return found | {"percent": int(Fraction(100 * found["in_time"], judged)) if judged else None}


def _declined(cycle: Cycle) -> bool:
    return cycle.outcome == "answered" and cycle.said == "declined"


def _length(cycle: Cycle, now: datetime) -> int:
    """In microseconds."""
    return ((cycle.end or now) - cycle.start) // MOMENT


def _in_days(microseconds: int) -> float:
    return ceil(round(microseconds * 100 / DAY_MICROSECONDS, 6)) / 100


def _waited(cycles: Iterable[Cycle], now: datetime, share: Fraction) -> float | None:
    """Kaplan and Meier's product of the chances to wait on, one ending after the other, in exact fractions."""
    ends = sorted((_length(cycle, now), not _answered(cycle)) for cycle in cycles)
    waiting_on = Fraction(1)
    for place, (length, unanswered) in enumerate(ends):
        left = len(ends) - place
        waiting_on *= 1 if unanswered else Fraction(left - 1, left)
        if not unanswered and waiting_on <= 1 - share:
            return _in_days(length)
    return None


def _answered(cycle: Cycle) -> bool:
    return cycle.outcome == "answered" and cycle.said != "declined"


def _ending(cycles: Sequence[Cycle]) -> dict[str, Any]:
    lengths = sorted(_length(cycle, cycle.start) for cycle in cycles)
    return {"count": len(lengths), "median_days": _in_days(lengths[(len(lengths) - 1) // 2]) if lengths else None}


def _paused(cycles: Iterable[Cycle], since: datetime, until: datetime, now: datetime) -> float:
    total = timedelta()
    for cycle in cycles:
        for stretch in cycle.stretches.values():
            end = min(stretch.end, until, cycle.end or now)
            total += max(end - max(stretch.start, since), timedelta())
    return round(total / timedelta(days=1), 2)


def _weeks(firsts: Iterable[Cycle], since: datetime, now: datetime) -> Iterator[dict[str, Any]]:
    """From the week of the period's first day, a year of them at most."""
    monday = (since - timedelta(days=since.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
    known = [(cycle.due, _became(cycle, apart=True)) for cycle in _fell_due(firsts, since, now, now)]
    starts = []
    while monday <= now:
        starts.append(monday)
        monday += timedelta(days=7)
    for start in starts[-53:]:
        of = [became for due, became in known if due is not None and start <= due < start + timedelta(days=7)]
        yield {"week": f"{start:%Y-%m-%d}", "in_time": of.count("in_time"), "late": of.count("late")}


def _bars(asked: Iterable[Cycle], now: datetime) -> list[dict[str, Any]]:
    found = [{"day": day, "in_time": 0, "late": 0, "open_ended": day == 20} for day in range(21)]
    for cycle in asked:
        if _answered(cycle):
            late = cycle.due is not None and cycle.end is not None and cycle.end > cycle.due
            found[min(_length(cycle, now) // DAY_MICROSECONDS, 20)]["late" if late else "in_time"] += 1
    return found


def _standing(history: History, scope: Scope, cycles: list[Cycle], firsts: list[Cycle], now: datetime) -> dict[str, Any]:
    running = [cycle for cycle in firsts if cycle.end is None]
    late = [cycle for cycle in running if cycle.due is not None and cycle.due < now]
    seen = [history.lives[idea_id] for idea_id in scope.idea_ids if idea_id in history.lives]
    answered = [life for life in seen if life.public and not life.merged and life.answers]
    newest = [list(life.answers.values())[-1] for life in answered]
    still = [stretch for cycle in cycles if cycle.end is None for stretch in cycle.stretches.values() if not stretch.over and stretch.end > now]
    return {
        "open": len(running), "overdue": len(late),
        "oldest_days": max((_in_days(_length(cycle, now)) for cycle in running), default=None),
        "ages": _ages(running, now), "paused": len(still), "answers": len(answered),
        "in_force": sum(review is None or review > now for review in newest),
        "waived": sum(cycle.outcome == "waived" for cycle in firsts),
        "legacy": sum(idea_id in history.lives and _alone(history, idea_id) for idea_id in scope.silent),
    }


def _alone(history: History, idea_id: int) -> bool:
    life = history.lives[idea_id]
    return life.public and not life.merged


def _ages(running: Iterable[Cycle], now: datetime) -> list[dict[str, Any]]:
    buckets: list[dict[str, Any]] = [
        {"first": first, "last": last, "in_time": 0, "late": 0} for first, last in ((0, 7), (8, 14), (15, 30), (31, 60), (61, None))
    ]
    for cycle in running:
        days = _length(cycle, now) // DAY_MICROSECONDS
        bucket = next(each for each in buckets if each["last"] is None or days <= each["last"])
        bucket["late" if cycle.due is not None and cycle.due < now else "in_time"] += 1
    return buckets


def differences(shown: Any, counted: Any, path: str = "") -> Iterator[str]:
    """Every figure that is not the same in both, with its place and both values."""
    if isinstance(shown, Mapping) and isinstance(counted, Mapping):
        for name in [*shown, *(name for name in counted if name not in shown)]:
            yield from differences(shown.get(name), counted.get(name), f"{path}.{name}".lstrip("."))
    elif isinstance(shown, list) and isinstance(counted, list) and len(shown) == len(counted):
        for number, (one, other) in enumerate(zip(shown, counted, strict=True)):
            label = next((one[key] for key in ("month", "week", "day", "first") if isinstance(one, Mapping) and key in one), number)
            yield from differences(one, other, f"{path}[{label}]")
    elif shown != counted:
        yield f"{path}: shown {shown}, from the events {counted}"


