"""From facts to figures: what each customer's help is worth by the terms of today. Pure; money in minor units."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from community.advocates import rules_values as rules
from community.advocates.rules_values import Help, Part, Terms

Line = dict[str, Any]


@dataclass(frozen=True)
class Shipped:
    """One idea that shipped, with all that joined it."""

    id: int
    shipped_on: date
    help: Help


@dataclass(frozen=True)
class Joined:
    """A referral that counts: who referred, whose account came with it, and of which type it is."""

    id: int
    referrer_id: int
    account_id: int
    type_one: bool


@dataclass(frozen=True)
class Facts:
    """`worth`: what accounts pay a year, in the terms' currency alone. `wanted`: by account, the shipped ideas its people
    voted for, each with the importance of the strongest vote."""

    worth: Mapping[int, int]
    wanted: Mapping[int, Mapping[int, int]]
    shipped: Iterable[Shipped] = ()
    joined: Iterable[Joined] = ()


@dataclass
class Figures:
    """One person's: `ideas` and `referrals` are the lines that sum to them."""

    ideas: list[Line] = field(default_factory=list)
    referrals: list[Line] = field(default_factory=list)

    @property
    def crv(self) -> int:
        return sum(line["amount"] for line in self.referrals)

    @property
    def civ(self) -> int:
        return sum(line["amount"] for line in self.ideas if line["part"] == Part.BROUGHT)

    @property
    def ckv(self) -> int:
        return sum(line["amount"] for line in self.ideas if line["part"] != Part.BROUGHT)

    @property
    def lines(self) -> dict[str, list[Line]]:
        return {"ideas": self.ideas, "referrals": self.referrals}


def figures(terms: Terms, facts: Facts, as_of: date) -> dict[int | None, Figures]:
    """By person; None for former members, together."""
    found: dict[int | None, Figures] = defaultdict(Figures)
    values = idea_values(terms, facts)
    for idea in facts.shipped:
        for person_id, line in _lines_of(idea, values.get(idea.id, 0), as_of):
            found[person_id].ideas.append(line)
    for person_id, lines in _referral_lines(terms, facts).items():
        found[person_id].referrals = lines
    return dict(found)


def idea_values(terms: Terms, facts: Facts) -> dict[int, int]:
    """V_i: what the accounts that wanted an idea are worth, each account's pool divided among what shipped for it."""
    values: dict[int, int] = defaultdict(int)
    for account, worth in facts.worth.items():
        for idea, amount in rules.divide(rules.pool_of(terms, worth), facts.wanted.get(account, {})).items():
            values[idea] += amount
    return dict(values)


def _lines_of(idea: Shipped, value: int, as_of: date) -> Iterable[tuple[int | None, Line]]:
    months = rules.months_between(idea.shipped_on, as_of)
    left = rules.aged(value, months)
    if not left:
        return
    for share in rules.shares_of(left, idea.help):
        line = {"idea": idea.id, "value": value, "months": months, "aged": left, "part": share.part.value, "amount": share.amount}
        yield share.person_id, line


def _referral_lines(terms: Terms, facts: Facts) -> dict[int, list[Line]]:
    by_referrer: dict[int, list[Joined]] = defaultdict(list)
    for joined in facts.joined:
        if joined.account_id in facts.worth:
            by_referrer[joined.referrer_id].append(joined)
    return {referrer_id: _valued(terms, facts, joined) for referrer_id, joined in by_referrer.items()}


def _valued(terms: Terms, facts: Facts, joined: list[Joined]) -> list[Line]:
    """Rounded together, so that the lines sum to the figure."""
    worths = [facts.worth[each.account_id] for each in joined]
    values = [
        rules.present_value(rules.periods_of(terms, worth, type_one=each.type_one), terms.discount)
        for each, worth in zip(joined, worths, strict=True)
    ]
    return [
        {"referral": each.id, "account": each.account_id, "type": 1 if each.type_one else 2, "worth": worth, "amount": amount}
        for each, worth, amount in zip(joined, worths, rules.to_the_cent(values), strict=True)
    ]
