"""When each periodic job last went well, and when it last did not."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select

from community.accounts.rules_erasing import without
from community.db import db, writing
from community.events import Dispatch
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


def forget_errors(traces: Collection[str]) -> None:
    """What a database or a server said when something went wrong may name somebody."""
    for dispatch in db.session.scalars(select(Dispatch).where(Dispatch.error != "")):
        dispatch.error = without(dispatch.error or "", traces, "…")
    for run in db.session.scalars(select(JobRun).where(JobRun.error != "")):
        run.error = without(run.error, traces, "…")
