"""Who may vote for what."""

from community.ideas.rules import IdeaState

IMPORTANCES = (1, 2, 3)
DEFAULT_IMPORTANCE = 2
CLOSED = frozenset({"shipped", "declined", "merged"})
VOID_REASONS = ("spam", "test", "double", "other")
"""Why staff set a vote aside: advertising or a fake, a try of our own, the same person twice, or something else."""
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
