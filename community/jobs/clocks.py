"""What the answer clocks do by themselves, one short transaction at a time."""

from flask import current_app

from community import clock
from community.db import writing
from community.failpoints import failpoint
from community.jobs.journal import Journal
from community.notifications import actions_alerts
from community.responses import (
    actions_clocks,
    actions_escalating,
    actions_mentioned,
    actions_pausing,
    actions_promises,
    queries_alerts,
)


def escalate() -> bool:
    """Tell the next tier of the most urgent clocks; False when nobody is to be told."""
    if not queries_alerts.alarm_is_due(clock.now()):
        return False
    with writing():
        told = actions_escalating.escalate_next(clock.now())
        failpoint("before_commit")
    failpoint("after_commit")
    return told


def escalate_mentions() -> bool:
    """The same of what was said elsewhere and waits for an idea."""
    if not queries_alerts.mention_is_due(clock.now()):
        return False
    with writing():
        return actions_mentioned.escalate_next_mention(clock.now())


def gather() -> bool:
    """Put the alerts of one person into mails; False when nobody's may leave yet."""
    if not queries_alerts.people_to_tell(clock.now()):
        return False
    told = Journal.of(current_app.config["SETTINGS"]).alerts()
    with writing():
        gathered = actions_alerts.gather_next(clock.now(), told)
        failpoint("before_commit")
    failpoint("after_commit")
    return gathered


def renew() -> bool:
    """Start the clock of one answer that is out of date; False when none is."""
    with writing():
        return actions_clocks.renew_next(clock.now())


def resume() -> bool:
    """Let one clock go on whose pause is over; False when none is."""
    with writing():
        return actions_pausing.resume_next(clock.now())


def take_effect() -> bool:
    """Count open clocks anew by one version of a promise or of working hours that holds by now; False when none waits."""
    with writing():
        return actions_promises.take_effect_next(clock.now())
