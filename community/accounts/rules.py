"""Who a person is here: roles, states, names and addresses."""

import ipaddress
import re
import unicodedata
from enum import StrEnum


class Role(StrEnum):
    CUSTOMER = "customer"
    STAFF = "staff"
    PRODUCT_MANAGER = "product_manager"
    MANAGER = "manager"
    MODERATOR = "moderator"
    ADMINISTRATOR = "administrator"


class PersonState(StrEnum):
    ACTIVE = "active"
    BANNED = "banned"
    DEACTIVATED = "deactivated"
    ERASED = "erased"


STAFF_ROLES = frozenset(role for role in Role if role is not Role.CUSTOMER)
ANSWERING_ROLES = frozenset({Role.PRODUCT_MANAGER, Role.MANAGER, Role.ADMINISTRATOR})
MODERATING_ROLES = frozenset({Role.MODERATOR, Role.MANAGER, Role.PRODUCT_MANAGER, Role.ADMINISTRATOR})

LONGEST_EMAIL = 254
_EMAIL = re.compile(r"[^@\s,;<>\"()\[\]\\]{1,64}@[^@\s,;<>\"()\[\]\\]+\.[^@\s,;<>\"()\[\]\\.]{2,63}")
_LINE_ENDS = re.compile(r"[\r\n\u0085\u2028\u2029]+")


def is_staff(role: str) -> bool:
    return role in STAFF_ROLES


def may_answer(role: str) -> bool:
    return role in ANSWERING_ROLES


def may_moderate(role: str) -> bool:
    return role in MODERATING_ROLES


def may_administer(role: str) -> bool:
    return role == Role.ADMINISTRATOR


def fold(text: str) -> str:
    """The form in which addresses and names are unique; SQLite folds ASCII only."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def is_email(text: str) -> bool:
    """One plain address: no display name, no list, nothing a mail header could trip over."""
    return len(text) <= LONGEST_EMAIL and _EMAIL.fullmatch(text) is not None and ".." not in text


def clean_line(text: str) -> str:
    """One line of text: line ends become spaces; control, format and surrogate characters go."""
    return " ".join(clean_text(_LINE_ENDS.sub(" ", text)).split())


def clean_text(text: str) -> str:
    """Text of several lines, normalised, without controls, bidi overrides or lone surrogates."""
    text = re.sub(r"\r\n?|[\u0085\u2028\u2029]", "\n", text)
    kept = (c for c in text if c in "\n\t\u200c\u200d" or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    return unicodedata.normalize("NFC", "".join(kept)).strip()


def name_from_email(email: str) -> str:
    """A first name to greet someone by, until they tell us theirs."""
    words = re.split(r"[._\-+]+", email.split("@", 1)[0])
    return " ".join(word.capitalize() for word in words if word and not word.isdigit())[:80] or "Member"


def initials(name: str) -> str:
    words = [word for word in name.split() if word[0].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "?"


def network_of(address: str) -> str:
    """The unit limits are counted by: an IPv4 address, or the /64 of an IPv6 one; junk is one network of its own."""
    try:
        ip = ipaddress.ip_address(address.split("%", 1)[0])
    except ValueError:
        return "unknown"
    if ip.version == 4:
        return str(ip)
    return str(ip.ipv4_mapped) if ip.ipv4_mapped else str(ipaddress.ip_network(f"{ip}/64", strict=False))
