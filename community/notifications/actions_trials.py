"""Test mails that staff ask for in the browser: asked for there, sent by the worker, read there."""

from datetime import datetime, timedelta

from sqlalchemy import delete

from community import audit
from community.accounts.viewer import Viewer
from community.db import db
from community.notifications import queries_trials as queries
from community.notifications.models_sending import MailTrial
from community.notifications.rules import Fate
from community.notifications.trying import Result

KEPT = timedelta(days=7)
MOST_WAITING = 5
"""So many may wait at once: nobody needs more, and nobody else's address should get them."""


def ask_for_trial(actor: Viewer, address: str, *, now: datetime) -> MailTrial | None:
    """None while enough of them wait already."""
    if queries.waiting_trials() >= MOST_WAITING:
        return None
    trial = MailTrial(asked_by_id=actor.id, address=address, asked_at=now)
    db.session.add(trial)
    db.session.flush()
    audit.log("mail.tested", actor_id=actor.id, at=now, subject=("mail", None), after={"trial_id": trial.id})
    return trial


def begin_trial(now: datetime) -> tuple[int, str] | None:
    """Take up the oldest that waits: its id and address. It is tried once, whatever comes."""
    trial = queries.next_trial()
    if trial is None:
        return None
    trial.started_at = now
    db.session.flush()
    return trial.id, trial.address


def end_trial(trial_id: int, result: Result, said: list[str], *, now: datetime) -> None:
    trial = db.session.get(MailTrial, trial_id)
    if trial is not None:
        trial.ended_at, trial.said, trial.advice = now, "\n".join(said), result.advice
        trial.fate = Fate.ACCEPTED if result.sent else Fate.NEVER
        db.session.flush()


def forget_trials(now: datetime) -> None:
    db.session.execute(delete(MailTrial).where(MailTrial.asked_at < now - KEPT))
