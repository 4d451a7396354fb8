"""Counting what stands behind ideas, some at a time."""

from community import clock
from community.crm import actions_weight
from community.crm.queries_weight import anything_due
from community.db import reading, writing
from community.failpoints import failpoint


def settle() -> int:
    """Count the next ideas whose votes or accounts changed; returns how many."""
    with reading():
        waiting = anything_due(clock.now())
    if not waiting:
        return 0
    with writing():
        counted = actions_weight.settle_next(clock.now())
        failpoint("before_commit")
    return counted


def count_all() -> None:
    """Once a day, as renewals come near."""
    with writing():
        actions_weight.count_all(clock.now())
