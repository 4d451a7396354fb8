"""After an event: what it changes about digests."""

from datetime import datetime

from community.accounts.models import Person
from community.db import db
from community.events import Event
from community.notifications import actions_plans


def on_person_updated(event: Event, cursor: int, now: datetime) -> None:
    """Their zone may be another one, so that eight o'clock comes at another time."""
    person = db.session.get(Person, event.person_id) if event.person_id else None
    if person is not None:
        actions_plans.follow_zone(person, now=now)


def forget_digests(event: Event, cursor: int, now: datetime) -> None:
    """Nothing is planned for them any more, and nothing remembered of what was."""
    if event.person_id is not None:
        actions_plans.forget_digests_of(event.person_id)
