"""When alerts leave and in how many mails: one each as a rule, all in one when they are many or late. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

GATHER = timedelta(seconds=60)
"""An alert waits so long for others of the same person. It has two minutes to leave (SLA-11): half is for company, half for
the looks at the clocks, the queue and the mail server. Answers promised in days fall due at the close of a working day, so
that those which belong together come within seconds of each other."""
MOST_ALONE = 5
"""So many alerts gathered for one person still get a mail each; more of them come as one."""
LATE = timedelta(minutes=10)
"""An alert that leaves so long after its time tells of a silence of ours: such alerts come as one summary."""
PATIENCE = timedelta(minutes=3)
"""A summary waits at most so long for what is still being noticed: after a silence, alerts leave within five minutes."""
STALE = timedelta(minutes=10)
"""A mail that waited so long without a first try says what is no longer so: its alerts are gathered again."""


class Told(Protocol):
    """What an alert must know about itself: the time of its tier."""

    @property
    def at(self) -> datetime: ...


A = TypeVar("A", bound=Told)


def is_late(alert: Told, now: datetime) -> bool:
    return now - alert.at >= LATE


def in_mails(alerts: Sequence[A], now: datetime) -> list[list[A]]:
    """The alerts of one person that leave now, mail by mail."""
    late = any(is_late(alert, now) for alert in alerts)
    if len(alerts) > MOST_ALONE or (late and len(alerts) > 1):
        return [list(alerts)]
    return [[alert] for alert in alerts]


def may_leave(first: datetime, last: datetime, now: datetime, *, more_to_come: bool) -> bool:
    """Whether alerts noticed from `first` to `last` have waited enough. A clock set back counts as waited enough."""
    if last > now:
        return True
    return now - first >= (PATIENCE if more_to_come else GATHER)
