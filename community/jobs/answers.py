"""Answers that wait for their time, one short transaction each."""

from community import clock
from community.db import writing
from community.failpoints import failpoint
from community.responses import actions_waiting


def publish() -> bool:
    """Publish the answer whose time came first, or tell that it could not be; False when none is due."""
    with writing():
        done = actions_waiting.publish_next(clock.now())
        if done:
            failpoint("before_commit")
    if done:
        failpoint("after_commit")
    return done
