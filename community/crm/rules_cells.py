"""Rows of a file as what a CRM says: which column is which field, and the cells as the shape the API takes.

Cells are text and stay text, also those that begin with = or another sign that a spreadsheet would compute. An empty cell clears.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

FIELD = "field."
COLUMNS: dict[str, tuple[str, ...]] = {
    "accounts": (
        "external_id", "name", "domain", "value", "currency", "period", "segment", "owner_name", "owner_email", "renewal_on",
    ),
    "contacts": ("external_id", "email", "name", "title", "accounts"),
}
ALIKE = {
    "external_id": "external_id", "id": "external_id", "accountid": "external_id", "contactid": "external_id", "recordid": "external_id",
    "crmid": "external_id", "key": "external_id", "name": "name", "accountname": "name", "companyname": "name", "company": "name",
    "fullname": "name", "contactname": "name", "domain": "domain", "companydomain": "domain", "companydomainname": "domain", "website": "domain",
    "value": "value", "arr": "value", "annualrevenue": "value", "acv": "value", "amount": "value", "currency": "currency", "currencycode": "currency",
    "currencyisocode": "currency", "period": "period", "segment": "segment", "tier": "segment", "type": "segment", "owner": "owner_name", "ownername": "owner_name",
    "accountowner": "owner_name", "owneremail": "owner_email", "ownermail": "owner_email", "renewalon": "renewal_on", "renewaldate": "renewal_on",
    "renewal": "renewal_on", "email": "email", "mail": "email", "emailaddress": "email", "title": "title", "jobtitle": "title", "role": "title",
    "accounts": "accounts", "account": "accounts", "associatedcompany": "accounts", "companyid": "accounts", "accountids": "accounts",
}
"""What other programs call our columns, without what is no letter."""

Row = dict[str, Any]


def guess(what: str, columns: Sequence[str]) -> dict[str, str]:
    """Which field each column most likely is: each field once, "" for what is not known. A column of the exact name comes first."""
    exact = {column: column for column in columns if column in COLUMNS[what]}
    found: dict[str, str] = {}
    for column in columns:
        field = exact.get(column) or (column if column.startswith(FIELD) else ALIKE.get(re.sub(r"[^a-z]", "", column), ""))
        usable = field.startswith(FIELD) or (field in COLUMNS[what] and (column in exact or field not in exact.values()))
        found[column] = field if usable and field not in found.values() else ""
    return found


def unknown(what: str, columns: Sequence[str]) -> list[str]:
    """Columns that no field has the name of."""
    return [column for column in columns if column not in COLUMNS[what] and not column.startswith(FIELD)]


def as_said(what: str, cells: Mapping[str, Any], mapping: Mapping[str, str]) -> Row:
    """The cells of one row in the shape the API takes; columns without a field are left out."""
    named = {field: cells.get(column) for column, field in mapping.items() if field}
    row: Row = {name: _text(value) for name, value in named.items() if not name.startswith(FIELD)}
    fields = {name.removeprefix(FIELD): _text(value) for name, value in named.items() if name.startswith(FIELD)}
    if fields:
        row["fields"] = fields
    if what == "accounts":
        return _owner(_money(row))
    if "accounts" in row:
        row["accounts"] = [key for key in re.split(r"[|,;]", row["accounts"] or "") if key.strip()]
    return row


def _text(value: Any) -> str | None:
    text = str(value or "").strip()
    return text or None


def _money(row: Row) -> Row:
    amount, currency, period = (row.pop(name, None) for name in ("value", "currency", "period"))
    if amount is not None:
        row["value"] = {"amount": amount, "currency": (currency or "").upper(), "period": (period or "year").lower()}
    return row


def _owner(row: Row) -> Row:
    owner = {short: row.pop(name) for name, short in (("owner_name", "name"), ("owner_email", "email")) if name in row}
    return {**row, "owner": owner} if owner else row
