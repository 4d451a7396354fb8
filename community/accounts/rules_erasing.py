"""What it means to be forgotten (GDPR, articles 17 and 21), and how traces are known."""

import html
from collections.abc import Collection
from datetime import timedelta

from community.accounts.rules import fold_name

GRACE = timedelta(days=7)
"""So long a person may think again: whoever got into somebody's browser for a minute must not be able to end everything."""

REMOVED = "Removed at the wish of whoever wrote it."
"""What stands in place of words, in the database itself: nothing of them may be left there."""

SHORTEST_TRACE = 4
"""A name of three letters is part of too many words to be looked for alone."""


def tombstone(mark: str) -> str:
    """The name a person bears from then on: random for each, so that it leads nowhere, and one can still follow a talk."""
    return f"Former member {mark}"


def traces_of(*texts: str | None) -> list[str]:
    """What can be looked for, of these: folded as names are, the longest first."""
    folded = {fold_name(text) for text in texts if text}
    return sorted((text for text in folded if len(text) >= SHORTEST_TRACE), key=lambda text: (-len(text), text))


def bears(text: str, traces: Collection[str]) -> bool:
    """Whether a text, plain or HTML, says any of these."""
    folded = fold_name(html.unescape(text), len(text) * 2)
    return any(trace in folded for trace in traces)
