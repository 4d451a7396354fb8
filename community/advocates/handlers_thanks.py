"""After an event: what staff gave back to somebody who is forgotten is forgotten with them."""

from datetime import datetime

from sqlalchemy import delete

from community.advocates.models_thanks import BetaPlace, SharedAnswer, Thanks
from community.db import db
from community.events import Event


def forget_thanks(event: Event, cursor: int, now: datetime) -> None:
    """Thanks to them, their places in betas and the drafts they were shown."""
    if event.person_id is None:
        return
    for table in (Thanks, BetaPlace, SharedAnswer):
        db.session.execute(delete(table).where(table.person_id == event.person_id))
