"""What somebody was told is forgotten with them, and need not be read where nothing is owed any more."""

from datetime import datetime

from community.events import Event
from community.notifications.actions_inbox import forget_notices_of, settle_alerts, settle_mention
from community.notifications.actions_preferences import forget_choices_of
from community.notifications.queries_inbox import told_by_clock


def on_person_erased(event: Event, cursor: int, now: datetime) -> None:
    if event.person_id is not None:
        forget_notices_of(event.person_id)
        forget_choices_of(event.person_id)


def on_clock_stopped(event: Event, cursor: int, now: datetime) -> None:
    """Whoever was told that an answer is owed need not look after it."""
    if event.idea_id is not None:
        settle_alerts(told_by_clock(event.data["clock_id"]), event.idea_id, now=now)


def on_mention_settled(event: Event, cursor: int, now: datetime) -> None:
    """It has an idea, whose clock tells from here on, or staff replied, or it asks for nothing."""
    settle_mention(event.data["mention_id"], now=now)
