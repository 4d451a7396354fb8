"""What administrators type about an account."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from flask_babel import gettext as _

from community.accounts.currencies import DECIMALS
from community.accounts.lists import FREE_MAIL
from community.accounts.models import Organisation
from community.accounts.rules import LONGEST_EMAIL, clean_line, is_email
from community.accounts.rules_accounts import (
    LONGEST_ACCOUNT,
    LONGEST_DOMAIN,
    LONGEST_OWNER,
    LONGEST_SEGMENT,
    Period,
    amount_of,
    clean_domain,
    minor_units,
)

_LENGTHS = {
    "name": LONGEST_ACCOUNT, "domain": LONGEST_DOMAIN, "segment": LONGEST_SEGMENT, "value": 20, "currency": 3, "period": 5, "renewal": 10,
    "owner_name": LONGEST_OWNER, "owner_email": LONGEST_EMAIL,
}


def period_choices() -> list[tuple[str, str]]:
    return [(Period.YEAR, _("A year")), (Period.MONTH, _("A month")), (Period.ONCE, _("Paid once"))]


@dataclass
class OrganisationForm:
    name: str = ""
    domain: str = ""
    segment: str = ""
    value: str = ""
    currency: str = ""
    period: str = Period.YEAR
    renewal: str = ""
    owner_name: str = ""
    owner_email: str = ""
    shown: bool = True
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, row: Organisation) -> "OrganisationForm":
        value = "" if row.value_cents is None else amount_of(row.value_cents, row.currency)
        renewal = row.renewal_on.isoformat() if row.renewal_on else ""
        return cls(
            row.name, row.domain or "", row.segment, value, row.currency, row.value_period, renewal, row.owner_name, row.owner_email,
            row.shown,
        )

    @classmethod
    def parse(cls, data: Mapping[str, str]) -> "OrganisationForm":
        form = cls()
        for name in _LENGTHS:
            setattr(form, name, clean_line(data.get(name, "")))
        form.shown = "shown" in data
        form.domain, form.currency, form.period = clean_domain(form.domain) or form.domain, form.currency.upper(), form.period or Period.YEAR
        return form

    def check(self) -> bool:
        if not self.name:
            self.problems["name"] = _("The organisation needs a name.")
        if self.domain and not clean_domain(self.domain):
            self.problems["domain"] = _("Please write the domain alone, such as example.com.")
        elif self.domain in FREE_MAIL:
            self.problems["domain"] = _("Anybody may have mail there, so it is nobody's own domain. Please leave it empty.")
        if self.owner_email and not is_email(self.owner_email):
            self.problems["owner_email"] = _("Please write one mail address, such as marta@example.com.")
        if self.renewal and _day(self.renewal) is None:
            self.problems["renewal"] = _("Please write the day as 2026-12-25.")
        self._check_money()
        for name, most in _LENGTHS.items():
            if len(getattr(self, name)) > most:
                self.problems.setdefault(name, _("Please shorten this to %(most)s characters.", most=most))
        return not self.problems

    def _check_money(self) -> None:
        if self.value and minor_units(self.value, self.currency) is None:
            self.problems["value"] = _("Please write the value in figures, such as 12500 or 12500.50.")
        if self.currency and self.currency not in DECIMALS:
            self.problems["currency"] = _("Please write three letters, such as EUR.")
        elif self.value and not self.currency:
            self.problems["currency"] = _("A value needs its currency, such as EUR.")
        if self.period not in tuple(Period):
            self.problems["period"] = _("Please choose one of these.")

    def values(self) -> dict[str, object]:
        return {
            "name": self.name, "domain": self.domain or None, "segment": self.segment,
            "value_cents": minor_units(self.value, self.currency) if self.value else None,
            "currency": self.currency if self.value else "", "value_period": self.period, "renewal_on": _day(self.renewal),
            "owner_name": self.owner_name, "owner_email": self.owner_email, "shown": self.shown,
        }


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
