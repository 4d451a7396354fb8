"""What can be reported and taken out of sight, and who can be kept out."""

from enum import StrEnum

from community.accounts.rules import PersonState, Role

KINDS = ("idea", "comment", "voice")
LONGEST_REASON = 500
LONGEST_NOTE = 500


class Reason(StrEnum):
    """Why somebody reports something."""

    SPAM = "spam"
    HURTFUL = "hurtful"
    PRIVATE = "private"
    OTHER = "other"


class Outcome(StrEnum):
    """What became of a report."""

    HIDDEN = "hidden"
    KEPT = "kept"


def may_be_banned(*, role: str, state: str) -> bool:
    """Customers; colleagues are deactivated by an administrator instead."""
    return role == Role.CUSTOMER and state == PersonState.ACTIVE
