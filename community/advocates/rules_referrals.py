"""Which referrals count.

Somebody who joined by a link counts as an active member from the moment they took part (a vote, an idea, a comment that
is in sight) on ACTIVE_DAYS different days in UTC, all within ACTIVE_WITHIN of joining: one visit is curiosity, and what
happens after three months is no longer the invitation's doing. It is undone when they are banned or forgotten, or when
so many of their votes are voided that the days are no longer there; taking a vote back by oneself undoes nothing.

Nobody refers themselves: the same person is never noted, and colleagues (of one account, or with addresses in one
domain that is not a free mail service's) are noted and earn nothing. Nor do staff: spreading the word is their work.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from community.accounts.rules import PersonState, is_staff, mail_domain

ACTIVE_DAYS = 2
ACTIVE_WITHIN = timedelta(days=90)
ANSWERS = ("yes", "no", "unsure")
"""To "Would you have joined without this invitation?" No is a referral of type one, yes of type two; whoever is not sure,
or has not said, counts as type two: that is the careful side."""


@dataclass(frozen=True)
class Party:
    """What decides whether two people are one interest: accounts, address, role."""

    id: int
    email: str
    role: str
    accounts: frozenset[int] = frozenset()


def own_dealing(referrer: Party, referred: Party) -> str:
    """Why it earns nothing: staff, account or domain; "" when it counts."""
    if is_staff(referrer.role):
        return "staff"
    if referrer.accounts & referred.accounts:
        return "account"
    domain = mail_domain(referrer.email)
    return "domain" if domain and domain == mail_domain(referred.email) else ""


def is_type_one(would_have: str) -> bool:
    return would_have == "no"


def is_active(*, state: str, joined_at: datetime, acted_on: Collection[date]) -> bool:
    """`acted_on` are days in UTC."""
    last = (joined_at + ACTIVE_WITHIN).date()
    days = {day for day in acted_on if joined_at.date() <= day <= last}
    return state == PersonState.ACTIVE and len(days) >= ACTIVE_DAYS
