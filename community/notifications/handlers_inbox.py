"""After a person is erased: what they were told is forgotten."""

from datetime import datetime

from community.events import Event
from community.notifications.actions_inbox import forget_notices_of


def on_person_erased(event: Event, cursor: int, now: datetime) -> None:
    if event.person_id is not None:
        forget_notices_of(event.person_id)
