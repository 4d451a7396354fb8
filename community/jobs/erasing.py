"""Forgetting people: whose time to think again is over, and what is left to do when every package has forgotten its part.

Each step may be interrupted and done again: the row of the erasure stays until nothing is left.
"""

import logging
from collections.abc import Collection
from pathlib import Path

from flask import current_app

from community import clock
from community.accounts import actions_erasing as actions
from community.accounts import queries_erasing as queries
from community.accounts.actions_admin import LastAdministrator
from community.accounts.models_erasing import Erasure
from community.accounts.viewer import Viewer
from community.config import Settings
from community.crm.actions_erasing import forget_files, forget_last_word, is_taken_in, is_told
from community.db import reading, writing
from community.jobs.indexing import rebuild_index
from community.jobs.runs import forget_errors
from community.notifications.actions_erasing import bears_in
from community.notifications.delivery import maildir_of
from community.search.interface import IndexBusy

log = logging.getLogger(__name__)


def erase_due() -> bool:
    """Forget the person whose time to think again ended the longest ago; False when there is none."""
    now = clock.now()
    with reading():
        if queries.due_erasure(now) is None:
            return False
    with writing():
        request = queries.due_erasure(now)
        person = queries.person_to_erase(request.person_id) if request else None
        if request is None or person is None:
            return False
        try:
            actions.erase_person(Viewer.of(person), person, keep_words=request.keep_words, now=now)
        except LastAdministrator:
            actions.cancel_erasure(Viewer.of(person), person.id, now=now)
    return True


def finish() -> None:
    """Once every handler has done its part and the CRM knows: letters on this disk, the index, files of CRMs, and the row itself."""
    with reading():
        ready = [(row.person_id, row.traces, row.reindex) for row in queries.begun_erasures() if _is_ready(row)]
    if not ready:
        return
    _forget_letters([trace for _, traces, _ in ready for trace in traces])
    if any(reindex for *_, reindex in ready) and not _rebuilt():
        return
    for person_id, *_ in ready:
        with writing():
            erasure = queries.erasure_of(person_id)
            if erasure is not None:
                forget_files(erasure.traces, now=clock.now())
                forget_errors(erasure.traces)
                forget_last_word(person_id)
                actions.finish(erasure)


def _is_ready(row: Erasure) -> bool:
    return queries.is_followed(row.person_id) and is_told(row.person_id) and is_taken_in(row.traces)


def _rebuilt() -> bool:
    """What left an index is still in its files until they are written anew."""
    try:
        rebuild_index()
    except IndexBusy:
        return False
    return True


def _forget_letters(traces: Collection[str]) -> None:
    """Where mails are put into a folder, as in the demo: those that name them."""
    settings: Settings = current_app.config["SETTINGS"]
    if not settings.mail_url.startswith("maildir"):
        return
    folder: Path = maildir_of(settings)
    for path in [path for name in ("new", "cur") for path in (folder / name).glob("*")]:
        if bears_in(path.read_bytes(), traces):
            path.unlink(missing_ok=True)
            log.info("a letter that named somebody who was forgotten was removed")
