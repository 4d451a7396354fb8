"""What happens to points and levels by the clock: they fade, levels end, and the ledgers are proved every night."""

import logging

from community import clock
from community.advocates import actions_decay, proving
from community.advocates.actions_levels import look_at_next
from community.advocates.actions_proving import keep_proof
from community.advocates.proving import Difference
from community.db import reading, writing

log = logging.getLogger(__name__)


def fade() -> int:
    """Write the next people's line of the last month; 0 when everybody has theirs."""
    with writing():
        return actions_decay.fade_next(clock.now())


def settle_levels() -> None:
    """Levels that time alone ends: their grace has passed, or the newest outcome is too long ago."""
    after: int | None = 0
    while after is not None:
        with writing():
            after = look_at_next(after, clock.now())


def prove() -> None:
    """Recompute every ledger, and leave what differs in the log and for `heed doctor`; nothing is mended."""
    wrong: list[Difference] = []
    after: int | None = 0
    while after is not None:
        with reading():
            after, found = proving.next_people(after)
        wrong += found
    for each in wrong[:100]:
        log.error("ledger of person %s: %s is %s, and follows to be %s", each.person_id, each.what, each.stored, each.true)
    with writing():
        keep_proof(len({each.person_id for each in wrong}), clock.now())
