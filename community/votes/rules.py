"""Who may vote for what."""

from typing import Any

from community.ideas.rules import IdeaState

IMPORTANCES = (1, 2, 3)
DEFAULT_IMPORTANCE = 2
CLOSED = frozenset({"shipped", "declined", "merged"})
MILESTONES = (5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000)
"""So many people want an idea: worth a word to whoever asked first."""


def may_vote(*, state: str, status: str) -> bool:
    """Votes count for public ideas that are still open."""
    return state == IdeaState.PUBLISHED and status not in CLOSED


def milestone(before: int, after: int) -> int | None:
    """The highest milestone that a count of votes came to or passed as it grew; None when it passed none."""
    return max((people for people in MILESTONES if before < people <= after), default=None)


def clean_importance(text: str) -> int:
    """1, 2 or 3; anything else means important, as most votes do."""
    return int(text) if text in ("1", "2", "3") else DEFAULT_IMPORTANCE


def values_by_currency(organisations: list[Any]) -> list[tuple[str, int]]:
    """What rows with currency and value_cents are worth together, each currency apart, the largest sum first."""
    sums: dict[str, int] = {}
    for row in organisations:
        if row.value_cents is not None:
            sums[row.currency] = sums.get(row.currency, 0) + row.value_cents
    return sorted(sums.items(), key=lambda pair: -pair[1])
