"""What counts as an answer, and who is told when none comes. All instants are UTC."""

from calendar import monthrange
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from community.responses.wording import folded, has_placeholder, visible_text

SHORTEST_ANSWER = 40  # visible characters


class Status(StrEnum):
    NEW = "new"
    REVIEW = "review"
    PLANNED = "planned"
    PROGRESS = "progress"
    SHIPPED = "shipped"
    LATER = "later"
    DECLINED = "declined"
    MERGED = "merged"


NEEDS_REVIEW_DATE = frozenset({Status.REVIEW, Status.PLANNED, Status.PROGRESS, Status.LATER})
FINAL = frozenset({Status.SHIPPED, Status.DECLINED, Status.MERGED})
OFFERED = (Status.REVIEW, Status.PLANNED, Status.PROGRESS, Status.SHIPPED, Status.LATER, Status.DECLINED)
"""What an answer can be, in the order in which a writer finds it."""
ANSWERABLE = frozenset(OFFERED)


@dataclass(frozen=True)
class Problem:
    """Why an answer is refused: the form's field and a code for the words beside it."""

    field: Literal["body", "status", "review_on", "publish_on"]
    code: str


def check_answer(
    body: str,
    status: str | None,
    review_on: date | None,
    today: date,
    previous_body: str | None = None,
    max_months: int = 6,
) -> list[Problem]:
    """Every reason to refuse an answer; none means it may be published.

    body: too_short, placeholder, repeated. status: missing, not_an_answer.
    review_on: required, forbidden, not_in_future, too_far.
    """
    problems = [Problem("body", code) for code in _faults_of_body(body, previous_body)]
    if not status:
        return [*problems, Problem("status", "missing")]
    if status not in ANSWERABLE:
        return [*problems, Problem("status", "not_an_answer")]
    fault = _fault_of_review(Status(status), review_on, today, max_months)
    return [*problems, Problem("review_on", fault)] if fault else problems


def latest_review(today: date, max_months: int = 6) -> date:
    """The same day so many months on, or that month's last day."""
    year, month = divmod(today.year * 12 + today.month - 1 + max_months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def _faults_of_body(body: str, previous_body: str | None) -> list[str]:
    faults = []
    if len(visible_text(body)) < SHORTEST_ANSWER:
        faults.append("too_short")
    if has_placeholder(body):
        faults.append("placeholder")
    if previous_body and folded(body) == folded(previous_body):
        faults.append("repeated")
    return faults


def _fault_of_review(status: Status, review_on: date | None, today: date, max_months: int) -> str | None:
    if status in FINAL:
        return "forbidden" if review_on else None
    if review_on is None:
        return "required"
    if review_on <= today:
        return "not_in_future"
    return "too_far" if review_on > latest_review(today, max_months) else None


@dataclass(frozen=True)
class Tier:
    """A step of the alarm, taken when `share` of the promised working time has passed."""

    number: int
    name: str
    share: float
    roles: tuple[str, ...]


LADDER = ("owner", "deputy", "manager", "director")
TIERS = (
    Tier(1, "warned", 0.75, ("owner",)),
    Tier(2, "due", 1.0, ("owner", "deputy")),
    Tier(3, "overdue", 1.5, ("manager",)),
    Tier(4, "long_overdue", 2.0, ("director",)),
)


def alarm_of(tier: Tier) -> str:
    """The event that says it: a warning before the promise is broken, its breach, or what comes after."""
    if tier.share < 1:
        return "clock.warned"
    return "clock.due" if tier.share == 1 else "clock.escalated"


def who_is_told(
    roles: Sequence[str], ladder: Mapping[str, int | None], away: Collection[int], administrators: Sequence[int]
) -> list[int]:
    """Ids of those told at a tier with these roles, each once.

    ladder: role to person id. away: everyone who cannot be reached (absent, deactivated, bounced); their rung
    passes to the next above it, the director's to the administrators. Somebody is always told: when every
    administrator is away, all of them are.
    """
    told: list[int] = []
    for role in roles:
        told += _holders(role, ladder, away, administrators)
    return list(dict.fromkeys(told))


def _holders(
    role: str, ladder: Mapping[str, int | None], away: Collection[int], administrators: Sequence[int]
) -> Sequence[int]:
    for rung in LADDER[LADDER.index(role) :]:
        person = ladder.get(rung)
        if person is not None and person not in away:
            return [person]
    return [person for person in administrators if person not in away] or administrators
