"""Turning events into work and doing it: expand, run, deliver, each in its own short transaction."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from community import clock
from community.db import db, writing
from community.events import Dispatch, Event
from community.failpoints import failpoint
from community.jobs import queries, registry

log = logging.getLogger(__name__)

MOST_TRIES = 8
FIRST_WAIT = timedelta(seconds=10)


def expand_events() -> int:
    """One Dispatch row per handler for the next events, in id order; returns how many events were expanded."""
    with writing() as session:
        waiting = queries.unexpanded_events()
        for event in waiting:
            names = [registry.name_of(handler) for handler in registry.handlers_of(event.kind)]
            session.add_all(Dispatch(event_id=event.id, handler=name, run_at=event.at) for name in names)
            event.expanded = True
        failpoint("before_commit")
    return len(waiting)


def turn() -> bool:
    """Run one handler that is due, or expand what is new when none is; False when there was nothing to do.

    Looking for new events each time would be a transaction more for every handler that is run.
    """
    return run_next_dispatch() or bool(expand_events())


def run_next_dispatch() -> bool:
    """Run one due handler batch in its own transaction; False when nothing is due."""
    now = clock.now()
    try:
        with writing():
            dispatch = queries.next_dispatch(now)
            if dispatch is None:
                return False
            dispatch_id = dispatch.id
            _run(dispatch, now)
            failpoint("before_commit")
        failpoint("after_commit")
    except Exception as problem:
        log.exception("dispatch %s failed", dispatch_id)
        _postpone(dispatch_id, problem, now)
    return True


def _run(dispatch: Dispatch, now: datetime) -> None:
    handler = registry.handler_named(dispatch.handler)
    event = db.session.get(Event, dispatch.event_id)
    if handler is None or event is None:
        dispatch.state, dispatch.error = "failed", "this handler no longer exists"
        return
    cursor = handler(event, dispatch.cursor, now)
    dispatch.attempts = 0
    if cursor is None:
        dispatch.state, dispatch.error = "done", None
    else:
        dispatch.cursor = cursor


def _postpone(dispatch_id: int, problem: Exception, now: datetime) -> None:
    """Push a failing row ahead so that it cannot stop the others; after the last try it waits for staff."""
    with writing() as session:
        dispatch = session.get_one(Dispatch, dispatch_id)
        dispatch.attempts += 1
        dispatch.error = f"{type(problem).__name__}: {problem}"[:2000]
        dispatch.run_at = now + FIRST_WAIT * 2**dispatch.attempts
        if dispatch.attempts >= MOST_TRIES:
            dispatch.state = "failed"


def drain(*steps: Callable[[], object], most: int = 10_000) -> int:
    """Expand, run and deliver, a step of each in turn, until nothing is due; returns the rounds it took."""
    done = 0
    while done < most:
        busy = [bool(step()) for step in (turn, *steps)]
        db.session.remove()
        if not any(busy):
            break
        done += 1
    return done
