"""The panel of ideas that sound like what is being typed."""

from dataclasses import dataclass

from community.accounts.viewer import Viewer
from community.search.analysis import count_words
from community.search.forms import SimilarForm
from community.search.queries import Similar, similar_ideas
from community.search.rules import LONGEST_QUERY
from community.votes.queries import votes_by

ROWS = 4


@dataclass(frozen=True)
class Panel:
    """`mine` holds the ideas this person votes for already; `aside` those set aside, which stay away while one types."""

    rows: list[Similar]
    mine: frozenset[int] = frozenset()
    aside: tuple[int, ...] = ()
    words: str = ""


def panel_for(viewer: Viewer, typed: SimilarForm, least_words: int = 1) -> Panel:
    """Up to ROWS ideas; none before `least_words` were typed. What is set aside makes no room for a weaker match."""
    if count_words(typed.wording[:LONGEST_QUERY], least_words) < least_words:
        return Panel([], aside=typed.aside)
    rows = [row for row in similar_ideas(viewer, typed.wording, typed.body, ROWS) if row.card.id not in typed.aside]
    mine = votes_by(viewer.id, [row.card.id for row in rows])
    return Panel(rows, frozenset(mine), typed.aside, typed.words)
