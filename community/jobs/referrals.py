"""Who joined by a link and has become an active member meanwhile."""

from community import clock
from community.advocates import actions_referrals as actions
from community.advocates import queries_referrals as queries
from community.db import reading, writing

BATCH = 500


def settle() -> None:
    """Look at those who may have become active; only who has is written down. Answers nothing: once a turn is enough."""
    now = clock.now()
    with reading():
        ripe = queries.grown_active(now, BATCH)
    for referred_id in ripe:
        with writing():
            actions.settle(referred_id, now=now)
