"""Whether an account falls into a segment: a rule of conditions over what is known of the account.

A rule is {"all": [...]} or {"any": [...]} of conditions, each {"about": ..., what it asks}:

    {"about": "value", "at_least": 1200000, "currency": "EUR"}    minor units a year, in that currency only
    {"about": "segment", "is": "Hospitals"}                        the CRM's own word
    {"about": "field", "name": "country", "is": "GB"}              a custom field; also "contains"
    {"about": "level", "at_least": "advocate"}                     somebody of the account has this level or a higher one
    {"about": "renewal", "within_days": 90}                        renews from today to then

Money is compared within one currency: we know no rates. Words are compared folded. A rule without conditions matches nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from community.accounts.rules import fold

LEVELS = ("member", "contributor", "advocate", "champion")
"""The lowest first, as the reputation names them."""

Condition = Mapping[str, Any]


@dataclass(frozen=True)
class AccountFacts:
    """What a rule may ask of an account: its value in minor units a year, and the levels of its people."""

    value: int | None = None
    currency: str = ""
    segment: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    renewal_on: date | None = None
    levels: frozenset[str] = frozenset()
    today: date = date.min


def matches(rule: Mapping[str, Any], facts: AccountFacts) -> bool:
    """Whether the account these facts are of falls into the segment."""
    for word, judge in (("all", all), ("any", any)):
        conditions = rule.get(word)
        if conditions:
            return judge(holds(condition, facts) for condition in conditions)
    return False


def holds(condition: Condition, facts: AccountFacts) -> bool:
    """One condition; one that we do not know never holds."""
    match condition.get("about"):
        case "value":
            return facts.value is not None and facts.currency == condition["currency"] and facts.value >= condition["at_least"]
        case "segment":
            return _says(facts.segment, condition)
        case "field":
            return _says(facts.fields.get(condition["name"]), condition)
        case "level":
            return any(_rank(level) >= _rank(condition["at_least"]) for level in facts.levels)
        case "renewal":
            last = facts.today + timedelta(days=condition["within_days"])
            return facts.renewal_on is not None and facts.today <= facts.renewal_on <= last
    return False


def _says(value: Any, condition: Condition) -> bool:
    if value is None or value == "":
        return False
    said = fold(as_text(value))
    return fold(condition["contains"]) in said if "contains" in condition else said == fold(condition["is"])


def as_text(value: Any) -> str:
    """A custom field as it is compared and shown."""
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


def _rank(level: str) -> int:
    return LEVELS.index(level) if level in LEVELS else -1
