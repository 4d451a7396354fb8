"""Leasing the next mail to send, noting what became of it, and sending one again."""

import logging
import secrets
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.exc import OperationalError

from community import audit
from community.accounts.models import Person
from community.accounts.viewer import Viewer
from community.db import db
from community.notifications import (
    actions_alerts,
    actions_digests,
    queries,
    queries_sending,
    rules,
    rules_sending,
)
from community.notifications.actions_log import note_try
from community.notifications.actions_pace import has_room, note_server
from community.notifications.delivery import Letter
from community.notifications.envelopes import return_path
from community.notifications.models import Mail
from community.notifications.queries_telling import quiet_hours_of
from community.notifications.rules import Fate, Outcome
from community.notifications.rules_telling import SIGN_IN, leaves_at
from community.responses import queries_alerts

log = logging.getLogger(__name__)

MOST_SKIPPED = 100
"""So many unwanted mails are passed over in one transaction."""


def claim_next(now: datetime, rate: int = 0) -> Letter | None:
    """Lease the first due mail that is still wanted; those that are not are marked as skipped on the way.

    `rate`: so many mails a minute may go to one domain; 0 is no limit. None too while the server is left alone.
    """
    if queries_sending.server_rests(now):
        return None
    leases = queries_sending.lease_time(now)
    for _ in range(MOST_SKIPPED):
        mail = queries_sending.next_due(now, leases)
        if mail is None:
            return None
        if has_room(mail, rate, now) and (letter := _take(mail, now, leases)):
            return letter
    return None


def _take(mail: Mail, now: datetime, leases: datetime) -> Letter | None:
    """Each row has its own try: one that cannot even be looked at stands in nobody's way."""
    try:
        with db.session.begin_nested():
            reason = _why_not(mail, now)
            if reason or mail.attempts >= rules.MOST_TRIES:
                _give_up(mail, reason, now)
            elif not _waits_for_the_morning(mail, now):
                return _lease(mail, now, leases)
    except OperationalError:
        raise
    except Exception as problem:
        db.session.refresh(mail)
        _set_aside(mail, problem, now)
    return None


def _why_not(mail: Mail, now: datetime) -> str:
    if mail.lease is not None and mail.kind in rules_sending.AT_MOST_ONCE:
        return "uncertain"
    if actions_alerts.is_stale(mail, now):
        return "gathered"
    return queries.why_unwanted(mail, now) or actions_digests.why_no_more(mail, now)


def _waits_for_the_morning(mail: Mail, now: datetime) -> bool:
    """A try that falls into its reader's quiet hours is made when they end."""
    person = db.session.get(Person, mail.person_id) if mail.person_id else None
    leaves = leaves_at(mail.kind, quiet_hours_of(person.id), person.zone, now) if person else now
    if leaves > now:
        mail.run_at = leaves
        db.session.flush()
    return leaves > now


def _set_aside(mail: Mail, problem: Exception, now: datetime) -> None:
    """A value that cannot be right never will be; other mishaps may pass."""
    log.exception("mail %s: set aside", mail.id)
    mail.attempts += 1
    fate = Fate.NEVER if isinstance(problem, ValueError) else Fate.LATER
    _note(mail, Outcome(fate, f"This message cannot be sent: {type(problem).__name__}: {problem}"[:500]), now)


def _give_up(mail: Mail, reason: str, now: datetime) -> None:
    """It does not go. What an alarm was to tell is told in another mail, or to somebody else."""
    mail.state, mail.reason = ("skipped", reason) if reason else ("dead", "Every try ended without an answer.")
    mail.lease = None
    if reason == "gathered":
        actions_alerts.gather_again(mail)
    elif mail.state == "dead" or reason in rules.NOT_REACHED:
        actions_alerts.pass_on_unread(mail, now)
    if mail.state == "dead" or reason == "uncertain":
        actions_digests.wait_again(mail, now)
    db.session.flush()


def _lease(mail: Mail, now: datetime, leases: datetime) -> Letter:
    """The try is counted before it is made, so that one that kills the worker is counted too."""
    unsure = mail.lease is not None
    mail.lease, mail.leased_until, mail.tried_at = secrets.token_hex(16), leases + rules.LEASE, now
    mail.attempts += 1
    db.session.flush()
    alerts = queries_alerts.alerts_in([mail.id])[mail.id] if mail.kind in rules.CLOCK_ALERTS else []
    keys = tuple(queries_alerts.key_of(alert) for alert in alerts)
    return Letter(mail.id, mail.lease, mail.address, mail.content, mail.message_id, keys, unsure, return_path(mail.id))


def note_outcome(letter: Letter, outcome: Outcome, *, now: datetime) -> bool:
    """Write down how the try ended; False when the lease was lost meanwhile and another worker has the mail."""
    note_server(outcome, now)
    mail = queries_sending.leased(letter.id, letter.lease)
    if mail is None:
        return False
    if outcome.untried:
        _put_back(mail, outcome, now)
    else:
        _note(mail, outcome, now)
    return True


def _put_back(mail: Mail, outcome: Outcome, now: datetime) -> None:
    """It was not the mail's turn after all, so it is none of its tries; without a server for too long it is given up."""
    mail.attempts, mail.tried_at = mail.attempts - 1, None
    mail.lease = mail.leased_until = None
    mail.reason = outcome.reply
    if now - mail.run_at >= rules_sending.WINDOW:
        _note(mail, Outcome(Fate.NEVER, outcome.reply), now)
    db.session.flush()


def _note(mail: Mail, outcome: Outcome, now: datetime) -> None:
    mail.lease = mail.leased_until = None
    mail.reason = outcome.reply
    note_try(mail, outcome, now=now)
    wait = rules.wait_after(mail.attempts)
    if outcome.fate is Fate.ACCEPTED:
        mail.state, mail.sent_at = "sent", now
    elif outcome.unsure and mail.kind in rules_sending.AT_MOST_ONCE:
        mail.state, mail.reason = "skipped", "uncertain"
        actions_digests.wait_again(mail, now)
    elif outcome.fate is Fate.LATER and wait is not None:
        mail.state, mail.run_at = "failed", now + wait
    else:
        mail.state = "dead"
        actions_alerts.pass_on_unread(mail, now)
        actions_digests.wait_again(mail, now)
    db.session.flush()


def prune_mails(now: datetime) -> bool:
    """Forget a batch of old mails, and the bytes of codes that are past; False when nothing was left to forget."""
    old = queries.old_mails(now - rules.KEPT)
    if old:
        db.session.execute(delete(Mail).where(Mail.id.in_(old)))
    spent = (Mail.kind == SIGN_IN, Mail.created_at < now - rules.LEASE - rules.CODE_LASTS, Mail.subject != "")
    db.session.execute(update(Mail).where(*spent).values(content=b"", subject=""))
    return bool(old)


def send_again(actor: Viewer, mail: Mail, *, now: datetime) -> bool:
    """Queue the same bytes once more, under the same Message-ID; False when it is waiting anyhow or has no bytes."""
    if mail.state == "queued" or not mail.content:
        return False
    audit.log(
        "mail.sent_again", actor_id=actor.id, at=now, subject=("mail", mail.id), before={"state": mail.state}, after={"state": "queued"}
    )
    mail.state, mail.run_at, mail.attempts, mail.reason = "queued", now, 0, ""
    db.session.flush()
    return True
