"""What a version of a policy or a calendar says, and how two of them differ, in words."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from community.responses.models_promises import CalendarVersion, PolicyVersion
from community.responses.opening_hours import WEEKDAYS

Words = dict[str, str]
Line = tuple[str, str, str]
"""What it is, as it was, as it is now. An empty word was nothing."""


@dataclass(frozen=True)
class Said:
    """One version in a history; `state` is held, waiting or past, and `lines` is what it changed."""

    id: int
    number: int
    by: str
    saved_at: datetime
    valid_from: datetime | None
    state: str
    lines: list[Line]


def promise_words(amount: int, unit: str) -> str:
    if unit == "hours":
        return ngettext("%(num)s working hour", "%(num)s working hours", amount)
    return ngettext("%(num)s working day", "%(num)s working days", amount)


def role_words() -> Words:
    return {"owner": _("Owner"), "deputy": _("Deputy"), "manager": _("Manager"), "director": _("Director")}


def policy_words(values: Mapping[str, Any], calendars: Mapping[int, str]) -> Words:
    """By the columns of a policy; calendars: name by id."""
    if not values:
        return {}
    promises = {
        title: promise_words(values[f"{kind}_amount"], values[f"{kind}_unit"])
        for title, kind in ((_("First answer"), "first"), (_("Next answer"), "next"), (_("Renewal"), "renew"))
    }
    months = values["review_months"]
    return {
        _("Calendar"): calendars.get(values["calendar_id"] or 0, _("None")), **promises,
        _("Look-again date at most"): ngettext("%(num)s month ahead", "%(num)s months ahead", months),
        _("A second person approves"): _("yes") if values["needs_approval"] else _("no"),
        _("Ladder"): "; ".join(_tier_words(tier) for tier in values["tiers"]),
    }


def _tier_words(tier: Mapping[str, Any]) -> str:
    names = role_words()
    return f"{tier['share']} %: {', '.join(names.get(role, role) for role in tier['roles'])}"


def calendar_words(values: Mapping[str, Any], weekdays: Mapping[str, str]) -> Words:
    """By the columns of a calendar, holidays apart; weekdays: name by key."""
    if not values:
        return {}
    hours = {weekdays[key]: ", ".join("–".join(pair) for pair in values["hours"].get(key, [])) or _("closed") for key in WEEKDAYS}
    return {_("Time zone"): values["zone"], **hours}


def holiday_lines(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Line]:
    was, now = set(before.get("holidays", ())), set(after.get("holidays", ()))
    gone, new = ", ".join(sorted(was - now)), ", ".join(sorted(now - was))
    return [(title, "", words) for title, words in ((_("Holidays added"), new), (_("Holidays removed"), gone)) if words]


def lines_between(before: Words, after: Words) -> list[Line]:
    return [(title, before.get(title, ""), words) for title, words in after.items() if before.get(title) != words]


def policy_lines(before: Mapping[str, Any], after: Mapping[str, Any], calendars: Mapping[int, str]) -> list[Line]:
    return lines_between(policy_words(before, calendars), policy_words(after, calendars))


def calendar_lines(before: Mapping[str, Any], after: Mapping[str, Any], weekdays: Mapping[str, str]) -> list[Line]:
    return lines_between(calendar_words(before, weekdays), calendar_words(after, weekdays)) + holiday_lines(before, after)


def history(versions: Sequence[tuple[PolicyVersion | CalendarVersion, str | None, list[Line]]], now: datetime) -> list[Said]:
    """Versions in any order with who saved them and what they changed, as a history: the one that holds longest ago last."""
    held = max((v for v, _by, _lines in versions if v.valid_from <= now), key=lambda v: (v.valid_from, v.id), default=None)
    return [
        Said(
            version.id, version.number, by or "", version.saved_at, version.valid_from if version.number > 1 else None,
            "held" if version is held else "waiting" if version.valid_from > now else "past", lines,
        )
        for version, by, lines in versions
    ]


def fingerprint(values: Mapping[str, Any], valid_from: str) -> str:
    """Names what was looked at before it was saved, so that nothing else is saved in its place."""
    said = json.dumps([values, valid_from], sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()[:32]
