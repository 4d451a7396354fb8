"""After an event: what ideas and comments keep of a person."""

from datetime import datetime

from community.accounts.queries import person
from community.accounts.queries_erasing import erasure_of
from community.events import Event
from community.ideas.actions_erasing import forget_person
from community.site import touch_site


def on_person_erased(event: Event, cursor: int, now: datetime) -> None:
    erasure, gone = erasure_of(event.person_id), person(event.person_id or 0)
    if erasure is None or gone is None:
        return
    if forget_person(gone.id, gone.name, erasure.traces, keep_words=erasure.keep_words):
        erasure.reindex = True
        touch_site()
