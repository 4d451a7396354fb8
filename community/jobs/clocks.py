"""What the answer clocks do by themselves, one short transaction at a time."""

from community import clock
from community.db import writing
from community.responses import actions_clocks, actions_escalating, actions_pausing, actions_promises


def escalate() -> bool:
    """Tell the next tier of the most urgent clock; False when nobody is to be told."""
    with writing():
        return actions_escalating.escalate_next(clock.now())


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
