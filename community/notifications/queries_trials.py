"""Test mails: which is next, and what became of those."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from community.db import db
from community.notifications.models_sending import MailTrial

SHOWN = 10
LONGEST = timedelta(minutes=5)
"""A try that began so long ago was cut off."""


def next_trial() -> MailTrial | None:
    statement = select(MailTrial).where(MailTrial.started_at.is_(None)).order_by(MailTrial.id).limit(1)
    return db.session.scalar(statement.with_for_update(skip_locked=True))


def waiting_trials() -> int:
    return db.session.scalar(select(func.count()).select_from(MailTrial).where(MailTrial.started_at.is_(None))) or 0


def trial(trial_id: int) -> MailTrial | None:
    return db.session.get(MailTrial, trial_id)


def trials() -> list[MailTrial]:
    """The newest first."""
    return list(db.session.scalars(select(MailTrial).order_by(MailTrial.id.desc()).limit(SHOWN)))


def was_cut_off(found: MailTrial, now: datetime) -> bool:
    return found.ended_at is None and found.started_at is not None and now - found.started_at > LONGEST
