"""A day after an answer, its authors are asked how easy it was to come by."""

from community import clock
from community.db import writing
from community.responses.actions_rating import settle_next_round


def ask() -> bool:
    """Ask the authors of one answer; False when nobody is due."""
    with writing():
        return settle_next_round(clock.now())
