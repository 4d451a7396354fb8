"""What an administrator says of the business, for value to be computed by."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import gettext as _

from community.accounts.currencies import DECIMALS
from community.accounts.rules import clean_line
from community.accounts.rules_accounts import decimals_of, minor_units
from community.advocates.rules_values import WHOLE, Terms

PERCENTAGES = ("margin", "discount", "ideas")
AMOUNTS = ("acquisition", "reward", "retention")
LARGEST = 10**12


@dataclass
class TermsForm:
    """Everything as it was typed: percentages with up to two decimals, money in whole units of the currency."""

    currency: str = ""
    margin: str = ""
    ideas: str = ""
    discount: str = ""
    acquisition: str = ""
    reward: str = ""
    retention: str = ""
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, terms: Terms | None) -> "TermsForm":
        if terms is None:
            return cls()
        shares = {name: _plain(Decimal(getattr(terms, name)) / 100) for name in PERCENTAGES}
        part = 10 ** decimals_of(terms.currency)
        sums = {name: _plain(Decimal(getattr(terms, name)) / part) for name in AMOUNTS}
        typed: dict[str, str] = {"currency": terms.currency, **shares, **sums}
        return cls(**typed)  # type: ignore[arg-type]

    @classmethod
    def parse(cls, data: Mapping[str, str]) -> "TermsForm":
        names = ("currency", *PERCENTAGES, *AMOUNTS)
        typed = {name: clean_line(data.get(name, ""))[:40] for name in names}
        form = cls(**typed)  # type: ignore[arg-type]
        form.currency = form.currency.upper()
        return form

    def check(self) -> bool:
        if self.currency not in DECIMALS:
            self.problems["currency"] = _("Please write the currency as its three letters, such as EUR.")
        for name in PERCENTAGES:
            if _hundredths(getattr(self, name)) is None:
                self.problems[name] = _("Please write a percentage from 0 to 100, with two decimals at most.")
        for name in AMOUNTS:
            if self._amount(name) is None:
                self.problems[name] = _("Please write an amount, such as 250 or 250.50.")
        return not self.problems

    def values(self) -> dict[str, Any]:
        """As the terms keep it."""
        shares = {name: _hundredths(getattr(self, name)) for name in PERCENTAGES}
        return {"currency": self.currency, **shares, **{name: self._amount(name) for name in AMOUNTS}}

    def _amount(self, name: str) -> int | None:
        """Nothing typed is nothing spent."""
        units = minor_units(getattr(self, name) or "0", self.currency)
        return units if units is not None and 0 <= units <= LARGEST else None


def _hundredths(text: str) -> int | None:
    try:
        found = Decimal(text.replace(",", ".").removesuffix("%").strip())
        found = found * 100 if 0 <= found <= WHOLE else Decimal("NaN")
    except InvalidOperation:
        return None
    return int(found) if found.is_finite() and found <= WHOLE and found == int(found) else None


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
