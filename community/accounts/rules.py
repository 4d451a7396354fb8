"""Who a person is here: roles, states, names and addresses."""

import ipaddress
import re
import unicodedata
from datetime import datetime, timedelta
from enum import StrEnum

from community.accounts.lists import COMMON_PASSWORDS, FREE_MAIL


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


class Level(StrEnum):
    """How far somebody's help has come, from outcomes alone."""

    MEMBER = "member"
    CONTRIBUTOR = "contributor"
    ADVOCATE = "advocate"
    CHAMPION = "champion"


ADVOCATES = frozenset({Level.ADVOCATE, Level.CHAMPION})
STAFF_ROLES = frozenset(role for role in Role if role is not Role.CUSTOMER)
ANSWERING_ROLES = frozenset({Role.PRODUCT_MANAGER, Role.MANAGER, Role.ADMINISTRATOR})
MERGING_ROLES = ANSWERING_ROLES
"""Who answers for ideas also says which of them are the same."""
MODERATING_ROLES = frozenset({Role.MODERATOR, Role.MANAGER, Role.PRODUCT_MANAGER, Role.ADMINISTRATOR})

DEMO_ADDRESSES = (
    "ines@brannocs.example", "marta@hourfold.example", "owen@hourfold.example", "yusra@hourfold.example",
    "admin@hourfold.example",
)
"""The demo's people whom anyone may be, with one click."""

NEW_FOR = timedelta(days=1)
LONGEST_EMAIL = 254
LONGEST_NAME = 80
LONGEST_FOLDED_NAME = 240
LONGEST_FOLDED_ORGANISATION = 600
LONGEST_TITLE = 120
SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 256
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")
_LINE_ENDS = re.compile(r"[\r\n\u0085\u2028\u2029]+")


def is_staff(role: str) -> bool:
    return role in STAFF_ROLES


def is_new(joined_at: datetime | None, now: datetime) -> bool:
    """In the first day after joining, when limits are closer."""
    return joined_at is None or now - joined_at < NEW_FOR


def may_answer(role: str) -> bool:
    return role in ANSWERING_ROLES


def may_merge(role: str) -> bool:
    return role in MERGING_ROLES


def may_moderate(role: str) -> bool:
    return role in MODERATING_ROLES


def may_administer(role: str) -> bool:
    return role == Role.ADMINISTRATOR


def fold(text: str) -> str:
    """The form in which addresses and names are unique; SQLite folds ASCII only."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def fold_name(name: str, longest: int = LONGEST_FOLDED_NAME) -> str:
    """The form in which a person or an organisation is looked for by name: José by jose, Øz by ØZ, whatever the database can fold."""
    if name.isascii():
        return " ".join(name.lower().split())[:longest]
    plain = unicodedata.normalize("NFKD", name).casefold()
    bare = "".join(character for character in plain if not "\u0300" <= character <= "\u036f")
    return " ".join(unicodedata.normalize("NFKC", bare).split())[:longest]


def clean_email(text: str) -> str:
    """One plain address as it is stored, its domain in small ASCII letters; "" when the text is not one.

    No display name, no list, nothing that a mail header could trip over.
    """
    local, _, domain = clean_line(unicodedata.normalize("NFKC", text[:1000])).rpartition("@")
    try:
        email = f"{local}@{domain.encode('idna').decode().lower()}"
    except UnicodeError:
        return ""
    return email if len(email) <= LONGEST_EMAIL and _EMAIL.fullmatch(email) and ".." not in email else ""


def is_email(text: str) -> bool:
    """Whether the text is one plain address once it is cleaned."""
    return clean_email(text) != ""


def mail_domain(email: str) -> str:
    """The domain that says where someone works; "" for an address of a free mail service, which says nothing."""
    domain = email.rpartition("@")[2].casefold()
    return "" if domain in FREE_MAIL else domain


def password_problem(password: str, email: str, name: str) -> str:
    """`short`, `long`, `common` or `yours`; "" when nothing speaks against it. Any characters will do."""
    if len(password) < SHORTEST_PASSWORD:
        return "short"
    if len(password) > LONGEST_PASSWORD:
        return "long"
    folded = fold(password)
    bare = folded.strip("0123456789!?.,*#$_- ")
    if (len(folded) < 2 * SHORTEST_PASSWORD and len(set(folded)) < 4) or folded in COMMON_PASSWORDS or bare in COMMON_PASSWORDS:
        return "common"
    own = {fold(email), *re.split(r"[@.+_-]", fold(email)), *fold(name).split()}
    return "yours" if bare and bare in own else ""


def clean_line(text: str) -> str:
    """One line of text: line ends become spaces; control, format and surrogate characters go."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
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


def browser_name(user_agent: str) -> str:
    """“Firefox, Windows”: what a person needs to know a browser of theirs again; "" when it does not say."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    return ", ".join(word for word in (browser, system) if word)


_BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)
"""In this order: most browsers name the others too."""


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
