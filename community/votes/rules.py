"""Who may vote for what."""

from typing import Any

from community.ideas.rules import IdeaState

IMPORTANCES = (1, 2, 3)
DEFAULT_IMPORTANCE = 2
CLOSED = frozenset({"shipped", "declined", "merged"})


def may_vote(*, state: str, status: str) -> bool:
    """Votes count for public ideas that are still open."""
    return state == IdeaState.PUBLISHED and status not in CLOSED


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
