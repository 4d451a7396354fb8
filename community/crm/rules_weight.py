"""What the accounts behind an idea come to, and what of it is worth telling a CRM. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

RENEWS_WITHIN = timedelta(days=90)
TOLD_APART = timedelta(hours=1)
"""A CRM hears of changes of one account and one idea at most this often; that it begins or ends is told at once."""


@dataclass(frozen=True)
class Backer:
    """One account behind an idea: how many of its people want it, and how much it matters to whom it matters most.

    `value` is in minor units of `currency` a year, None where no such value is known. `told` and `told_importance` are the
    same without those who refused that others are told of them.
    """

    id: int
    name: str
    people: int
    importance: int
    segment: str = ""
    value: int | None = None
    currency: str = ""
    renewal_on: date | None = None
    crm_at: datetime | None = None
    owner_name: str = ""
    owner_email: str = ""
    told: int = 0
    told_importance: int = 0


@dataclass(frozen=True)
class Weight:
    """What stands behind an idea and all that joined it.

    `value` holds a sum for each currency, the largest first, each account once. `segments` holds how many accounts are of
    each, `backers` all of them, the most valuable first. `as_of` is when a CRM last spoke of the account it spoke of
    longest ago; `mine` is the reader's own vote, or None.
    """

    people: int = 0
    accounts: int = 0
    value: list[tuple[str, int]] = field(default_factory=list)
    renewing: int = 0
    segments: list[tuple[str, int]] = field(default_factory=list)
    as_of: datetime | None = None
    backers: list[Backer] = field(default_factory=list)
    mine: int | None = None


def weigh(people: int, backers: Iterable[Backer], today: date, mine: int | None = None) -> Weight:
    """Sum up the accounts behind an idea that so many people want."""
    found = sorted(backers, key=lambda each: (-(each.value or 0), -each.people, each.id))
    known = [each.crm_at for each in found if each.crm_at is not None]
    return Weight(
        people=people, accounts=len(found), value=by_currency(found),
        renewing=sum(renews(each.renewal_on, today) for each in found),
        segments=Counter(each.segment for each in found if each.segment).most_common(),
        as_of=min(known, default=None), backers=found, mine=mine,
    )


def by_currency(backers: Sequence[Backer]) -> list[tuple[str, int]]:
    """What they are worth a year together, each currency apart, the largest sum first."""
    sums: dict[str, int] = {}
    for each in backers:
        if each.value is not None:
            sums[each.currency] = sums.get(each.currency, 0) + each.value
    return sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))


def renews(renewal_on: date | None, today: date) -> bool:
    """Whether an account's contract ends within ninety days."""
    return renewal_on is not None and today <= renewal_on <= today + RENEWS_WITHIN


def is_noticeable(told: tuple[int, int], now: tuple[int, int]) -> bool:
    """Whether (people, importance) changed so that it is worth telling: another importance, or twice or half the people.

    So a thousand votes of one account are told ten times at most, and one vote that comes and goes is told by neither.
    """
    return now[1] != told[1] or now[0] >= 2 * told[0] or 2 * now[0] <= told[0]


def next_word(told_at: datetime, now: datetime) -> datetime | None:
    """When the next change may be told; None for now."""
    return told_at + TOLD_APART if now < told_at + TOLD_APART else None


def backer(row: Any, value: int | None) -> Backer:
    """One row of accounts_behind(), and what that account is worth a year."""
    return Backer(
        row.id, row.name, row.people, row.importance or 0, row.segment, value, row.currency, row.renewal_on, row.crm_at,
        row.owner_name, row.owner_email, row.told, row.told_importance or 0,
    )


def as_told(backers: Iterable[Backer]) -> list[Backer]:
    """What another program may hear of them: without those who refused, and without an account of which nobody is left."""
    return [replace(each, people=each.told, importance=each.told_importance) for each in backers if each.told]


def page_of(backers: Iterable[Backer], after: tuple[int, int] | tuple[()], size: int) -> tuple[list[Backer], tuple[int, int] | None]:
    """One page of accounts, those with most people first, and the key (people, id) of its last one where more follow.

    No order by money: sums of several currencies cannot be compared, and addresses would carry them.
    """
    rows = sorted(backers, key=lambda each: (-each.people, each.id))
    if after:
        rows = [each for each in rows if (-each.people, each.id) > (-after[0], after[1])]
    last = rows[size - 1] if len(rows) > size else None
    return rows[:size], (last.people, last.id) if last else None
