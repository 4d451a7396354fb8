"""What one was told is read, unread again, or forgotten."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import delete, update

from community.db import db
from community.notifications.models_inbox import Notice
from community.notifications.queries_inbox import alarms_of_mention, oldest_notices
from community.notifications.rules import CLOCK_ALERTS

KEPT = timedelta(days=365)
"""How long an inbox remembers."""


def mark_read(person_id: int, notice_ids: Collection[int], *, now: datetime) -> None:
    """As of now; what was read before stays read since then. Other people's notices are left alone."""
    mine = (Notice.person_id == person_id, Notice.id.in_(notice_ids), Notice.read_at.is_(None))
    db.session.execute(update(Notice).where(*mine).values(read_at=now))


def mark_unread(person_id: int, notice_id: int) -> None:
    db.session.execute(update(Notice).where(Notice.person_id == person_id, Notice.id == notice_id).values(read_at=None))


def mark_all_read(person_id: int, up_to: int, *, now: datetime) -> None:
    """All up to the newest that was shown: what came meanwhile was not seen."""
    mine = (Notice.person_id == person_id, Notice.id <= up_to, Notice.read_at.is_(None))
    db.session.execute(update(Notice).where(*mine).values(read_at=now))


def settle_alerts(people: Collection[int], idea_id: int, *, now: datetime) -> None:
    """Nothing is owed any more of what these people were told of this idea, so that they need not read it."""
    told = (Notice.person_id.in_(people), Notice.idea_id == idea_id, Notice.kind.in_(CLOCK_ALERTS), Notice.read_at.is_(None))
    db.session.execute(update(Notice).where(*told).values(read_at=now))


def settle_mention(mention_id: int, *, now: datetime) -> None:
    """The same of what was said elsewhere, which had no idea when they were told of it."""
    told = (Notice.event_id.in_(alarms_of_mention(mention_id)), Notice.read_at.is_(None))
    db.session.execute(update(Notice).where(*told).values(read_at=now))


def prune_notices(now: datetime) -> bool:
    """Forget a batch of old notices; False when nothing was left to forget."""
    old = oldest_notices(now - KEPT)
    if old:
        db.session.execute(delete(Notice).where(Notice.id.in_(old)))
    return bool(old)


def forget_notices_of(person_id: int) -> None:
    db.session.execute(delete(Notice).where(Notice.person_id == person_id))
