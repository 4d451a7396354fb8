"""What help is worth. Outcomes count and volume does not: nothing here is earned by posting, voting or asking often.

Each function says what is due as things stand; the ledger gets the difference to what it already holds. So every
point goes when its cause goes, and an event that is handled twice or late changes nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from community.accounts.rules import PersonState, Role

IDEA_SHIPPED = 50
"""The outcome that everybody waits for; it weighs as much as having helped five people."""

HELPFUL_TO_ASKER = 10
"""Whoever asked knows best whether a comment helped."""

HELPFUL_TO_STAFF = 5
"""Staff see what helps others too, but they are not the one who was helped."""

DUPLICATE_FOUND = 10
"""Two ideas that are one get one answer, and everybody behind them is heard together; as good as a comment that helped."""


class Cause(StrEnum):
    IDEA_SHIPPED = "idea_shipped"
    DUPLICATE_FOUND = "duplicate_found"
    HELPFUL_TO_ASKER = "helpful_to_asker"
    HELPFUL_TO_STAFF = "helpful_to_staff"


POINTS = {
    Cause.IDEA_SHIPPED: IDEA_SHIPPED,
    Cause.DUPLICATE_FOUND: DUPLICATE_FOUND,
    Cause.HELPFUL_TO_ASKER: HELPFUL_TO_ASKER,
    Cause.HELPFUL_TO_STAFF: HELPFUL_TO_STAFF,
}


@dataclass(frozen=True)
class Mark:
    """One person's word that a comment helped."""

    person_id: int
    by_staff: bool


def due_for_idea(*, status: str) -> dict[Cause, int]:
    """What the author of an idea is due for it."""
    return {Cause.IDEA_SHIPPED: IDEA_SHIPPED if status == "shipped" else 0}


def due_for_comment(*, author_id: int, asker_id: int, marks: Iterable[Mark], hidden: bool) -> dict[Cause, int]:
    """What the author of a comment is due for it: once for the asker's mark, once for staff's, however many mark it.

    One's own mark never counts, and other customers' marks are thanks that earn nothing, so that friends cannot
    lift each other.
    """
    others = [] if hidden else [mark for mark in marks if mark.person_id != author_id]
    asker = any(mark.person_id == asker_id for mark in others)
    staff = any(mark.by_staff and mark.person_id != asker_id for mark in others)
    return {
        Cause.HELPFUL_TO_ASKER: HELPFUL_TO_ASKER if asker else 0,
        Cause.HELPFUL_TO_STAFF: HELPFUL_TO_STAFF if staff else 0,
    }


@dataclass(frozen=True)
class Pointing:
    """Somebody said that two ideas are the same. `first` of all who said it of these two; `own`: wrote one of them."""

    accepted: bool
    first: bool
    own: bool


def due_for_pointing(said: Iterable[Pointing]) -> dict[Cause, int]:
    """What a person is due for what they said about one idea: once, for as long as it is part of the other.

    Only whoever said it first, and never about an idea of one's own, so that nobody posts twice to point it out.
    """
    right = any(each.accepted and each.first and not each.own for each in said)
    return {Cause.DUPLICATE_FOUND: DUPLICATE_FOUND if right else 0}


def may_earn(*, role: str, state: str) -> bool:
    """Helping is staff's work; who is banned or gone earns nothing new."""
    return role == Role.CUSTOMER and state == PersonState.ACTIVE


def correction(*, due: int, held: int, may_earn: bool) -> int:
    """The line to add to the ledger, 0 for none. Points are taken back from everyone, given only to those who may earn."""
    change = due - held
    return change if change < 0 or may_earn else 0
