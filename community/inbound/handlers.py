"""After an event: what is known of addresses that mail came back from, and of mails that came in."""

from datetime import datetime

from community.accounts.queries_erasing import traces_left
from community.events import Event
from community.inbound.erasing import forget_in_received
from community.inbound.suspending import forget_bounces_of, forget_person


def on_person_erased(event: Event, cursor: int, now: datetime) -> int | None:
    """Their address, what servers said of it, and the mails that name them, are forgotten with them."""
    traces = traces_left(event.person_id)
    if event.person_id is None:
        return None
    if not cursor:
        forget_person(event.person_id)
        forget_bounces_of(traces)
    return forget_in_received(event.person_id, traces, after=cursor) if traces else None
