"""What is taken out of sight leaves the summary at once."""

from datetime import datetime

from community.events import Event
from community.insights import actions


def forget_hidden(event: Event, cursor: int, now: datetime) -> None:
    actions.forget_hidden(now)
