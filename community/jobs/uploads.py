"""Files of accounts and contacts that staff uploaded: looked at, and written batch by batch."""

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy.exc import OperationalError

from community import clock
from community.crm import actions_uploads as actions
from community.crm import queries_in_lists as queries
from community.crm.actions_in import Looker, take_read
from community.crm.models_in import Upload
from community.db import db, reading, writing
from community.failpoints import failpoint
from community.imports.intake import BATCH, Batch, Tally, batches
from community.imports.reading import FileProblem, rows_of

STRETCH = 5.0
"""Seconds of writing after which a worker that is told to stop can."""
LOOKED_AT_ONCE = 20
"""Batches after which a look tells how far it has come."""

STOPPED = "something in it stopped us, which is in the log; what was taken in stays, and the same file may be sent again"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class File:
    """What is to be read, held without the database."""

    what: str
    content: bytes
    mapping: dict[str, str]

    def batches(self) -> Iterator[Batch]:
        return batches(self.what, rows_of(self.content), self.mapping)


def process() -> bool:
    """Look at, or go on with, the file that waits the longest; False when none does."""
    with reading():
        row = queries.next_upload()
        if row is None:
            return False
        upload_id, file, done, looks = row.id, File(row.what, row.content or b"", row.mapping), row.read, row.state == "checking"
    db.session.remove()
    try:
        if looks:
            _look(upload_id, file)
        else:
            _write(upload_id, file, done)
    except FileProblem as problem:
        _give_up(upload_id, str(problem))
    except OperationalError:
        raise
    except Exception:
        log.exception("file %s could not be taken in", upload_id)
        _give_up(upload_id, STOPPED)
    return True


def _look(upload_id: int, file: File) -> None:
    """Read to the end without writing anything of it, then say what would come of it."""
    looker, tally = Looker(file.what), Tally()
    for number, batch in enumerate(file.batches(), 1):
        with reading():
            tally.add([each for each, _ in batch], looker.look([row for _, row in batch]))
        if number % LOOKED_AT_ONCE == 0:
            with writing():
                actions.note_progress(_upload(upload_id), tally.kept(), tally.read, looked=True)
    with writing():
        row = _upload(upload_id)
        if row.state == "checking":
            actions.note_progress(row, tally.kept(), tally.read, looked=True)
            row.state = "ready"


def _write(upload_id: int, file: File, done: int) -> None:
    """Go on behind the last batch that was written: a batch and how far it brought us are one transaction."""
    until = time.monotonic() + STRETCH
    for batch in islice(file.batches(), -(-done // BATCH), None):
        with writing():
            taken = take_read(file.what, [row for _, row in batch], source=f"upload:{upload_id}", now=clock.now())
            row = _upload(upload_id)
            tally = _read_back(row.outcome)
            tally.add([each for each, _ in batch], taken)
            actions.note_progress(row, tally.kept(), done + len(batch), looked=False)
            failpoint("before_commit")
        db.session.remove()
        done += len(batch)
        if time.monotonic() > until:
            return
    with writing():
        actions.end_upload(_upload(upload_id), "done", now=clock.now())


def _give_up(upload_id: int, problem: str) -> None:
    """Whatever is wrong with one file holds up no other."""
    with writing():
        row = _upload(upload_id)
        row.preview = {**row.preview, "problem": problem}
        actions.end_upload(row, "failed", now=clock.now())


def _upload(upload_id: int) -> Upload:
    return db.session.get_one(Upload, upload_id, with_for_update=True)


def _read_back(outcome: dict[str, Any]) -> Tally:
    kept = queries.bad_rows(outcome)
    return Tally(dict(outcome["counts"]), kept) if outcome else Tally()
