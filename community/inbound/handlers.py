"""After an event: what is known of addresses that mail came back from."""

from datetime import datetime

from community.events import Event
from community.inbound.suspending import forget_person


def on_person_erased(event: Event, cursor: int, now: datetime) -> None:
    """Their address, and what servers said of it, is forgotten with them."""
    if event.person_id is not None:
        forget_person(event.person_id)
