"""What staff type to make a segment: a name, and up to six conditions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from community.accounts.currencies import DECIMALS
from community.accounts.models_accounts import Segment
from community.accounts.rules import clean_line
from community.accounts.rules_accounts import LONGEST_SEGMENT, amount_of, minor_units
from community.accounts.rules_segments import LEVELS

MOST_CONDITIONS = 6
LINES = 3
LONGEST_NAME = 80
LONGEST_WORD = 200
MOST_DAYS = 3660
ABOUT = ("value", "segment", "field_is", "field_contains", "level", "renewal")


@dataclass
class ConditionForm:
    """One line: what it is about, the name of a field or a currency, and what it is compared with."""

    about: str = ""
    name: str = ""
    word: str = ""
    problem: str = ""

    @classmethod
    def of(cls, condition: Mapping[str, Any]) -> "ConditionForm":
        match condition["about"]:
            case "value":
                return cls("value", condition["currency"], amount_of(condition["at_least"], condition["currency"]))
            case "field":
                about = "field_contains" if "contains" in condition else "field_is"
                return cls(about, condition["name"], condition.get("contains", condition.get("is", "")))
            case "level":
                return cls("level", "", condition["at_least"])
            case "renewal":
                return cls("renewal", "", str(condition["within_days"]))
        return cls("segment", "", condition.get("is", ""))

    def read(self) -> dict[str, Any] | None:
        """The condition, or None with its problem."""
        condition = _READ[self.about](self) if self.about in _READ else None
        if condition is None:
            self.problem = self.problem or _("Please complete this condition.")
        return condition

    def value(self) -> dict[str, Any] | None:
        currency = self.name.upper()
        if currency not in DECIMALS:
            self.problem = _("A value needs its currency, such as EUR.")
            return None
        units = minor_units(self.word, currency)
        return None if units is None else {"about": "value", "at_least": units, "currency": currency}

    def segment(self) -> dict[str, Any] | None:
        return {"about": "segment", "is": self.word} if self.word and len(self.word) <= LONGEST_SEGMENT else None

    def field(self) -> dict[str, Any] | None:
        if not self.name or not self.word:
            self.problem = _("Please write the name of the field and the word.")
            return None
        how = "contains" if self.about == "field_contains" else "is"
        return {"about": "field", "name": self.name, how: self.word}

    def level(self) -> dict[str, Any] | None:
        return {"about": "level", "at_least": self.word} if self.word in LEVELS else None

    def renewal(self) -> dict[str, Any] | None:
        days = int(self.word) if self.word.isascii() and self.word.isdigit() and len(self.word) < 6 else MOST_DAYS + 1
        if days > MOST_DAYS:
            self.problem = _("Please write a number of days, such as 90.")
            return None
        return {"about": "renewal", "within_days": days}


_READ = {
    "value": ConditionForm.value, "segment": ConditionForm.segment, "field_is": ConditionForm.field, "field_contains": ConditionForm.field,
    "level": ConditionForm.level, "renewal": ConditionForm.renewal,
}


@dataclass
class SegmentForm:
    name: str = ""
    how: str = "all"
    conditions: list[ConditionForm] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, row: Segment) -> "SegmentForm":
        how = "any" if "any" in row.rule else "all"
        return cls(row.name, how, [ConditionForm.of(condition) for condition in row.rule.get(how, [])])

    @classmethod
    def parse(cls, data: Mapping[str, str]) -> "SegmentForm":
        lines = [
            ConditionForm(data.get(f"about-{n}", "")[:20], *(clean_line(data.get(f"{part}-{n}", ""))[:LONGEST_WORD] for part in ("name", "word")))
            for n in range(MOST_CONDITIONS)
        ]
        kept = [line for line in lines if line.about]
        return cls(clean_line(data.get("name", "")), "any" if data.get("how") == "any" else "all", kept)

    @property
    def lines(self) -> list[ConditionForm]:
        """The conditions, and an empty line or two for more."""
        wanted = min(max(len(self.conditions) + 1, LINES), MOST_CONDITIONS)
        return [*self.conditions, *(ConditionForm() for _ in range(wanted - len(self.conditions)))]

    def rule(self) -> dict[str, Any]:
        return {self.how: [condition for line in self.conditions if (condition := line.read())]}

    def check(self) -> bool:
        """Whether the conditions can be tried; the name is asked for when it is saved."""
        if not self.conditions:
            self.problems["conditions"] = _("Please choose at least one condition.")
        elif len(self.rule()[self.how]) < len(self.conditions):
            self.problems["conditions"] = _("A condition is not complete.")
        return not self.problems

    def check_name(self, *, taken: bool) -> bool:
        if not self.name:
            self.problems["name"] = _("The segment needs a name.")
        elif len(self.name) > LONGEST_NAME:
            self.problems["name"] = _("Please shorten this to %(most)s characters.", most=LONGEST_NAME)
        elif taken:
            self.problems["name"] = _("There is a segment with this name already.")
        return not self.problems
