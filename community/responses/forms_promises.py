"""What an administrator types about what a topic promises, and why a promise is refused, in words."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from community import clock
from community.accounts.rules import clean_line
from community.ideas.forms import whole
from community.responses.promising import FIXED_SHARES, MOST_TIERS, STANDARD_TIERS, PromiseRefused
from community.responses.rules import LADDER

MOST_PROMISED = {"days": 60, "hours": 480}
MOST_REVIEW_MONTHS = 6
KINDS = {"promise": "first", "next": "next", "renew": "renew"}
"""The names of the form's fields begin so; the columns of a policy so."""


@dataclass
class Rung:
    """One tier as typed; the shares of the first two are given."""

    share: str = ""
    roles: tuple[str, ...] = ()


@dataclass
class PolicyForm:
    """Numbers stay as they were typed; calendar 0 is none, and an empty day is now."""

    calendar: int = 0
    promise_amount: str = "10"
    promise_unit: str = "days"
    next_amount: str = "10"
    next_unit: str = "days"
    renew_amount: str = "10"
    renew_unit: str = "days"
    review_months: str = "6"
    needs_approval: bool = False
    tiers: list[Rung] = field(default_factory=lambda: rungs_of(STANDARD_TIERS))
    valid_from: str = ""
    seen: str = ""
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "PolicyForm":
        """From the columns of a version."""
        promises = {f"{name}_{part}": str(values[f"{kind}_{part}"]) for name, kind in KINDS.items() for part in ("amount", "unit")}
        return cls(
            calendar=values["calendar_id"] or 0, **promises, review_months=str(values["review_months"]),  # type: ignore[arg-type]
            needs_approval=values["needs_approval"], tiers=rungs_of(values["tiers"]),
        )

    @classmethod
    def parse(cls, data: MultiDict[str, str]) -> "PolicyForm":
        """What is left out of a form for a new topic is as for the first answer, and the ladder is the standard one."""
        promises = {}
        for name in KINDS:
            for part, most in (("amount", 20), ("unit", 10)):
                promises[f"{name}_{part}"] = clean_line(data.get(f"{name}_{part}", data.get(f"promise_{part}", "")))[:most]
        return cls(
            calendar=whole(data.get("calendar", "")), **promises,  # type: ignore[arg-type]
            review_months=clean_line(data.get("review_months", "6"))[:20], needs_approval=bool(data.get("needs_approval")),
            tiers=_typed_tiers(data) if data.get("tiers") else rungs_of(STANDARD_TIERS),
            valid_from=clean_line(data.get("valid_from", ""))[:20], seen=data.get("seen", "")[:80],
        )

    def check(self, calendars: Collection[int]) -> bool:
        if self.calendar and self.calendar not in calendars:
            self.problems["calendar"] = _("Please choose a calendar from the list.")
        for name in KINDS:
            unit = getattr(self, f"{name}_unit")
            if unit not in MOST_PROMISED:
                self.problems[f"{name}_unit"] = _("Please choose days or hours.")
            else:
                self._check_number(f"{name}_amount", getattr(self, f"{name}_amount"), 1, MOST_PROMISED[unit])
        self._check_number("review_months", self.review_months, 1, MOST_REVIEW_MONTHS)
        for number, rung in enumerate(self.tiers, 1):
            self._check_number(f"share_{number}", rung.share, 1, 9_999)
        if not is_day(self.valid_from):
            self.problems["valid_from"] = no_day()
        return not self.problems

    def _check_number(self, name: str, text: str, least: int, most: int) -> None:
        if not (text.isascii() and text.isdigit() and len(text) < 6 and least <= int(text) <= most):
            self.problems[name] = _("Please write a whole number from %(least)s to %(most)s.", least=least, most=most)

    def values(self) -> dict[str, Any]:
        """The columns of a version; only of a form that was checked."""
        promises: dict[str, Any] = {}
        for name, kind in KINDS.items():
            promises[f"{kind}_amount"] = int(getattr(self, f"{name}_amount"))
            promises[f"{kind}_unit"] = getattr(self, f"{name}_unit")
        tiers = [{"share": int(rung.share), "roles": list(rung.roles)} for rung in self.tiers]
        return {
            "calendar_id": self.calendar or None, **promises, "tiers": tiers, "review_months": int(self.review_months),
            "needs_approval": self.needs_approval,
        }

    def since(self, zone: str) -> datetime | None:
        return first_moment(self.valid_from, zone)

    def refuse(self, refused: PromiseRefused) -> None:
        fields = {kind: f"{name}_amount" for name, kind in KINDS.items()}
        name = f"share_{refused.value}" if refused.field == "tiers" else fields.get(refused.field, refused.field)
        self.problems[name] = refused_words(refused)

    def rows(self) -> list[Rung]:
        """The ladder with room for two tiers more."""
        return [*self.tiers, *(Rung() for _ in range(min(2, MOST_TIERS - len(self.tiers))))]


def rungs_of(tiers: Collection[Mapping[str, Any]]) -> list[Rung]:
    return [Rung(str(tier["share"]), tuple(tier["roles"])) for tier in tiers]


def _typed_tiers(data: MultiDict[str, str]) -> list[Rung]:
    """An empty share beyond the first two is no tier."""
    found = []
    for number in range(1, MOST_TIERS + 1):
        fixed = str(FIXED_SHARES[number - 1]) if number <= len(FIXED_SHARES) else ""
        share = fixed or clean_line(data.get(f"share_{number}", "")).removesuffix("%").strip()[:20]
        roles = tuple(role for role in LADDER if role in data.getlist(f"roles_{number}"))
        if share:
            found.append(Rung(share, roles))
    return found


def is_day(text: str) -> bool:
    """Whether it is empty or a day such as 2026-12-01."""
    return not text or clock.day(text) is not None


def first_moment(text: str, zone: str) -> datetime | None:
    """Where that day begins in a zone; None for an empty day, and for what is no zone."""
    day = clock.day(text)
    return clock.midnight(day, ZoneInfo(zone)).astimezone(UTC) if day else None


def no_day() -> str:
    return _("Please write a day such as 2026-12-01, or leave it empty for now.")


def refused_words(refused: PromiseRefused) -> str:
    return {
        "missing": _("The topic is open, and its promise is counted in a calendar; please choose one."),
        "never_met": _("In this calendar the promise would take more than a year; please promise less or choose another calendar."),
        "never_opens": _("This calendar would not open for a year, for all its hours fall on holidays; please leave some days open."),
        "strands": _("With these hours the promise of %(topic)s would take more than a year; please keep more hours open, or change its promise first.", topic=refused.value),
        "past": _("Please choose a day to come, or leave it empty for now."),
        "too_far": _("Please choose a day within a year."),
        "fixed_share": _("The warning stands at 75 percent and the due time at 100 percent."),
        "out_of_order": _("Each tier comes later than the one above it; please put them in order."),
        "nobody": _("Please tick somebody to tell at this tier."),
        "too_many": _("Please keep to %(most)s tiers.", most=MOST_TIERS),
        "tier_too_far": _("Please keep to 1000 percent."),
    }["tier_too_far" if (refused.field, refused.code) == ("tiers", "too_far") else refused.code]
