"""What help is worth. Outcomes count and volume does not: nothing here is earned by posting, voting or asking often.

`worth` says what each outcome of a person counts as things stand; the ledger gets the difference to what it already holds.
So every point goes when its cause goes, and an event that is handled twice or late changes nothing.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from community.accounts.rules import PersonState, Role

IDEA_SHIPPED = 50
"""The outcome that everybody waits for; it weighs as much as having helped five people."""

IDEA_PLANNED = 20
"""The company has promised it in words; less than half of what it counts when the promise is kept, and not beside it."""

PART_SHIPPED = 15
"""Somebody else's wording shipped, but this idea stood behind it: everybody who joined it made it heavier."""

VOICE_SHIPPED = 5
"""Words tell what a vote cannot. Little for each, since words are quickly given; once for each idea, and only if it ships."""

DUPLICATE_FOUND = 10
"""Two ideas that are one get one answer, and everybody behind them is heard together; as good as a comment that helped."""

HELPFUL_TO_ASKER = 10
"""Whoever asked knows best whether a comment helped."""

HELPFUL_TO_STAFF = 5
"""Staff see what helps others too, but they are not the one who was helped."""

REPLY_CREDITED = 10
"""A reply to a question of staff counts when it changed an answer, and the answer says so. A reply alone does not:
replying is posting, and would be paid by the piece."""

ANSWER_CORRECTED = 15
"""It saves everybody who would have read the wrong answer, and takes the courage to contradict."""

REFERRAL_ACTIVE = 15
"""A new member who takes part and stays, not a click on a link."""

PAIR_HALVES_AFTER = 5
"""What one person's word brings another counts half after so many times within a year, and a quarter after twice as many:
help for many people counts more than the same two people thanking each other."""

PAIR_WINDOW = timedelta(days=365)

MOST_A_DAY = 200
"""Points gained on one day (UTC), as on Stack Exchange: a busy day cannot be worth more than a good month."""


class Cause(StrEnum):
    IDEA_SHIPPED = "idea_shipped"
    IDEA_PLANNED = "idea_planned"
    PART_SHIPPED = "part_shipped"
    VOICE_SHIPPED = "voice_shipped"
    DUPLICATE_FOUND = "duplicate_found"
    HELPFUL_TO_ASKER = "helpful_to_asker"
    HELPFUL_TO_STAFF = "helpful_to_staff"
    REPLY_CREDITED = "reply_credited"
    ANSWER_CORRECTED = "answer_corrected"
    REFERRAL_ACTIVE = "referral_active"
    DECAY = "decay"


POINTS = {
    Cause.IDEA_SHIPPED: IDEA_SHIPPED,
    Cause.IDEA_PLANNED: IDEA_PLANNED,
    Cause.PART_SHIPPED: PART_SHIPPED,
    Cause.VOICE_SHIPPED: VOICE_SHIPPED,
    Cause.DUPLICATE_FOUND: DUPLICATE_FOUND,
    Cause.HELPFUL_TO_ASKER: HELPFUL_TO_ASKER,
    Cause.HELPFUL_TO_STAFF: HELPFUL_TO_STAFF,
    Cause.REPLY_CREDITED: REPLY_CREDITED,
    Cause.ANSWER_CORRECTED: ANSWER_CORRECTED,
    Cause.REFERRAL_ACTIVE: REFERRAL_ACTIVE,
}
HELPFUL = frozenset({Cause.HELPFUL_TO_ASKER, Cause.HELPFUL_TO_STAFF})
Key = tuple[str, int]
"""A cause and the row it is about."""


@dataclass(frozen=True)
class Outcome:
    """Something that came of somebody's help, as things stand. `from_id`: whose word it was, None where it was the company's
    own, given in public."""

    cause: Cause
    subject_id: int
    at: datetime
    from_id: int | None = None
    idea_id: int | None = None
    comment_id: int | None = None

    @property
    def key(self) -> Key:
        return self.cause.value, self.subject_id


def cause_of_status(status: str) -> Cause | None:
    """What an idea's status counts for its author. Shipping takes the place of planning."""
    if status == "shipped":
        return Cause.IDEA_SHIPPED
    return Cause.IDEA_PLANNED if status in ("planned", "progress") else None


def worth(outcomes: Iterable[Outcome]) -> dict[Key, int]:
    """Points of each outcome of one person: its weight, less for each earlier one from the same person within a year, and no
    more on one day than MOST_A_DAY."""
    found: dict[Key, int] = {}
    earlier: dict[int, list[datetime]] = {}
    gained: dict[date, int] = {}
    for outcome in sorted(outcomes, key=lambda each: (each.at, each.key)):
        full = POINTS[outcome.cause]
        if outcome.from_id is not None:
            before = earlier.setdefault(outcome.from_id, [])
            full = round(full * share_of_pair(sum(outcome.at - at <= PAIR_WINDOW for at in before)))
            before.append(outcome.at)
        day = outcome.at.astimezone(UTC).date()
        found[outcome.key] = min(full, MOST_A_DAY - gained.get(day, 0))
        gained[day] = gained.get(day, 0) + found[outcome.key]
    return found


def share_of_pair(before: int) -> float:
    """What is left of an outcome's weight when the same person's word has counted so many times."""
    return 0.5 ** (before / PAIR_HALVES_AFTER)


def month_of(at: datetime) -> int:
    """The months since the year 0, in UTC."""
    at = at.astimezone(UTC)
    return at.year * 12 + at.month - 1


def first_of(month: int) -> datetime:
    return datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC)


def decayed(points: Iterable[tuple[int, int]], *, through: int, half_life: int) -> int:
    """How many of these points (each with the month it was earned in) are gone at the end of the month `through`.

    p(m) = p(0) * 2^(-m / half_life), m in whole months after the month it was earned in; rounded once, in the sum, so that small
    outcomes decay too.
    """
    gone = (each * (1 - 0.5 ** (max(0, through - month) / half_life)) for each, month in points)
    return round(math.fsum(gone))


def may_earn(*, role: str, state: str) -> bool:
    """Helping is staff's work; who is banned or gone earns nothing new."""
    return role == Role.CUSTOMER and state == PersonState.ACTIVE


def may_keep(*, state: str) -> bool:
    """Who is banned has no standing until the ban is lifted, and who is erased none at all."""
    return state not in (PersonState.BANNED, PersonState.ERASED)


def counted(due: Mapping[Key, int], held: Mapping[Key, int], *, role: str, state: str) -> dict[Key, int]:
    """What counts of what is due: all of it for who may earn, what they already have for who joined the staff or left."""
    if may_earn(role=role, state=state):
        return dict(due)
    if not may_keep(state=state):
        return {}
    return {key: min(points, held.get(key, 0)) for key, points in due.items() if held.get(key, 0) > 0}


def corrections(due: Mapping[Key, int], held: Mapping[Key, int]) -> dict[Key, int]:
    """The lines to add to the ledger, so that it says what is due: what is taken back comes first."""
    changes = {key: due.get(key, 0) - held.get(key, 0) for key in due.keys() | held.keys()}
    return {key: changes[key] for key in sorted(changes, key=lambda key: (changes[key] > 0, key)) if changes[key]}
