"""What administrators type about people and organisations."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from community.accounts.models import Organisation, Person
from community.accounts.queries_admin import PeopleFilter
from community.accounts.rules import PersonState, Role, clean_email, clean_line, is_email

LONGEST_NAME = 80
LONGEST_TITLE = 120
LONGEST_ORGANISATION = 200
MOST_CENTS = 10**15
_DOMAIN = re.compile(r"(?=.{4,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")
_AMOUNT = re.compile(r"([0-9]{1,13})(?:[.,]([0-9]{1,2}))?")


def whole(text: str) -> int:
    """A small whole number out of a form field, 0 when it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def parse_people_filter(args: Mapping[str, str]) -> PeopleFilter:
    role, state = args.get("role", ""), args.get("state", "")
    return PeopleFilter(
        words=clean_line(args.get("q", ""))[:LONGEST_NAME],
        role=role if role in (*Role, "staff") else "",
        state=state if state in tuple(PersonState) else "",
        after=whole(args.get("after", "")),
    )


@dataclass
class InviteForm:
    email: str = ""
    name: str = ""
    role: str = Role.STAFF
    title: str = ""
    organisation: int = 0
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, data: Mapping[str, str]) -> "InviteForm":
        return cls(
            email=clean_email(data.get("email", "")) or clean_line(data.get("email", "")),
            name=clean_line(data.get("name", "")),
            role=data.get("role", "")[:20],
            title=clean_line(data.get("title", "")),
            organisation=whole(data.get("organisation", "")),
        )

    def check(self, organisations: Collection[int]) -> bool:
        if not is_email(self.email):
            self.problems["email"] = _("Please write one mail address, such as marta@example.com.")
        if self.role not in tuple(Role):
            self.problems["role"] = _("Please choose a role.")
        _check_words(self.problems, self.name, self.title, self.organisation, organisations)
        return not self.problems

    def values(self) -> dict[str, object]:
        return {
            "email": self.email, "name": self.name, "role": Role(self.role), "title": self.title,
            "organisation_id": self.organisation or None,
        }


@dataclass
class PersonForm:
    """Away dates are days in the person's own zone, both included."""

    name: str = ""
    title: str = ""
    organisation: int = 0
    away_from: str = ""
    away_until: str = ""
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, person: Person) -> "PersonForm":
        zone = ZoneInfo(person.zone)
        last_moment = person.away_until - timedelta(seconds=1) if person.away_until else None
        first, last = (at.astimezone(zone).date().isoformat() if at else "" for at in (person.away_from, last_moment))
        return cls(person.name, person.title, person.organisation_id or 0, first, last)

    @classmethod
    def parse(cls, data: Mapping[str, str]) -> "PersonForm":
        return cls(
            name=clean_line(data.get("name", "")),
            title=clean_line(data.get("title", "")),
            organisation=whole(data.get("organisation", "")),
            away_from=clean_line(data.get("away_from", ""))[:20],
            away_until=clean_line(data.get("away_until", ""))[:20],
        )

    def check(self, organisations: Collection[int]) -> bool:
        if not self.name:
            self.problems["name"] = _("Please write the name others will see.")
        _check_words(self.problems, self.name, self.title, self.organisation, organisations)
        for name in ("away_from", "away_until"):
            if getattr(self, name) and _day(getattr(self, name)) is None:
                self.problems[name] = _("Please write the day as 2026-12-25.")
        self._check_order()
        return not self.problems

    def _check_order(self) -> None:
        first, last = _day(self.away_from), _day(self.away_until)
        if last and not first:
            self.problems.setdefault("away_from", _("Please say from which day on."))
        elif first and last and last < first:
            self.problems["away_until"] = _("The last day lies before the first.")

    def values(self, zone: str) -> dict[str, object]:
        first, last = _day(self.away_from), _day(self.away_until)
        return {
            "name": self.name, "title": self.title, "organisation_id": self.organisation or None,
            "away_from": _midnight(first, zone), "away_until": _midnight(last + timedelta(days=1) if last else None, zone),
        }


@dataclass
class OrganisationForm:
    name: str = ""
    domain: str = ""
    segment: str = ""
    value: str = ""
    currency: str = ""
    owner_name: str = ""
    owner_email: str = ""
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, row: Organisation) -> "OrganisationForm":
        value = "" if row.value_cents is None else f"{row.value_cents // 100}.{row.value_cents % 100:02}"
        return cls(row.name, row.domain or "", row.segment, value, row.currency, row.owner_name, row.owner_email)

    @classmethod
    def parse(cls, data: Mapping[str, str]) -> "OrganisationForm":
        typed = {name: clean_line(data.get(name, "")) for name in _ORGANISATION_LENGTHS}
        form = cls()
        for name, text in typed.items():
            setattr(form, name, text)
        form.domain, form.currency = form.domain.lower(), form.currency.upper()
        return form

    def check(self) -> bool:
        if not self.name:
            self.problems["name"] = _("The organisation needs a name.")
        if self.domain and not _DOMAIN.fullmatch(self.domain):
            self.problems["domain"] = _("Please write the domain alone, such as example.com.")
        if self.value and _cents(self.value) is None:
            self.problems["value"] = _("Please write the value in figures, such as 12500 or 12500.50.")
        if self.currency and not re.fullmatch("[A-Z]{3}", self.currency, re.ASCII):
            self.problems["currency"] = _("Please write three letters, such as EUR.")
        elif self.value and not self.currency:
            self.problems["currency"] = _("A value needs its currency, such as EUR.")
        if self.owner_email and not is_email(self.owner_email):
            self.problems["owner_email"] = _("Please write one mail address, such as marta@example.com.")
        for name, most in _ORGANISATION_LENGTHS.items():
            if len(getattr(self, name)) > most:
                self.problems.setdefault(name, _("Please shorten this to %(most)s characters.", most=most))
        return not self.problems

    def values(self) -> dict[str, object]:
        return {
            "name": self.name, "domain": self.domain or None, "segment": self.segment,
            "value_cents": _cents(self.value), "currency": self.currency if self.value else "",
            "owner_name": self.owner_name, "owner_email": self.owner_email,
        }


_ORGANISATION_LENGTHS = {
    "name": LONGEST_ORGANISATION, "domain": 253, "segment": 80, "value": 20, "currency": 3, "owner_name": 120,
    "owner_email": 254,
}


def _check_words(
    problems: dict[str, str], name: str, title: str, organisation: int, organisations: Collection[int]
) -> None:
    for key, text, most in (("name", name, LONGEST_NAME), ("title", title, LONGEST_TITLE)):
        if len(text) > most:
            problems[key] = _("Please shorten this to %(most)s characters.", most=most)
    if organisation and organisation not in organisations:
        problems["organisation"] = _("Please choose an organisation from the list.")


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year < 2200 else None


def _midnight(day: date | None, zone: str) -> datetime | None:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC) if day else None


def _cents(text: str) -> int | None:
    match = _AMOUNT.fullmatch(text)
    return int(match[1]) * 100 + int((match[2] or "").ljust(2, "0")) if match else None
