"""Mails that came in: fetched from the mailbox, and processed one by one."""

import logging

from flask import current_app

from community import clock
from community.config import Settings
from community.db import db, reading, writing
from community.failpoints import failpoint
from community.inbound import actions, mailbox, queries
from community.inbound.actions import Leased
from community.inbound.mailbox import Mailbox
from community.inbound.reading import read
from community.inbound.receiving import take_in

log = logging.getLogger(__name__)


def process() -> bool:
    """Process one mail; False when none is due. One that cannot be processed stops no other."""
    leased = _claim()
    if leased is None:
        return False
    failpoint("after_claim")
    try:
        letter = read(leased.content)
        with writing():
            actions.settle(leased, letter, now=clock.now())
            failpoint("before_commit")
        failpoint("after_commit")
    except Exception as problem:
        log.exception("mail %s that came in could not be processed", leased.id)
        with writing():
            actions.postpone(leased, problem, now=clock.now())
    return True


def _claim() -> Leased | None:
    with reading():
        if not queries.anything_due(clock.now()):
            return None
    with writing():
        leased = actions.claim_next(clock.now())
    db.session.remove()
    return leased


def fetch() -> bool:
    """Look into the mailbox, if there is one; answers False, so that it is looked at again at its next turn only."""
    settings: Settings = current_app.config["SETTINGS"]
    if not settings.imap_url:
        return False
    try:
        with mailbox.opened(settings.imap_url) as opened:
            for uid in opened.waiting():
                _take(opened, uid)
    except mailbox.Problems as problem:
        log.warning("mailbox: it could not be read: %s", problem)
    return False


def _take(opened: Mailbox, uid: int) -> None:
    """Stored first, flagged after: what is fetched twice because we fell in between is known again."""
    found = opened.fetch(uid)
    if found is None:
        return
    with writing():
        take_in(found.raw, now=clock.now(), channel="mailbox", size=found.size)
    db.session.remove()
    failpoint("after_commit")
    opened.flag(uid)


def prune() -> bool:
    """Forget the bytes of a batch of old mails; False when none is left."""
    with writing():
        return actions.prune(clock.now())
