"""What administrators type about people."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _

from community.accounts.forms_away import AwayForm, days_of, typed_days
from community.accounts.models import Person
from community.accounts.queries_admin import PeopleFilter
from community.accounts.rules import PersonState, Role, clean_email, clean_line, is_email

LONGEST_NAME = 80
LONGEST_TITLE = 120


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


def _check_words(
    problems: dict[str, str], name: str, title: str, organisation: int, organisations: Collection[int]
) -> None:
    for key, text, most in (("name", name, LONGEST_NAME), ("title", title, LONGEST_TITLE)):
        if len(text) > most:
            problems[key] = _("Please shorten this to %(most)s characters.", most=most)
    if organisation and organisation not in organisations:
        problems["organisation"] = _("Please choose an organisation from the list.")
