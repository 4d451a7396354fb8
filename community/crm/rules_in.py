"""What a CRM may say of an account or a contact, read from JSON or from the cells of a file, without a database.

What a row leaves out stays as it is; null, or an empty cell, clears. Money is a decimal text or whole minor units, never a JSON number with
a point in it, which has been a float on its way.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from community.accounts.currencies import DECIMALS
from community.accounts.lists import FREE_MAIL
from community.accounts.rules import LONGEST_EMAIL, LONGEST_NAME, LONGEST_TITLE, clean_email, clean_line
from community.accounts.rules_accounts import (
    LONGEST_ACCOUNT,
    LONGEST_OWNER,
    LONGEST_SEGMENT,
    MOST_MINOR_UNITS,
    Period,
    clean_domain,
    minor_units,
)

ACCOUNT_FIELDS = ("external_id", "name", "domain", "value", "segment", "owner", "renewal_on", "fields")
CONTACT_FIELDS = ("external_id", "email", "name", "title", "accounts", "fields")
MONEY_FIELDS = ("amount", "minor_units", "currency", "period")
OWNER_FIELDS = ("name", "email")
LONGEST_KEY = 120
MOST_ACCOUNTS = 20
MOST_FIELDS = 50
LONGEST_FIELD_NAME = 60
LONGEST_FIELD_TEXT = 500
MOST_NUMBER = 10**15
_FIELD_NAME = re.compile(r"[\w][\w .:/-]{0,59}")
NOBODYS_KEY = "import:"
"""What the import of old ideas keys authors without an address by; no CRM may speak of them."""


@dataclass(frozen=True)
class Problem:
    """What is wrong with one field; `wording_in.problem_word` says it. `detail` is a limit or a list of names."""

    field: str
    code: str
    detail: str = ""


class Refused(ValueError):
    """A row that cannot be taken in, with everything that is wrong about it."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(", ".join(f"{each.field} {each.code}" for each in problems))
        self.problems = problems


@dataclass(frozen=True)
class AccountSaid:
    """An account as a CRM tells it: only the columns that it speaks of, and custom fields to set (None removes one)."""

    external_id: str
    values: dict[str, Any]
    fields: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ContactSaid:
    """A contact as a CRM tells it; `accounts` are external ids in the CRM's order, None where it does not speak of them."""

    external_id: str
    values: dict[str, Any]
    accounts: tuple[str, ...] | None = None
    fields: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Taken:
    """What came of one row: new, changed, same, review or refused. `review` names what staff must decide of it."""

    external_id: str
    outcome: str
    id: int | None = None
    problems: tuple[Problem, ...] = ()
    review: str = ""


class _Row:
    """One row being read: notes problems instead of stopping at the first."""

    def __init__(self, row: Any, known: tuple[str, ...], key: str | None) -> None:
        self.problems: list[Problem] = []
        if not isinstance(row, Mapping):
            raise Refused(Problem("", "not_object"))
        self.row = {"external_id": key, **row} if key is not None else dict(row)
        unknown = sorted(clean_line(str(name))[:LONGEST_FIELD_NAME] for name in self.row if name not in known)
        if unknown:
            self.refuse(unknown[0], "unknown", ", ".join(unknown[:20]))
        if key is not None and self.row["external_id"] != key:
            self.refuse("external_id", "other_key")

    def refuse(self, name: str, code: str, detail: str = "") -> None:
        self.problems.append(Problem(name, code, detail))

    def has(self, name: str) -> bool:
        return name in self.row

    def text(self, name: str, most: int, value: Any = ...) -> str:
        """One clean line, "" for null and for what is refused."""
        value = self.row.get(name) if value is ... else value
        if value is None:
            return ""
        if isinstance(value, bool) or not isinstance(value, str | int):
            self.refuse(name, "not_text")
            return ""
        line = clean_line(str(value))
        if len(line) > most:
            self.refuse(name, "too_long", str(most))
            return ""
        return line

    def email(self, name: str, value: Any = ...) -> str:
        line = self.text(name, LONGEST_EMAIL, value)
        if line and not clean_email(line):
            self.refuse(name, "not_email")
        return clean_email(line)

    def done(self) -> None:
        if self.problems:
            raise Refused(*self.problems)


def read_account(row: Any, key: str | None = None) -> AccountSaid:
    """What one row says of an account; raises Refused. `key` is the external id where the address names it."""
    reading = _Row(row, ACCOUNT_FIELDS, key)
    values: dict[str, Any] = {}
    external_id = _key(reading)
    for name, read in _ACCOUNT.items():
        if reading.has(name):
            values |= read(reading)
    fields = _fields(reading)
    reading.done()
    return AccountSaid(external_id, values, fields)


def read_contact(row: Any, key: str | None = None) -> ContactSaid:
    """What one row says of a contact; raises Refused."""
    reading = _Row(row, CONTACT_FIELDS, key)
    external_id = _key(reading)
    values: dict[str, Any] = {}
    if reading.has("email"):
        values["email"] = reading.email("email")
    for name, most in (("name", LONGEST_NAME), ("title", LONGEST_TITLE)):
        if reading.has(name):
            values[name] = reading.text(name, most)
    accounts, fields = _accounts(reading), _fields(reading)
    reading.done()
    return ContactSaid(external_id, values, accounts, fields)


def _key(reading: _Row) -> str:
    external_id = reading.text("external_id", LONGEST_KEY)
    if not external_id and not reading.problems:
        reading.refuse("external_id", "required")
    if external_id.startswith(NOBODYS_KEY):
        reading.refuse("external_id", "reserved", NOBODYS_KEY)
    return external_id


def _name(reading: _Row) -> dict[str, Any]:
    name = reading.text("name", LONGEST_ACCOUNT)
    if not name and not any(each.field == "name" for each in reading.problems):
        reading.refuse("name", "required")
    return {"name": name}


def _domain(reading: _Row) -> dict[str, Any]:
    typed = reading.text("domain", 253)
    domain = clean_domain(typed)
    if typed and not domain:
        reading.refuse("domain", "not_domain")
    if domain in FREE_MAIL:
        reading.refuse("domain", "free_mail", domain)
    return {"domain": domain or None}


def _money(reading: _Row) -> dict[str, Any]:
    """{"amount": "12500.50", "currency": "EUR", "period": "year"}, or minor_units in the place of amount; null for unknown."""
    value = reading.row["value"]
    if value is None:
        return {"value_cents": None, "currency": "", "value_period": str(Period.YEAR)}
    if not isinstance(value, Mapping) or set(value) - set(MONEY_FIELDS) or ("amount" in value) == ("minor_units" in value):
        reading.refuse("value", "not_money", ", ".join(MONEY_FIELDS))
        return {}
    currency, period = value.get("currency"), value.get("period") or str(Period.YEAR)
    if not isinstance(currency, str) or currency not in DECIMALS:
        reading.refuse("value", "not_currency")
        return {}
    if period not in tuple(Period):
        reading.refuse("value", "not_period", ", ".join(Period))
        return {}
    units = _amount(value["amount"], currency) if "amount" in value else _whole(value["minor_units"])
    if units is None:
        reading.refuse("value", "not_amount", str(DECIMALS[currency]))
    return {"value_cents": units, "currency": currency, "value_period": str(period)}


def _amount(amount: Any, currency: str) -> int | None:
    return minor_units(amount.strip(), currency) if isinstance(amount, str) else None


def _whole(units: Any) -> int | None:
    fine = isinstance(units, int) and not isinstance(units, bool) and 0 <= units <= MOST_MINOR_UNITS
    return units if fine else None


def _segment(reading: _Row) -> dict[str, Any]:
    return {"segment": reading.text("segment", LONGEST_SEGMENT)}


def _owner(reading: _Row) -> dict[str, Any]:
    owner = reading.row["owner"]
    if owner is None:
        return {"owner_name": "", "owner_email": ""}
    if not isinstance(owner, Mapping) or set(owner) - set(OWNER_FIELDS):
        reading.refuse("owner", "not_owner", ", ".join(OWNER_FIELDS))
        return {}
    said: dict[str, Any] = {}
    if "name" in owner:
        said["owner_name"] = reading.text("owner", LONGEST_OWNER, owner["name"])
    if "email" in owner:
        said["owner_email"] = reading.email("owner", owner["email"])
    return said


def _renewal(reading: _Row) -> dict[str, Any]:
    line = reading.text("renewal_on", 40)
    try:
        if line[10:11] not in ("", "T", " "):
            raise ValueError(line)
        return {"renewal_on": date.fromisoformat(line[:10]) if line else None}
    except ValueError:
        reading.refuse("renewal_on", "not_date")
        return {}


_ACCOUNT: dict[str, Callable[[_Row], dict[str, Any]]] = {
    "name": _name, "domain": _domain, "value": _money, "segment": _segment, "owner": _owner, "renewal_on": _renewal,
}


def _accounts(reading: _Row) -> tuple[str, ...] | None:
    if not reading.has("accounts"):
        return None
    listed = reading.row["accounts"]
    listed = [] if listed is None else listed
    if not isinstance(listed, list) or any(isinstance(each, bool) or not isinstance(each, str | int) for each in listed):
        reading.refuse("accounts", "not_list")
        return None
    keys = tuple(dict.fromkeys(key for each in listed if (key := clean_line(str(each)))))
    if len(keys) > MOST_ACCOUNTS or any(len(key) > LONGEST_KEY for key in keys):
        reading.refuse("accounts", "too_many", str(MOST_ACCOUNTS))
    return keys


def _fields(reading: _Row) -> dict[str, Any]:
    """Flat: a name, and a text, a number, true, false, or null to remove it."""
    fields = reading.row.get("fields")
    if fields is None:
        return {}
    if not isinstance(fields, Mapping):
        reading.refuse("fields", "not_object")
        return {}
    if len(fields) > MOST_FIELDS:
        reading.refuse("fields", "too_many", str(MOST_FIELDS))
    for name, value in fields.items():
        if not isinstance(name, str) or not _FIELD_NAME.fullmatch(name):
            reading.refuse("fields", "not_field_name", clean_line(str(name))[:LONGEST_FIELD_NAME])
        elif not _is_flat(value):
            reading.refuse("fields", "not_flat", name)
    return {name: clean_line(value) or None if isinstance(value, str) else value for name, value in fields.items()}


def _is_flat(value: Any) -> bool:
    if value is None or isinstance(value, bool):
        return True
    if isinstance(value, int | float):
        return abs(value) <= MOST_NUMBER
    return isinstance(value, str) and len(clean_line(value)) <= LONGEST_FIELD_TEXT
