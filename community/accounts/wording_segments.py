"""Segments in words."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask_babel import format_currency, ngettext
from flask_babel import gettext as _

from community.accounts.rules_accounts import amount_of


def about_choices() -> list[tuple[str, str]]:
    """What a condition can be about, said with what is to be written beside it."""
    return [
        ("value", _("Value a year, at least (currency, amount)")), ("segment", _("The CRM's segment is (word)")),
        ("field_is", _("A custom field is (field, word)")), ("field_contains", _("A custom field contains (field, word)")),
        ("level", _("Somebody of it is at least (level)")), ("renewal", _("It renews within (days)")),
    ]


def level_choices() -> list[tuple[str, str]]:
    return [("member", _("Member")), ("contributor", _("Contributor")), ("advocate", _("Advocate")), ("champion", _("Champion"))]


def condition_words(rule: Mapping[str, Any]) -> str:
    """A whole rule as one line."""
    if "any" in rule:
        return _(" or ").join(map(_condition, rule["any"]))
    return _(" and ").join(map(_condition, rule.get("all", [])))


def _condition(condition: Mapping[str, Any]) -> str:
    match condition["about"]:
        case "value":
            return _("worth at least %(money)s a year", money=_money(condition["at_least"], condition["currency"]))
        case "field":
            said = {"name": condition["name"], "word": condition.get("contains", condition.get("is", ""))}
            return _("%(name)s contains “%(word)s”", **said) if "contains" in condition else _("%(name)s is “%(word)s”", **said)
        case "level":
            return _("somebody is %(level)s or higher", level=dict(level_choices())[condition["at_least"]])
        case "renewal":
            return ngettext("renews within %(num)s day", "renews within %(num)s days", condition["within_days"])
    return _("segment is “%(word)s”", word=condition.get("is", ""))


def _money(units: int, currency: str) -> str:
    """Nobody writes the pennies of a boundary that has none."""
    amount = Decimal(amount_of(units, currency))
    return format_currency(amount, currency, format="¤#,##0", currency_digits=False) if amount % 1 == 0 else format_currency(amount, currency)


def how_word(how: str) -> str:
    """How we know that somebody belongs to an account."""
    return {
        "crm": _("The CRM says so"), "mail": _("By their address in the CRM"), "domain": _("By the domain of their address"), "hand": _("Set by a colleague"),
    }[how]
