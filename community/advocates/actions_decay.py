"""Points fade: one line a month for each person, written once, however often the job is cut off."""

from datetime import datetime

from community.accounts.models import Person
from community.advocates import queries_ledger as queries
from community.advocates import rules
from community.advocates.actions import settle_standing, write_change
from community.advocates.models import PointsDecay
from community.advocates.reckoning import Reckoning, reckon
from community.advocates.rules import Cause
from community.db import db

LONGEST_BACK = 120
"""Months: nothing of what faded longer ago would still be a point."""


def fade_next(now: datetime) -> int:
    """Bring the next people's points down to the end of the last month; returns how many people that were, 0 at the end.

    A month that was written is not written again, also where the clock was turned back.
    """
    month, half_life = rules.month_of(now) - 1, queries.half_life()
    people = queries.people_to_fade(month)
    for person_id in people:
        fade(person_id, month, half_life, now=now)
    return len(people)


def fade(person_id: int, month: int, half_life: int, *, now: datetime) -> None:
    """Write what faded until the end of `month`, one line for each month not written yet."""
    person = queries.hold_person(person_id)
    decay = queries.decay_of(person_id)
    if person is None or (decay is not None and decay.through >= month):
        return
    found = reckon(person)
    written = queries.decay_written(person_id)
    for each in range(_first_month(found, decay, month), month + 1):
        written += fade_month(person, found, each, half_life, written)
    if decay is None:
        db.session.add(PointsDecay(person_id=person_id, through=month, half_life=half_life))
    else:
        decay.through, decay.half_life = month, half_life
    db.session.flush()
    settle_standing(person, found, None, now)


def _first_month(found: Reckoning, decay: PointsDecay | None, month: int) -> int:
    if decay is not None:
        return max(decay.through + 1, month - LONGEST_BACK)
    months = [rules.month_of(found.outcomes[key].at) for key in found.counted]
    return max(min(months, default=month), month - LONGEST_BACK)


def fade_month(person: Person, found: Reckoning, month: int, half_life: int, written: int) -> int:
    """The line of one month, after the sum of those that are `written`; returns its points."""
    earned = [(points, rules.month_of(found.outcomes[key].at)) for key, points in found.counted.items()]
    change = -rules.decayed(earned, through=month, half_life=half_life) - written
    if change:
        write_change(person, found, (Cause.DECAY.value, month), change, None, rules.first_of(month + 1))
    return change
