"""After an event: whether somebody who was brought is still an active member, and what is kept of who is gone."""

from datetime import datetime

from sqlalchemy import delete

from community.advocates import actions_referrals
from community.advocates.models_values import PersonValue
from community.db import db
from community.events import Event


def settle_referral(event: Event, cursor: int, now: datetime) -> None:
    """Somebody was kept out, let back in or forgotten, or a vote of theirs was voided."""
    if event.person_id is not None:
        actions_referrals.settle(event.person_id, now=event.at)


def on_person_erased(event: Event, cursor: int, now: datetime) -> None:
    """What they were worth is forgotten; their shares in ideas go to former members when figures are next computed."""
    settle_referral(event, cursor, now)
    db.session.execute(delete(PersonValue).where(PersonValue.person_id == event.person_id))
