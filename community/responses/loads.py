"""What each person, and nobody in particular, has to answer. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from community.responses.timing import Horizon

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Waiting:
    """One idea whose clock runs, or stands still for a while: who answers for it, asked when, due when."""

    owner_id: int | None
    started_at: datetime
    due_at: datetime | None


@dataclass(frozen=True)
class Load:
    """How many wait for one person: all, those past due, those due within the week; half are older than `median_days`."""

    open: int = 0
    overdue: int = 0
    week: int = 0
    median_days: float | None = None


def loads(waiting: Iterable[Waiting], at: Horizon) -> dict[int | None, Load]:
    """By the person who answers; None for what nobody answers for."""
    held: dict[int | None, list[Waiting]] = {}
    for each in waiting:
        held.setdefault(each.owner_id, []).append(each)
    return {owner_id: load_of(each, at) for owner_id, each in held.items()}


def load_of(waiting: list[Waiting], at: Horizon) -> Load:
    dues = [each.due_at for each in waiting if each.due_at]
    overdue = sum(due <= at.now for due in dues)
    week = sum(at.now < due <= at.week_ends for due in dues)
    ages = [max(timedelta(), at.now - each.started_at) / DAY for each in waiting]
    return Load(len(waiting), overdue, week, median(ages) if ages else None)
