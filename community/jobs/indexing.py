"""The worker's hand on the search index: the only one that writes it."""

import logging
from collections.abc import Sequence
from contextlib import AbstractContextManager

from sqlalchemy import Row

from community.db import reading, writing
from community.failpoints import failpoint
from community.jobs.twins import look_again_at_all
from community.search import delivery, encoding, lexicon
from community.search.index import index_here
from community.search.interface import BATCH, Index, IndexBusy
from community.search.vectors import in_use

log = logging.getLogger(__name__)


def update_index() -> int:
    """Take in the next changed ideas, in one commit; returns how many. Rebuilds an index that is lost or broken."""
    with reading():
        sound, tasks = index_here().is_sound(), delivery.waiting_tasks()
    try:
        if not sound:
            heal_index()
        if tasks:
            _take_in(tasks)
    except IndexBusy:
        return 0
    return len(tasks)


def _take_in(tasks: Sequence[Row]) -> None:
    with _scope(index_here()):
        delivery.take_in(tasks)
    failpoint("before_mark")
    with writing():
        _settle(tasks)
        lexicon.note([task.idea_id for task in tasks])


def _settle(tasks: Sequence[Row]) -> None:
    """The words are taken in; what the sentences mean follows."""
    delivery.settle_tasks(tasks)
    if in_use():
        encoding.queue_vectors([task.idea_id for task in tasks])


def heal_index() -> None:
    log.warning("the search index is missing, broken or of another format: building it anew")
    log.warning("the search index is built anew from %s ideas", rebuild_index())


def rebuild_index() -> int:
    """Build the whole index beside the one in use, and swap; what changes meanwhile is taken in afterwards.

    All twins are looked for anew: it may have been built because the matcher has changed.
    """
    here = index_here()
    with reading():
        taken_in = delivery.all_tasks()
    _note_all()
    with _scope(here):
        written = here.rebuild()
    for start in range(0, len(taken_in), BATCH):
        with writing():
            _settle(taken_in[start : start + BATCH])
    look_again_at_all()
    return written


def _note_all() -> None:
    """Languages and words, a batch at a time: nobody waits long for the database."""
    with writing():
        lexicon.forget_words()
    last = 0
    while True:
        with writing():
            ids = lexicon.ideas_after(last)
            lexicon.note(ids)
        if not ids:
            return
        last = ids[-1]


def _scope(here: Index) -> AbstractContextManager[object]:
    return writing() if here.in_database else reading()
