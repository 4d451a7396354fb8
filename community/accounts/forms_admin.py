"""What administrators type about people and organisations."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _

from community.accounts.forms_away import AwayForm, days_of, typed_days
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
class PersonForm(AwayForm):
    name: str = ""
    title: str = ""
    organisation: int = 0

    @classmethod
    def of(cls, person: Person) -> "PersonForm":
        return cls(*days_of(person), name=person.name, title=person.title, organisation=person.organisation_id or 0)

    @classmethod
    def parse(cls, data: Mapping[str, str]) -> "PersonForm":
        return cls(
            *typed_days(data), name=clean_line(data.get("name", "")), title=clean_line(data.get("title", "")),
            organisation=whole(data.get("organisation", "")),
        )

    def check_all(self, organisations: Collection[int]) -> bool:
        if not self.name:
            self.problems["name"] = _("Please write the name others will see.")
        _check_words(self.problems, self.name, self.title, self.organisation, organisations)
        return self.check()

    def values(self, zone: str) -> dict[str, object]:
        known = {"name": self.name, "title": self.title, "organisation_id": self.organisation or None}
        return {**known, **super().values(zone)}


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


def _cents(text: str) -> int | None:
    match = _AMOUNT.fullmatch(text)
    return int(match[1]) * 100 + int((match[2] or "").ljust(2, "0")) if match else None
