"""Passwords at rest: argon2id with the library's current recommendation (RFC 9106, low-memory profile)."""

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from community.accounts.models import Person
from community.accounts.rules import LONGEST_PASSWORD

_hasher = PasswordHasher()
_NOBODYS = f"$argon2id$v=19$m={_hasher.memory_cost},t={_hasher.time_cost},p={_hasher.parallelism}${'A' * 22}${'A' * 43}"
"""A well-formed hash of no known password: a wrong address costs the same work as a wrong password."""


def hash_password(password: str) -> str:
    """Slow on purpose: call it before writing()."""
    return _hasher.hash(_plain(password))


def password_matches(person: Person | None, password: str) -> bool:
    """Takes as long for an unknown address as for a wrong password."""
    stored = person.password_hash if person else None
    try:
        return _hasher.verify(stored or _NOBODYS, _plain(password)) and stored is not None
    except (VerifyMismatchError, InvalidHashError):
        return False


def _plain(password: str) -> str:
    """One form for what different keyboards compose differently; never more work than the longest password's."""
    return unicodedata.normalize("NFC", password[: LONGEST_PASSWORD + 1]).encode(errors="replace").decode()
