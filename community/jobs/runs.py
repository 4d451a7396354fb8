"""When each periodic job last went well, and when it last did not."""

from datetime import datetime, timedelta

from community.db import db, writing
from community.jobs.models import JobRun

STEP = timedelta(seconds=60)
"""A success is written down once in so long, since some jobs run every second."""


def note_run(name: str, now: datetime, problem: Exception | None = None) -> None:
    if problem is None and not _is_news(name, now):
        return
    with writing() as session:
        row = session.get(JobRun, name)
        if row is None:
            row = JobRun(name=name, error="")
            session.add(row)
        if problem is None:
            row.succeeded_at, row.error = now, ""
        else:
            row.failed_at, row.error = now, f"{type(problem).__name__}: {problem}"[:2000]


def _is_news(name: str, now: datetime) -> bool:
    row = db.session.get(JobRun, name)
    return row is None or bool(row.error) or row.succeeded_at is None or abs(now - row.succeeded_at) >= STEP
