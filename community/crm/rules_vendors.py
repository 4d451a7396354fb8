"""What a CRM is sent of a snapshot: which fields, in which form, and which of them it does not know yet."""

import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from community.accounts.currencies import DECIMALS

Values = dict[str, Any]
"""The CRM's field names and what stands in them."""

HASH_BYTES = 8
CENTS = 2


class Kind(StrEnum):
    """What stands in a field, which decides how a CRM wants it written."""

    TEXT = "text"
    NUMBER = "number"
    TRUTH = "truth"
    TIME = "time"
    MONEY = "money"
    IDEAS = "ideas"


PERSON_FIELDS: dict[str, Kind] = {
    "email": Kind.TEXT, "profile_url": Kind.TEXT, "account_key": Kind.TEXT, "first_seen_at": Kind.TIME, "last_active_at": Kind.TIME,
    "ideas_submitted": Kind.NUMBER, "ideas_planned": Kind.NUMBER, "ideas_shipped": Kind.NUMBER, "open_unanswered": Kind.NUMBER,
    "votes_cast": Kind.NUMBER, "votes_received": Kind.NUMBER, "voices": Kind.NUMBER, "comments": Kind.NUMBER,
    "helpful_marks": Kind.NUMBER, "reputation": Kind.NUMBER, "level": Kind.TEXT, "is_advocate": Kind.TRUTH,
    "advocate_since": Kind.TIME, "referrals_accepted": Kind.NUMBER, "referral_value": Kind.MONEY, "influence_value": Kind.MONEY,
    "knowledge_value": Kind.MONEY, "value_currency": Kind.TEXT, "value_basis": Kind.TEXT, "efforts_given": Kind.NUMBER,
    "ces_last": Kind.NUMBER, "ces_last_at": Kind.TIME, "consent_crm_at": Kind.TIME, "version": Kind.NUMBER,
}
ACCOUNT_FIELDS: dict[str, Kind] = {
    "account_key": Kind.TEXT, "active_members": Kind.NUMBER, "ideas_wanted": Kind.IDEAS, "shipped_for_them": Kind.NUMBER,
    "overdue_answers": Kind.NUMBER, "ces_mean": Kind.NUMBER, "ces_n": Kind.NUMBER, "version": Kind.NUMBER,
}
FIELDS = {"account": ACCOUNT_FIELDS, "person": PERSON_FIELDS}
OFF_AT_FIRST = frozenset({"version"})
"""It grows with everything that happens; a CRM that keeps one record a contact has no use for it."""


def worded(fields: Mapping[str, Kind], snapshot: Mapping[str, Any], write: Callable[[Kind, Any], Any]) -> Values:
    """Each of our fields in the CRM's own form; None stays None."""
    currency = snapshot.get("value_currency") or ""
    return {name: _worded(kind, snapshot.get(name), currency, write) for name, kind in fields.items()}


def _worded(kind: Kind, value: Any, currency: str, write: Callable[[Kind, Any], Any]) -> Any:
    if value is None:
        return None
    if kind is Kind.MONEY:
        return write(Kind.MONEY, Decimal(value).scaleb(-DECIMALS.get(currency, CENTS)))
    if kind is Kind.TIME:
        return write(Kind.TIME, datetime.fromisoformat(value))
    return write(kind, ideas_text(value) if kind is Kind.IDEAS else value)


def ideas_text(ideas: Collection[Mapping[str, Any]]) -> str:
    """One line an idea, the most wanted first."""
    return "\n".join(f"{idea['votes']} × {idea['title']} ({idea['status']}) {idea['url']}" for idea in ideas)


def hashes_of(values: Mapping[str, Any], names: Mapping[str, str], key: bytes) -> dict[str, str]:
    """By our field name, a keyed hash of where and what would be written; fields that are switched off are not there."""
    return {name: _hash([names[name], value], key) for name, value in values.items() if names.get(name)}


def _hash(what: Any, key: bytes) -> str:
    written = json.dumps(what, sort_keys=True, ensure_ascii=False, default=str).encode()
    return hashlib.blake2b(written, key=key[:64], digest_size=HASH_BYTES).hexdigest()


def changed(
    values: Mapping[str, Any], hashes: Mapping[str, str], confirmed: Mapping[str, str], *, blank: bool, ignored: Collection[str] = ()
) -> set[str]:
    """Our names of the fields to send. A field that became empty counts only where the CRM is to be told so (`blank`), and
    only when it held something; what is ignored is sent beside other changes and causes none."""
    found = {name for name, value in hashes.items() if confirmed.get(name) != value}
    found = {name for name in found if values[name] is not None or (blank and name in confirmed)}
    return found if found - set(ignored) else set()
