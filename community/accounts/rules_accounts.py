"""What an account is worth, and how we know who belongs to it."""

import re
from enum import StrEnum

from community.accounts.currencies import DECIMALS
from community.accounts.rules import fold

MOST_MINOR_UNITS = 10**15
LONGEST_ACCOUNT = 200
LONGEST_DOMAIN = 253
LONGEST_SEGMENT = 80
LONGEST_OWNER = 120
DOMAIN = re.compile(r"(?=.{4,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")
_AMOUNT = re.compile(r"([0-9]{1,16})(?:[.,]([0-9]{1,4}))?")
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")


class Period(StrEnum):
    """What a value is for."""

    YEAR = "year"
    MONTH = "month"
    ONCE = "once"


class How(StrEnum):
    """How we know that somebody belongs to an account."""

    CRM = "crm"
    MAIL = "mail"
    DOMAIN = "domain"
    HAND = "hand"


def clean_domain(text: str) -> str:
    """A domain in the form in which those of mail addresses are stored, small ASCII letters, without www; "" when it is none."""
    try:
        domain = fold(text).removeprefix("www.").encode("idna").decode()
    except UnicodeError:
        return ""
    return domain if DOMAIN.fullmatch(domain) else ""


def yearly(minor_units: int | None, period: str) -> int | None:
    """Minor units a year; None where nothing is known, and for what was paid once, which is no value a year."""
    if minor_units is None or period == Period.ONCE:
        return None
    return minor_units * 12 if period == Period.MONTH else minor_units


def decimals_of(currency: str) -> int:
    """How many decimals the minor unit of a currency has; two where it is not in the list."""
    return DECIMALS.get(currency, 2)


def minor_units(amount: str, currency: str) -> int | None:
    """A decimal amount ("12500", "12500.50", "12500,50") in minor units of the currency; None when it is none.

    More decimals than the currency has are refused unless they are zeros: nothing is rounded in silence. Nor is it guessed whether
    "12,500" is twelve thousand or twelve and a half, where the currency has no three decimals.
    """
    match, places = _AMOUNT.fullmatch(amount), decimals_of(currency)
    if match is None or (places < 3 and _THOUSANDS.fullmatch(amount)):
        return None
    fraction = match[2] or ""
    if fraction[places:].strip("0"):
        return None
    units = int(match[1]) * 10**places + int(fraction[:places].ljust(places, "0") or "0")
    return units if units <= MOST_MINOR_UNITS else None


def amount_of(units: int, currency: str) -> str:
    """The decimal amount that minor_units() reads back as the same."""
    places = decimals_of(currency)
    whole, rest = divmod(units, 10**places)
    return f"{whole}.{rest:0{places}}" if places else str(whole)
