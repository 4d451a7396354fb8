"""Parsing what people say about themselves; nothing typed is ever lost, but passwords."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from zoneinfo import available_timezones

from flask_babel import gettext as _

from community.accounts import rules
from community.accounts.models import Person
from community.accounts.rules import clean_line

_PLACES = ("Africa/", "America/", "Antarctica/", "Arctic/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")


@cache
def zones() -> tuple[str, ...]:
    """The time zones of places, and UTC."""
    return ("UTC", *sorted(zone for zone in available_timezones() if zone.startswith(_PLACES)))


@dataclass
class AddressForm:
    """Where to send the code. `email` is what was typed until check() made it an address."""

    email: str = ""
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, data: Mapping[str, str]) -> "AddressForm":
        return cls(email=clean_line(data.get("email", "")[: 4 * rules.LONGEST_EMAIL]))

    def check(self) -> bool:
        email = rules.clean_email(self.email)
        if email:
            self.email = email
        else:
            self.problems["email"] = _("Please give one mail address, such as ines@example.com.")
        return not self.problems


def clean_code(text: str) -> str:
    """The digits of what was typed or pasted, whatever stands between them; never more than could be a code."""
    return "".join(str(int(c)) for c in text[:40] if c.isdecimal())[:7]


@dataclass
class ProfileForm:
    name: str = ""
    title: str = ""
    locale: str = "en"
    zone: str = "UTC"
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, data: Mapping[str, str], before: Person) -> "ProfileForm":
        """A field that the form does not have stays as it was."""
        return cls(
            name=clean_line(data.get("name", before.name)), title=clean_line(data.get("title", before.title)),
            locale=clean_line(data.get("locale", before.locale)), zone=clean_line(data.get("zone", before.zone)),
        )

    @classmethod
    def of(cls, person: Person) -> "ProfileForm":
        return cls(person.name, person.title, person.locale, person.zone)

    def check(self, locales: tuple[str, ...]) -> bool:
        if not any(c.isalnum() for c in self.name):
            self.problems["name"] = _("Please tell us what to call you.")
        elif len(self.name) > rules.LONGEST_NAME:
            self.problems["name"] = _("Please shorten this to %(most)s characters.", most=rules.LONGEST_NAME)
        if len(self.title) > rules.LONGEST_TITLE:
            self.problems["title"] = _("Please shorten this to %(most)s characters.", most=rules.LONGEST_TITLE)
        if self.locale not in locales:
            self.problems["locale"] = _("Please choose a language from the list.")
        if self.zone not in zones():
            self.problems["zone"] = _("Please choose a time zone from the list.")
        return not self.problems


@dataclass
class PasswordForm:
    """What was typed is never shown again."""

    current: str = ""
    password: str = ""
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, data: Mapping[str, str]) -> "PasswordForm":
        return cls(current=data.get("current", ""), password=data.get("password", ""))

    def check(self, person: Person) -> bool:
        problem = rules.password_problem(self.password, person.email or "", person.name)
        if problem:
            self.problems["password"] = _password_words()[problem]
        return not self.problems


def _password_words() -> dict[str, str]:
    return {
        "short": _("Please use at least %(least)s characters.", least=rules.SHORTEST_PASSWORD),
        "long": _("Please use at most %(most)s characters.", most=rules.LONGEST_PASSWORD),
        "common": _("That one is among the first that anyone would try. Four unrelated words make a good one."),
        "yours": _("That one is too close to your name or address. Four unrelated words make a good one."),
    }
