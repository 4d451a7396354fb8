"""Digests at their readers' eight o'clock, one short transaction each."""

import logging

from sqlalchemy.exc import OperationalError

from community import clock
from community.db import writing
from community.failpoints import failpoint
from community.notifications import actions_digests, actions_plans, queries_digests

log = logging.getLogger(__name__)


def make() -> bool:
    """Make the digest that has been due for longest; False when none is."""
    now = clock.now()
    due = queries_digests.first_due(now)
    if due is None:
        return False
    try:
        with writing():
            made = actions_digests.make_next(now)
            failpoint("before_commit")
        failpoint("after_commit")
    except OperationalError:
        raise
    except Exception:
        log.exception("the %s of person %s could not be made", due.kind, due.person_id)
        with writing():
            actions_digests.put_off(due.person_id, due.kind, now)
        return True
    return made


def look_after() -> bool:
    """Forget old digests, plan recaps for new owners of topics, and go on with the digests of those who came back; False when
    nobody is left."""
    now = clock.now()
    with writing():
        actions_plans.forget_old_digests(now)
        enrolled = actions_plans.enrol_owners(now)
        return actions_plans.welcome_back(now) or enrolled
