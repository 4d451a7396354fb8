"""Whom staff can thank and invite, what may go with it, and until when somebody may answer. Pure."""

from datetime import datetime, timedelta

from community.accounts.rules import PersonState, is_staff

LONGEST_WORDS = 2_000
LONGEST_PERK = 120
LONGEST_NOTE = 500
LONGEST_DRAFT = 10_000
LONGEST_SHARED = timedelta(days=30)
"""A draft that nobody publishes for a month is none."""
USUAL_DAYS = 7
ANSWERS = ("yes", "no")
TOKEN_OUTLIVES = timedelta(days=30)
"""So long after its end the link of a mail still leads to a page that says that it is over."""
INVITATION_LASTS = timedelta(days=180)
"""A beta ends when staff close it, so its link needs an end of its own."""


def why_not(*, role: str, state: str, contact: bool = False) -> str:
    """Why this person cannot be thanked or invited: staff, contact, erased, banned or gone; empty when they can.

    Whom only the CRM knows, a contact, has never asked to hear from here.
    """
    if state == PersonState.ACTIVE:
        return "staff" if is_staff(role) else "contact" if contact else ""
    return {PersonState.ERASED: "erased", PersonState.BANNED: "banned"}.get(PersonState(state), "gone")


def may_open_beta(*, state: str, merged: bool, open_already: bool) -> bool:
    return state == "published" and not merged and not open_already


def is_taking(*, closes_at: datetime, now: datetime) -> bool:
    """Words on a draft are taken until then."""
    return now < closes_at


def shared_long_enough(closes_at: datetime | None, now: datetime) -> str:
    """What is wrong with the end of a draft's invitation: missing, past, too_far; empty when nothing is."""
    if closes_at is None:
        return "missing"
    if closes_at <= now:
        return "past"
    return "too_far" if closes_at - now > LONGEST_SHARED else ""
