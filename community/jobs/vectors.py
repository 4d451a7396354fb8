"""The worker's hand on the sentence vectors: the slow encoding with no transaction open, then one short write."""

from community import clock
from community.db import reading, writing
from community.failpoints import failpoint
from community.search import crowding, encoding
from community.search.vectors import crowds_of, in_use
from community.triage.twins import queue_look


def update_vectors(packer: encoding.Packer = encoding.packed) -> int:
    """Make the vectors of the next ideas that wait for theirs; returns how many ideas were looked at.

    Their twins are looked for again: those that say it in other words can be seen only now.
    """
    if not in_use():
        return 0
    with reading():
        tasks = encoding.waiting_tasks()
        texts, gone = encoding.still_to_make(tasks), encoding.out_of_sight(tasks)
    if not tasks:
        return 0
    made = encoding.make(texts, packer)
    failpoint("before_mark")
    with writing():
        if made or gone:
            encoding.keep([*made, *gone])
            queue_look([vectors.idea_id for vectors in made], now=clock.now())
        encoding.settle_tasks(tasks)
    return len(tasks)


def measure_crowds() -> int:
    """Measure how crowded it is around the next ideas; returns how many were looked at."""
    if not in_use():
        return 0
    with reading():
        ids = crowding.to_measure()
        found = crowds_of(ids) if ids else {}
    if found:
        with writing():
            crowding.keep(found)
    return len(found)


def catch_up() -> None:
    """Queue what lacks its vectors: after an update of Heed, after switching sentences on, after a loss."""
    if in_use():
        with writing():
            encoding.queue_missing()


def rebuild_vectors() -> int:
    """Make the database's own index anew and queue what is missing; returns how many ideas now wait for their vectors."""
    if not in_use():
        return 0
    with writing():
        encoding.prepare()
        encoding.queue_missing()
        return encoding.count_waiting()
