"""The worker's search for twins: after the index has taken an idea in, in a lane of its own, so that it holds up nothing."""

from collections.abc import Mapping

from community import clock
from community.db import reading, writing
from community.failpoints import failpoint
from community.search.queries import near_ideas
from community.triage import queries_twins as queries
from community.triage import twins

MOST_NEAR = 10


def look() -> int:
    """Look for the twins of the next ideas that changed; returns how many were looked at.

    What was found is kept in the same transaction that settles the work, so that a look cut off is done again.
    """
    with reading():
        tasks = queries.looks_waiting()
        found = {task.idea_id: _near(task.idea_id) for task in tasks}
    if not tasks:
        return 0
    failpoint("before_mark")
    with writing():
        for idea_id, certainties in found.items():
            twins.note_found(idea_id, certainties, now=clock.now())
        twins.settle_looks(tasks)
        failpoint("before_commit")
    return len(tasks)


def _near(idea_id: int) -> Mapping[int, float]:
    return {near.idea_id: near.certainty for near in near_ideas(idea_id, MOST_NEAR)}


def learn() -> None:
    """Drop what is no pair any more, weigh the rest by today's votes, and store what the judgements teach."""
    with writing():
        twins.forget_stale()
        twins.weigh()
    with reading():
        stored, now_known = queries.twin_summary(), queries.learned()
    if stored != now_known:
        with writing():
            twins.keep_summary(now_known)


def look_again_at_all() -> None:
    """After the index was built anew, which may have been because the matcher has changed."""
    with writing():
        twins.queue_all(now=clock.now())
