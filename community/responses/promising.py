"""What a policy and a calendar may say: their values, their limits, and the ladder of tiers. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from community.responses.calendars import Promise, WorkingCalendar, add_working_minutes, due_at
from community.responses.rules import LADDER, TIERS, Tier

ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)
"""From when the first version of anything holds: no clock began before it."""

FIXED_SHARES = (75, 100)
"""The warning and the breach; what comes after them is each topic's own."""
MOST_SHARE = 1_000
MOST_TIERS = 8

POLICY = ("calendar_id", "first_amount", "first_unit", "next_amount", "next_unit", "renew_amount", "renew_unit", "tiers", "review_months", "needs_approval")
"""What a version of a policy says, by column."""
CALENDAR = ("zone", "hours", "holidays")

STANDARD_TIERS = [{"share": round(tier.share * 100), "roles": list(tier.roles)} for tier in TIERS]


class PromiseRefused(Exception):
    """This must not be promised: the form's field, a code for the words beside it, and what is concerned.

    calendar: missing. first, next, renew: never_met. tiers: a fault of fault_of_tiers, `value` its number.
    hours: never_opens; strands (topics whose promise could never be met). valid_from: past, too_far.
    """

    def __init__(self, field: str, code: str, value: object = "") -> None:
        super().__init__(f"{field}: {code}")
        self.field, self.code, self.value = field, code, value


def policy(calendar_id: int | None, amount: int = 10, unit: str = "days", *, review_months: int = 6, **more: Any) -> dict[str, Any]:
    """The values of a policy that promises the same for every kind of answer, unless `more` says otherwise."""
    promises = {f"{kind}_{name}": value for kind in ("first", "next", "renew") for name, value in (("amount", amount), ("unit", unit))}
    return {"calendar_id": calendar_id, **promises, "tiers": STANDARD_TIERS, "review_months": review_months, "needs_approval": False, **more}


def fault_of_tiers(tiers: Sequence[Mapping[str, Any]]) -> tuple[int, str] | None:
    """The first tier that cannot stand, by number, and why: fixed_share, out_of_order, too_far, nobody, too_many.

    The warning stands at 75 percent and the breach at 100; further tiers rise from there, each told to somebody.
    """
    shares = [tier["share"] for tier in tiers]
    for number, share in enumerate(FIXED_SHARES, 1):
        if len(shares) < number or shares[number - 1] != share:
            return number, "fixed_share"
    for number, (before, share) in enumerate(pairwise(shares), 2):
        if share <= before:
            return number, "out_of_order"
        if share > MOST_SHARE:
            return number, "too_far"
    for number, tier in enumerate(tiers, 1):
        if not tier["roles"] or not set(tier["roles"]) <= set(LADDER):
            return number, "nobody"
    return (len(tiers), "too_many") if len(tiers) > MOST_TIERS else None


def never_opens(calendar: WorkingCalendar, start: datetime) -> bool:
    """Whether not one minute is open within a year of `start`, holidays considered."""
    return add_working_minutes(calendar, start, 1) is None


def never_met(calendar: WorkingCalendar, values: Mapping[str, Any], start: datetime) -> str | None:
    """Which promise (first, next, renew) cannot be met by whatever month of the coming year it is given in.

    Such a promise falls due more than 366 days after it was given.
    """
    for kind in ("first", "next", "renew"):
        promise = Promise(values[f"{kind}_amount"], values[f"{kind}_unit"])
        for month in range(12):
            given = start + timedelta(days=30 * month)
            if due_at(calendar, promise, given) is None:
                return kind
    return None


def read_tiers(stored: object) -> tuple[Tier, ...]:
    """Tiers from stored values; the standard ones where these cannot stand, so that no lateness stays untold."""
    try:
        tiers = [{"share": int(each["share"]), "roles": tuple(each["roles"])} for each in stored]  # type: ignore[attr-defined]
        fault = fault_of_tiers(tiers)
    except (TypeError, ValueError, KeyError):
        return TIERS
    return TIERS if fault else tuple(_tiers(tiers))


def _tiers(tiers: Sequence[Mapping[str, Any]]) -> Iterable[Tier]:
    for number, tier in enumerate(tiers, 1):
        yield Tier(number, TIERS[min(number, len(TIERS)) - 1].name, tier["share"] / 100, tuple(tier["roles"]))
