"""The summary beside the lists, brought up to date by the clock."""

from community import clock
from community.db import writing
from community.insights.actions import refresh_summary


def refresh() -> None:
    """Answers nothing, so that it is not run again at once."""
    with writing():
        refresh_summary(clock.now())
