"""Leasing the next mail to send, noting what became of it, and sending one again."""

import secrets
from datetime import datetime

from sqlalchemy import delete, update

from community import audit
from community.accounts.viewer import Viewer
from community.db import db
from community.notifications import actions_alerts, queries, rules
from community.notifications.actions_log import note_try
from community.notifications.delivery import Letter
from community.notifications.envelopes import return_path
from community.notifications.models import Mail
from community.notifications.rules import Fate, Outcome
from community.notifications.rules_telling import SIGN_IN
from community.responses import queries_alerts

MOST_SKIPPED = 100
"""So many unwanted mails are passed over in one transaction."""


def claim_next(now: datetime) -> Letter | None:
    """Lease the first due mail that is still wanted; those that are not are marked as skipped on the way."""
    for _ in range(MOST_SKIPPED):
        mail = queries.next_due(now)
        if mail is None:
            return None
        reason = "gathered" if actions_alerts.is_stale(mail, now) else queries.why_unwanted(mail, now)
        if not reason and mail.attempts < rules.MOST_TRIES:
            return _lease(mail, now)
        _give_up(mail, reason, now)
    return None


def _give_up(mail: Mail, reason: str, now: datetime) -> None:
    """It does not go. What an alarm was to tell is told in another mail, or to somebody else."""
    mail.state, mail.reason = ("skipped", reason) if reason else ("dead", "Every try ended without an answer.")
    mail.lease = None
    if reason == "gathered":
        actions_alerts.gather_again(mail)
    elif mail.state == "dead" or reason in rules.NOT_REACHED:
        actions_alerts.pass_on_unread(mail, now)
    db.session.flush()


def _lease(mail: Mail, now: datetime) -> Letter:
    """The try is counted before it is made, so that one that kills the worker is counted too."""
    unsure = mail.lease is not None
    mail.lease, mail.leased_until = secrets.token_hex(16), now + rules.LEASE
    mail.attempts += 1
    db.session.flush()
    alerts = queries_alerts.alerts_in([mail.id])[mail.id] if mail.kind in rules.CLOCK_ALERTS else []
    keys = tuple(queries_alerts.key_of(alert) for alert in alerts)
    return Letter(mail.id, mail.lease, mail.address, mail.content, mail.message_id, keys, unsure, return_path(mail.id))


def note_outcome(letter: Letter, outcome: Outcome, *, now: datetime) -> bool:
    """Write down how the try ended; False when the lease was lost meanwhile and another worker has the mail."""
    mail = queries.leased(letter.id, letter.lease)
    if mail is None:
        return False
    mail.lease = mail.leased_until = None
    mail.reason = outcome.reply
    note_try(mail, outcome, now=now)
    wait = rules.wait_after(mail.attempts)
    if outcome.fate is Fate.ACCEPTED:
        mail.state, mail.sent_at = "sent", now
    elif outcome.fate is Fate.LATER and wait is not None:
        mail.state, mail.run_at = "failed", now + wait
    else:
        mail.state = "dead"
        actions_alerts.pass_on_unread(mail, now)
    db.session.flush()
    return True


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
