"""From which day to which somebody is away."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from community.accounts.models import Person
from community.accounts.rules import clean_line


@dataclass
class AwayForm:
    """Away dates are days in the person's own zone, both included; without a last one, until further notice."""

    away_from: str = ""
    away_until: str = ""
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, person: Person) -> "AwayForm":
        return cls(*days_of(person))

    @classmethod
    def parse(cls, data: Mapping[str, str]) -> "AwayForm":
        return cls(*typed_days(data))

    def check(self) -> bool:
        for name in ("away_from", "away_until"):
            if getattr(self, name) and _day(getattr(self, name)) is None:
                self.problems[name] = _("Please write the day as 2026-12-25.")
        first, last = _day(self.away_from), _day(self.away_until)
        if last and not first:
            self.problems.setdefault("away_from", _("Please say from which day on."))
        elif first and last and last < first:
            self.problems["away_until"] = _("The last day lies before the first.")
        return not self.problems

    def values(self, zone: str) -> dict[str, object]:
        first, last = _day(self.away_from), _day(self.away_until)
        return {"away_from": _midnight(first, zone), "away_until": _midnight(last + timedelta(days=1) if last else None, zone)}


def days_of(person: Person) -> tuple[str, str]:
    """The first and the last day somebody is away, as written; empty where none is set."""
    zone = ZoneInfo(person.zone)
    last_moment = person.away_until - timedelta(seconds=1) if person.away_until else None
    first, last = (at.astimezone(zone).date().isoformat() if at else "" for at in (person.away_from, last_moment))
    return first, last


def typed_days(data: Mapping[str, str]) -> tuple[str, str]:
    return clean_line(data.get("away_from", ""))[:20], clean_line(data.get("away_until", ""))[:20]


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year < 2200 else None


def _midnight(day: date | None, zone: str) -> datetime | None:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC) if day else None
