"""Forgetting a person in mails: those to them go, and those to others lose the words that name them."""

from datetime import datetime

from community.accounts.queries_erasing import traces_left
from community.events import Event
from community.notifications.actions_erasing import forget_in_mails, forget_trials_of


def forget_letters(event: Event, cursor: int, now: datetime) -> int | None:
    """A batch of mails at a time, by id; None when all were looked through."""
    traces = traces_left(event.person_id)
    if event.person_id is None or not traces:
        return None
    if not cursor:
        forget_trials_of(traces)
    return forget_in_mails(event.person_id, traces, after=cursor)
