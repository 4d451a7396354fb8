"""Sending the mails that wait: lease one, hand it over with no transaction open, note what became of it."""

import logging
import time

from flask import current_app

from community import clock
from community.config import Settings
from community.db import db, reading, writing
from community.failpoints import failpoint
from community.inbound.bouncing import take_refusal
from community.jobs.journal import Journal
from community.notifications import actions_delivery as actions
from community.notifications import queries_sending as queries
from community.notifications.actions_inbox import prune_notices as prune_old_notices
from community.notifications.actions_pace import forget_full_domains
from community.notifications.actions_trials import forget_trials
from community.notifications.delivery import Carrier, Letter, carrier_for, is_sent_out
from community.notifications.rules import Fate, Outcome

log = logging.getLogger(__name__)

BATCH = 50
"""Mails handed over on one connection."""
STRETCH = 2.0
"""Seconds after which a sender that finds more to do looks up, so that it can be told to stop."""


def deliver() -> bool:
    """Send one batch; True when there may be more to send now."""
    settings: Settings = current_app.config["SETTINGS"]
    rate = settings.mail_per_domain if is_sent_out(settings) else 0
    carrier, tried, until, more = carrier_for(settings), 0, time.monotonic() + STRETCH, True
    try:
        while more and tried < BATCH and time.monotonic() < until:
            more = _deliver_one(carrier, rate)
            tried += more
    finally:
        carrier.close()
        if tried:
            log.info("mail: %s tried", tried)
    return more


def _deliver_one(carrier: Carrier, rate: int) -> bool:
    """False when no mail may go now, or the server does not let us in and the others had better wait."""
    with writing():
        letter = actions.claim_next(clock.now(), rate)
    db.session.remove()
    if letter is None:
        return False
    failpoint("after_claim")
    outcome = _carry(carrier, letter)
    _note(letter, outcome)
    return not outcome.untried


def _carry(carrier: Carrier, letter: Letter) -> Outcome:
    """What an alarm told is on disk at once, so that neither a fall nor an old database has it told again."""
    journal = Journal.of(current_app.config["SETTINGS"])
    if letter.unsure and letter.alerts and journal.knows(letter):
        return Outcome(Fate.ACCEPTED, "It had arrived before.")
    outcome = carrier.carry(letter)
    if outcome.fate is Fate.ACCEPTED:
        failpoint("after_accept")
        if letter.alerts:
            journal.note(letter, clock.now())
    return outcome


WORDS = {Fate.LATER: "will be tried again", Fate.NEVER: "given up"}


def _note(letter: Letter, outcome: Outcome) -> None:
    failpoint("before_mark")
    now = clock.now()
    with writing():
        kept = actions.note_outcome(letter, outcome, now=now)
        if kept and outcome.fate is Fate.NEVER:
            take_refusal(letter.id, outcome.reply, now=now)
    failpoint("after_mark")
    if not kept:
        log.warning("mail %s: its lease had passed, another worker has it", letter.id)
    elif outcome.fate is not Fate.ACCEPTED:
        log.warning("mail %s: %s (%s)", letter.id, WORDS[outcome.fate], outcome.reply)
    if outcome.broken or outcome.ours:
        _say_how_the_server_is()


def _say_how_the_server_is() -> None:
    with reading():
        server = queries.server()
        if server is not None and server.rests_until and queries.server_rests(clock.now()):
            log.error("mail: %s failures in a row since %s, next try at %s (%s)", server.failures, server.since, server.rests_until, server.problem)


def prune() -> bool:
    """Forget a batch of old mails, and old lines of the journal; False when none is left."""
    Journal.of(current_app.config["SETTINGS"]).forget(clock.now())
    with writing():
        forget_full_domains(clock.now())
        forget_trials(clock.now())
        return actions.prune_mails(clock.now())


def prune_notices() -> bool:
    """Forget a batch of what people were told more than a year ago; False when none is left."""
    with writing():
        return prune_old_notices(clock.now())
