"""What CRMs pushed: taken in one message at a time, in the order they came."""

import logging

from community import clock
from community.crm import actions_sources as actions
from community.crm import queries_in_lists as queries
from community.crm.actions_uploads import forget_uploads
from community.db import db, reading, writing

log = logging.getLogger(__name__)


def process() -> bool:
    """Take in one message; False when none is due. One that goes wrong is tried again later and holds up no other."""
    with reading():
        row = queries.next_pushed(clock.now())
        if row is None:
            return False
        pushed_id = row.id
    try:
        with writing():
            actions.process_pushed(queries.pushed_to_change(pushed_id), now=clock.now())
    except Exception:
        log.exception("message %s of a CRM could not be taken in", pushed_id)
        with writing():
            actions.postpone_pushed(queries.pushed_to_change(pushed_id), now=clock.now())
    db.session.remove()
    return True


def forget() -> bool:
    """Uploads that nobody went on with, and what came of messages of long ago."""
    with writing():
        forget_uploads(clock.now())
        actions.forget_pushed(clock.now())
    return False
