"""After an event: what is kept of somebody's own words."""

from datetime import datetime

from sqlalchemy import select, update

from community.accounts.models import Person
from community.accounts.queries_erasing import erasure_of
from community.accounts.rules_erasing import REMOVED, bears, without
from community.db import db
from community.events import Event
from community.voices.models import Voice


def on_person_erased(event: Event, cursor: int, now: datetime) -> None:
    """Where it was said is forgotten; the words, if they wish. That somebody asked for it still counts."""
    erasure, theirs = erasure_of(event.person_id), Voice.person_id == event.person_id
    if erasure is None:
        return
    db.session.execute(update(Voice).where(theirs).values(seen_at=""))
    if not erasure.keep_words:
        db.session.execute(update(Voice).where(theirs).values(text=REMOVED))
        erasure.reindex = True
        return
    gone = db.session.get_one(Person, event.person_id)
    for voice in db.session.scalars(select(Voice).where(theirs)):
        if bears(voice.text, erasure.traces):
            voice.text, erasure.reindex = without(voice.text, erasure.traces, gone.name), True
