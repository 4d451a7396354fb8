"""Before a person is forgotten, a mail that says when; then mails to them go, and those to others lose the words that name them."""

from datetime import datetime

from community.accounts.models import Person
from community.accounts.queries_erasing import erasure_of, traces_left
from community.db import db
from community.events import Event
from community.notifications.actions import queue_mail
from community.notifications.actions_erasing import forget_in_mails, forget_trials_of
from community.notifications.contexts_erasing import of_erasure


def on_erasure_asked(event: Event, cursor: int, now: datetime) -> None:
    """To the address itself, as long as it is still wished for: whoever sat down at a browser left open is found out."""
    person, erasure = db.session.get(Person, event.person_id or 0), erasure_of(event.person_id)
    if person is not None and person.email and erasure is not None and erasure.keep_words == event.data["keep_words"]:
        queue_mail("erasure_asked", address=person.email, person=person, context=of_erasure(erasure), event=event, now=now)


def forget_letters(event: Event, cursor: int, now: datetime) -> int | None:
    """A batch of mails at a time, by id; None when all were looked through."""
    traces = traces_left(event.person_id)
    if event.person_id is None or not traces:
        return None
    if not cursor:
        forget_trials_of(traces)
    return forget_in_mails(event.person_id, traces, after=cursor)
