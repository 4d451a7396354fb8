"""The panel of ideas that sound like what is being typed."""

from dataclasses import dataclass, replace

from community.accounts.viewer import Viewer
from community.search.forms import SimilarForm
from community.search.queries import Similar, similar_ideas
from community.search.suggested import UNSEEN, Suggested
from community.votes.queries import votes_by

ROWS = 4


@dataclass(frozen=True)
class Panel:
    """`mine` holds the ideas this person votes for already; `seen` travels with the form, so that it is not forgotten."""

    rows: list[Similar]
    mine: frozenset[int] = frozenset()
    seen: Suggested = UNSEEN
    asked: str = ""
    form_id: str = "ask-form"

    @property
    def sure(self) -> bool:
        """Whether one of them sounds like what was typed; else they are only the nearest there are."""
        return any(row.sure for row in self.rows)


def panel_for(viewer: Viewer, typed: SimilarForm) -> Panel:
    """Up to ROWS ideas. What is set aside makes no room for a weaker match."""
    aside = typed.seen.aside
    rows = [row for row in similar_ideas(viewer, typed.wording, typed.body, ROWS) if row.card.id not in aside]
    mine = votes_by(viewer.id, [row.card.id for row in rows])
    seen = replace(typed.seen, shown=max(typed.seen.shown, len(rows) + len(aside)))
    return Panel(rows, frozenset(mine), seen, typed.wording, typed.form_id)


def empty_panel(typed: SimilarForm) -> Panel:
    """Nothing to show, and nothing forgotten."""
    return Panel([], seen=typed.seen, asked=typed.wording, form_id=typed.form_id)
