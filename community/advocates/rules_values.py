"""What people's referrals, influence and knowledge are worth to the company: estimates, for staff only.

CEV = CLV + CRV + CIV + CKV (Kumar, Aksoy, Donkers, Venkatesan, Wiesel and Tillmanns, "Undervalued or Overvalued
Customers", Journal of Service Research 13(3), 2010). Customer lifetime value comes from the CRM. Referral value (CRV)
follows Kumar, Petersen and Leone ("How Valuable Is Word of Mouth?", Harvard Business Review, October 2007). Of
influence (CIV) and knowledge (CKV) no formula is agreed on in the literature; ours divides what accounts are worth among
those who helped with the ideas they wanted, and is called an estimate wherever it is shown.

Money is in minor units of one currency, as integers; what does not divide goes by the largest remainder (Hare and
Niemeyer), so that parts always sum to the whole.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from enum import StrEnum
from fractions import Fraction

FORMULA = "estimate v1"
"""Goes up with any change of a formula here; every figure is kept with it."""

HALF_LIFE_MONTHS = 12
"""What shipped a year ago explains half as much of what an account pays today."""

WHOLE = 10_000
"""Percentages are in hundredths of a percent."""


class Part(StrEnum):
    """How somebody helped with an idea. Bringing voters is influence; the others are knowledge."""

    AUTHOR = "author"
    DUPLICATE = "duplicate"
    HELPFUL = "helpful"
    BROUGHT = "brought"


PARTS = {Part.AUTHOR: 40, Part.DUPLICATE: 20, Part.HELPFUL: 20, Part.BROUGHT: 20}
"""Without the author there would be no idea; the three other ways to help it weigh the same, each half as much."""


@dataclass(frozen=True)
class Terms:
    """What the company says of its business: percentages in hundredths of a percent, money in minor units of `currency`.

    `margin`: gross margin on what an account pays. `acquisition`: what winning an account costs on average. `reward`: what
    was given for a referral. `retention`: what keeping an account costs a year. `discount`: the rate a year. `ideas`: how
    much of an account's margin is put down to the ideas that shipped for it.
    """

    id: int
    currency: str
    margin: int
    acquisition: int
    reward: int
    retention: int
    discount: int
    ideas: int


@dataclass(frozen=True)
class Period:
    """What one referred account brings in one period: gross margin A, reward a, cost of keeping it M, acquisition saved ACQ."""

    margin: int = 0
    reward: int = 0
    retention: int = 0
    acquisition: int = 0

    @property
    def net(self) -> int:
        return self.margin - self.reward - self.retention + self.acquisition


def present_value(periods: Sequence[Period], discount: int) -> Fraction:
    """SUM_t (A_t - a_t - M_t + ACQ_t) / (1 + r)^t with t from 1, and r the rate of one period in hundredths of a percent.

    For a referral of type one, who would not have joined otherwise. Of type two, who would have come anyway, only ACQ
    is given: it is what was saved.
    """
    rate = 1 + Fraction(discount, WHOLE)
    return sum((Fraction(period.net) / rate**t for t, period in enumerate(periods, start=1)), Fraction(0))


def periods_of(terms: Terms, worth: int, *, type_one: bool) -> list[Period]:
    """The year after joining, as one period: only about a year is put down to the invitation. `worth`: an account a year."""
    if not type_one:
        return [Period(acquisition=terms.acquisition)]
    return [Period(_percent(worth, terms.margin), terms.reward, terms.retention, terms.acquisition)]


def to_the_cent(values: Sequence[Fraction]) -> list[int]:
    """Each rounded so that together they are the rounded sum, half a cent up."""
    whole = _rounded(sum(values, Fraction(0)))
    floors = [value.__floor__() for value in values]
    order = sorted(range(len(values)), key=lambda at: (floors[at] - values[at], at))
    for at in order[: whole - sum(floors)]:
        floors[at] += 1
    return floors


def split(amount: int, weights: Sequence[int]) -> list[int]:
    """An amount by weights, of which one at least is above zero; what is left over goes by the largest remainder, the
    first of equals first."""
    total = sum(weights)
    return to_the_cent([Fraction(amount * weight, total) for weight in weights])


def pool_of(terms: Terms, worth: int) -> int:
    """So much of an account's margin a year is put down to the ideas that shipped for it."""
    return _percent(_percent(worth, terms.margin), terms.ideas)


def divide(pool: int, wanted: Mapping[int, int]) -> dict[int, int]:
    """One account's pool among the shipped ideas its people wanted, by how much they did: each idea's importance, 1 to 3.

    The sums of all ideas are the pool; an account counts once for an idea, however many of its people voted.
    """
    ideas = sorted(wanted)
    return dict(zip(ideas, split(pool, [wanted[idea] for idea in ideas]), strict=True)) if ideas else {}


def months_between(earlier: date, later: date) -> int:
    """Whole calendar months, so that figures change once a month and not with every look at them."""
    return max((later.year - earlier.year) * 12 + later.month - earlier.month, 0)


def aged(value: int, months: int) -> int:
    """What is left of a value after so many months: half after HALF_LIFE_MONTHS."""
    with localcontext(prec=40):
        left = Decimal(value) * Decimal("0.5") ** (Decimal(months) / HALF_LIFE_MONTHS)
        return int(left.to_integral_value(ROUND_HALF_UP))


@dataclass(frozen=True)
class Help:
    """Who helped with an idea; None stands for former members, together. One entry for each idea merged into it, each
    comment that staff found helpful, and each voter that somebody brought."""

    author: int | None
    duplicates: tuple[int | None, ...] = ()
    helpful: tuple[int | None, ...] = ()
    brought: tuple[int | None, ...] = ()


@dataclass(frozen=True)
class Share:
    person_id: int | None
    part: Part
    amount: int


def shares_of(value: int, help: Help) -> list[Share]:
    """An idea's value among those who helped with it; the amounts sum to the value. What nobody did is the author's."""
    groups = {
        Part.AUTHOR: Counter([help.author]), Part.DUPLICATE: Counter(help.duplicates),
        Part.HELPFUL: Counter(help.helpful), Part.BROUGHT: Counter(help.brought),
    }
    weights = {part: PARTS[part] for part, people in groups.items() if people}
    weights[Part.AUTHOR] += sum(PARTS.values()) - sum(weights.values())
    amounts = split(value, list(weights.values()))
    return [share for part, amount in zip(weights, amounts, strict=True) for share in _among(groups[part], part, amount)]


def _among(people: Counter[int | None], part: Part, amount: int) -> Iterable[Share]:
    order = sorted(people, key=lambda person_id: (person_id is None, person_id or 0))
    amounts = split(amount, [people[person_id] for person_id in order])
    return [Share(person_id, part, each) for person_id, each in zip(order, amounts, strict=True)]


def _percent(amount: int, hundredths: int) -> int:
    return _rounded(Fraction(amount * hundredths, WHOLE))


def _rounded(value: Fraction) -> int:
    """To a whole number, half up."""
    return (value + Fraction(1, 2)).__floor__()
