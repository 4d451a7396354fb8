"""A handler that fails waits longer each time, stops no other, and at last waits for staff with its error."""

from datetime import timedelta

import pytest

from community import clock
from community.db import db, writing
from community.events import Dispatch, Event, record
from community.jobs import queries, registry
from community.jobs.worker import FIRST_WAIT, MOST_TRIES, drain, expand_events, run_next_dispatch, turn

MINUTE = timedelta(minutes=1)


@pytest.fixture
def handled(app, monkeypatch):
    """What each made-up handler is to do: nothing, fail, or go on in batches; and what was done, in order."""
    done: list[tuple[str, int]] = []
    does: dict[str, object] = {"one": None, "two": None}

    def handler(name):
        def handle(event, cursor, now):
            done.append((name, cursor))
            what = does[name]
            if isinstance(what, Exception):
                raise what
            return what(cursor) if callable(what) else None

        return handle

    handlers = {name: handler(name) for name in does}
    monkeypatch.setattr(registry, "handlers_of", lambda kind: list(handlers.values()))
    monkeypatch.setattr(registry, "name_of", lambda found: next(name for name, each in handlers.items() if each is found))
    monkeypatch.setattr(registry, "handler_named", handlers.get)
    return does, done, handlers


def happen(kind="idea.edited"):
    with writing():
        return record(kind, at=clock.now()).kind


def rows():
    db.session.rollback()
    db.session.expire_all()
    return {row.handler: row for row in db.session.query(Dispatch).order_by(Dispatch.id)}


def test_an_event_becomes_one_row_for_each_handler_once(handled):
    happen()
    assert [expand_events(), expand_events()] == [1, 0]
    assert {name: (row.state, row.attempts, row.cursor) for name, row in rows().items()} == {"one": ("ready", 0, 0), "two": ("ready", 0, 0)}
    assert all(event.expanded for event in db.session.query(Event))


def test_each_is_run_once_the_oldest_first(handled):
    _does, done, _ = handled
    happen()
    assert drain() >= 2
    assert done == [("one", 0), ("two", 0)]
    assert {row.state for row in rows().values()} == {"done"}
    assert (turn(), queries.waiting_dispatches()) == (False, 0)


def test_one_that_goes_on_in_batches_keeps_its_place(handled):
    does, done, _ = handled
    does["one"] = lambda cursor: cursor + 10 if cursor < 20 else None
    happen()
    drain()
    assert [cursor for name, cursor in done if name == "one"] == [0, 10, 20]
    assert (rows()["one"].state, rows()["one"].cursor) == ("done", 20)


def test_one_that_fails_stops_no_other_and_says_why(handled):
    does, done, _ = handled
    does["one"] = ValueError("no such thing")
    happen()
    drain()
    one, two = rows()["one"], rows()["two"]
    assert (two.state, done) == ("done", [("one", 0), ("two", 0)])
    assert (one.state, one.attempts, one.error) == ("ready", 1, "ValueError: no such thing")
    assert timedelta(seconds=15) < one.run_at - clock.now() <= FIRST_WAIT * 2
    assert not run_next_dispatch(), "it is not due"


def test_it_waits_twice_as_long_each_time_and_at_last_for_staff(handled, monkeypatch):
    does, done, _ = handled
    does["one"] = ValueError("x" * 5_000)
    happen()
    waits = []
    for _ in range(MOST_TRIES + 3):
        drain()
        row = rows()["one"]
        waits.append(round((row.run_at - clock.now()) / FIRST_WAIT))
        with writing():
            db.session.query(Dispatch).update({"run_at": clock.now() - MINUTE})
    assert waits[:4] == [2, 4, 8, 16]
    assert [name for name, _ in done].count("one") == MOST_TRIES == 8
    assert (row.state, row.attempts, len(row.error)) == ("failed", MOST_TRIES, 2_000)
    assert (turn(), queries.waiting_dispatches()) == (False, 0)


def test_what_works_again_starts_to_count_anew(handled):
    does, _done, _ = handled
    does["one"] = ValueError("not yet")
    happen()
    drain()
    does["one"] = None
    with writing():
        db.session.query(Dispatch).update({"run_at": clock.now() - MINUTE})
    drain()
    assert (rows()["one"].state, rows()["one"].attempts, rows()["one"].error) == ("done", 0, None)


def test_a_handler_that_was_taken_away_is_named_and_stops_no_other(handled):
    _does, done, handlers = handled
    happen()
    expand_events()
    del handlers["one"]
    drain()
    assert (rows()["one"].state, rows()["one"].error) == ("failed", "this handler no longer exists")
    assert done == [("two", 0)]


def test_what_a_failing_handler_wrote_is_taken_back(handled):
    does, _done, _ = handled

    def writes_and_fails(cursor):
        record("idea.moved", at=clock.now())
        raise RuntimeError("half way")

    does["one"] = writes_and_fails
    happen()
    drain()
    assert [event.kind for event in db.session.query(Event)] == ["idea.edited"]


def test_what_has_waited_the_longest_is_known(handled):
    now = clock.now()
    assert queries.oldest_waiting(now) is None
    with writing():
        record("idea.edited", at=now - 3 * MINUTE)
    assert queries.oldest_waiting(now) == now - 3 * MINUTE
    expand_events()
    assert queries.oldest_waiting(now) == now - 3 * MINUTE
    drain()
    assert queries.oldest_waiting(now) is None


def test_no_more_events_at_once_than_a_batch(handled, monkeypatch):
    monkeypatch.setattr(queries, "BATCH", 3)
    for _ in range(4):
        happen()
    assert [expand_events() for _ in range(3)] == [3, 1, 0]
