"""The worker's search for twins: after the index has taken an idea in, in a lane of its own, so that it holds up nothing."""

from collections.abc import Callable, Mapping

from community import clock
from community.db import reading, writing
from community.failpoints import failpoint
from community.search.queries import near_ideas
from community.triage import queries_twins as queries
from community.triage import twins

MOST_NEAR = 10


def look() -> int:
    """Look for the twins of the next ideas that changed; returns how many were looked at.

    What was found is kept in the same transaction that settles the look, so that one cut off is done again.
    """
    with reading():
        tasks = queries.looks_waiting()
    for task in tasks:
        with reading():
            found = _near(task.idea_id)
        failpoint("before_mark")
        with writing():
            twins.note_found(task.idea_id, found, now=clock.now())
            twins.settle_look(task)
            failpoint("before_commit")
    return len(tasks)


def _near(idea_id: int) -> Mapping[int, float]:
    return {near.idea_id: near.certainty for near in near_ideas(idea_id, MOST_NEAR)}


def learn() -> None:
    """Drop what is no pair any more, weigh the rest by today's votes, and store what the judgements teach."""
    for step in (twins.forget_stale, twins.weigh_next):
        while _done(step):
            pass
    with reading():
        stored, now_known = queries.twin_summary(), queries.learned()
    if stored != now_known:
        with writing():
            twins.keep_summary(now_known)


def _done(step: Callable[[], int]) -> int:
    with writing():
        return step()


def look_again_at_all() -> None:
    """After the index was built anew, which may have been because the matcher has changed."""
    with writing():
        twins.queue_all(now=clock.now())
