"""Sending the mails that wait: lease one, hand it over with no transaction open, note what became of it."""

import logging

from flask import current_app

from community import clock
from community.config import Settings
from community.db import db, writing
from community.failpoints import failpoint
from community.inbound.bouncing import take_refusal
from community.jobs.journal import Journal
from community.notifications import actions_delivery as actions
from community.notifications.actions_inbox import prune_notices as prune_old_notices
from community.notifications.delivery import Carrier, Letter, carrier_for
from community.notifications.rules import Fate, Outcome

log = logging.getLogger(__name__)

BATCH = 50
"""Mails handed over on one connection."""


def deliver() -> bool:
    """Send one batch; True when there may be more to send now."""
    settings: Settings = current_app.config["SETTINGS"]
    carrier, sent = carrier_for(settings), 0
    try:
        while sent < BATCH and _deliver_one(carrier):
            sent += 1
    finally:
        carrier.close()
        if sent:
            log.info("mail: %s tried", sent)
    return sent == BATCH


def _deliver_one(carrier: Carrier) -> bool:
    """False when no mail is due, or the server cannot be reached and the others had better wait."""
    with writing():
        letter = actions.claim_next(clock.now())
    db.session.remove()
    if letter is None:
        return False
    failpoint("after_claim")
    outcome = _carry(carrier, letter)
    _note(letter, outcome)
    return not outcome.broken


def _carry(carrier: Carrier, letter: Letter) -> Outcome:
    """What an alarm told is on disk at once, so that neither a fall nor an old database has it told again."""
    journal = Journal.of(current_app.config["SETTINGS"])
    if letter.unsure and letter.alerts and journal.knows(letter):
        return Outcome(Fate.ACCEPTED, "It had arrived before.")
    outcome = carrier.carry(letter, before=lambda: failpoint("before_send"))
    if outcome.fate is Fate.ACCEPTED:
        failpoint("after_accept")
        if letter.alerts:
            journal.note(letter, clock.now())
    return outcome


def _note(letter: Letter, outcome: Outcome) -> None:
    failpoint("before_mark")
    with writing():
        kept = actions.note_outcome(letter, outcome, now=clock.now())
        if kept and outcome.fate is Fate.NEVER:
            take_refusal(letter.id, outcome.reply, now=clock.now())
    if not kept:
        log.warning("mail %s: its lease had passed, another worker has it", letter.id)
    elif outcome.fate is not Fate.ACCEPTED:
        log.warning("mail %s: %s (%s)", letter.id, {Fate.LATER: "will be tried again", Fate.NEVER: "given up"}[outcome.fate], outcome.reply)


def prune() -> bool:
    """Forget a batch of old mails, and old lines of the journal; False when none is left."""
    Journal.of(current_app.config["SETTINGS"]).forget(clock.now())
    with writing():
        return actions.prune_mails(clock.now())


def prune_notices() -> bool:
    """Forget a batch of what people were told more than a year ago; False when none is left."""
    with writing():
        return prune_old_notices(clock.now())
