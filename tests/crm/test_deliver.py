"""From an event to a verified message at a real receiver, whatever the receiver does."""

import json
import random
import threading
import time
from dataclasses import replace

import pytest
from flask import current_app

from community import clock
from community.crm import delivery
from community.crm.rules import SCHEDULE, Failure
from community.db import db, writing
from community.events import Event
from community.jobs.webhooks import deliver
from community.jobs.worker import drain
from tests import factories
from tests.cast import ADA
from tests.crm.endpoints import HOURS, attempts, deliveries, endpoint, listen, ping, work
from tests.receiver import Receiver


def publish():
    with writing():
        return factories.idea(ADA).id


def test_an_event_arrives_once_signed_as_the_official_library_expects(loopback):
    with Receiver() as receiver:
        listen(receiver)
        publish()
        work()
        work()
        (entry,) = receiver.ledger
        assert entry.verified
        (request,) = receiver.requests
        assert request.headers["content-type"] == "application/json"
        assert json.loads(request.body)["type"] == "idea.published"


def test_the_try_and_the_reply_are_kept(hook):
    listen(hook)
    publish()
    work()
    (sent,), (tried,) = deliveries(), attempts()
    assert (sent.state, sent.attempts, sent.lease) == ("done", 1, None)
    assert (tried.status, tried.reply, tried.problem) == (200, "thanks", "")
    assert 0 <= tried.latency_ms < 3000
    assert endpoint(sent.endpoint_id).last_success_at == sent.done_at


def test_only_what_was_asked_for_is_sent(hook):
    listen(hook, kinds=("vote.cast",))
    publish()
    work()
    assert deliveries() == []


def test_each_endpoint_gets_its_own_message_under_its_own_name(hook):
    listen(hook, "/ok", name="One")
    listen(hook, "/201", name="Two")
    publish()
    work()
    one, two = deliveries()
    assert one.webhook_id != two.webhook_id
    assert one.body == two.body
    assert sorted(entry.path for entry in hook.ledger) == ["/201", "/ok"]


def test_a_handler_that_runs_twice_makes_one_delivery(hook):
    listen(hook)
    publish()
    work()
    with writing() as session:
        session.query(Event).update({"expanded": False})
        session.execute(db.text("DELETE FROM dispatches"))
    work()
    assert len(deliveries()) == 1
    assert len(hook.ledger) == 1


def test_retries_follow_the_schedule_under_the_same_name_with_a_new_time(hook, moved_clock):
    hook.script.extend(["/500", "/503", "/reset", "/ok"])
    listen(hook, "/scripted")
    publish()
    moved = 0.0
    for wait in SCHEDULE[:4]:
        moved += wait.total_seconds() * 1.25 + 1
        moved_clock(moved)
        work()
    assert [entry.verified for entry in hook.ledger] == [True] * 4
    assert len({entry.webhook_id for entry in hook.ledger}) == 1
    assert len({entry.sha256 for entry in hook.ledger}) == 1
    assert len({entry.timestamp for entry in hook.ledger}) == 4
    assert [tried.status for tried in attempts()] == [500, 503, None, 200]
    assert [tried.problem for tried in attempts()] == ["", "", "broken", ""]
    assert deliveries()[0].state == "done"


def test_between_tries_the_wait_is_that_of_the_schedule_within_a_fifth(hook):
    listen(hook, "/500")
    publish()
    before = clock.now()
    work()
    (sent,) = deliveries()
    wait = (sent.run_at - before).total_seconds()
    assert 0.8 * 5 <= wait <= 1.2 * 5 + 3
    work()
    assert len(attempts()) == 1


def test_a_receiver_that_asks_for_time_gets_it(hook):
    listen(hook, "/429/minute")
    publish()
    before = clock.now()
    work()
    assert 89 <= (deliveries()[0].run_at - before).total_seconds() <= 93


def test_after_the_last_try_it_is_given_up_and_stays_visible(hook, moved_clock):
    listen(hook, "/500")
    publish()
    for shift in range(24):
        moved_clock(shift * 8 * HOURS)
        work()
    (sent,) = deliveries()
    assert (sent.state, sent.attempts) == ("failed", len(SCHEDULE))
    assert len(hook.ledger) == len(attempts()) == len(SCHEDULE)


def test_410_switches_the_endpoint_off_at_once(hook):
    where = listen(hook, "/410")
    publish()
    work()
    row = endpoint(where)
    assert (row.disabled_reason, deliveries()[0].state) == ("gone", "failed")
    told = db.session.query(Event).filter_by(kind="endpoint.disabled").one()
    assert told.data == {"endpoint_id": where, "reason": "gone", "maker_id": row.created_by_id}


def test_five_days_of_nothing_but_failures_switch_it_off_once(hook, moved_clock):
    where = listen(hook, "/500")
    for day in range(7):
        moved_clock(day * 24 * HOURS)
        publish()
        work()
        assert (endpoint(where).disabled_at is None) == (day < 5)
    assert endpoint(where).disabled_reason == "failing"
    assert db.session.query(Event).filter_by(kind="endpoint.disabled").count() == 1


def test_one_success_in_the_window_keeps_it_on(hook, moved_clock):
    where = listen(hook, "/scripted")
    for day in range(8):
        hook.script.clear()
        hook.script.extend(["/ok"] if day == 3 else ["/500"] * 20)
        moved_clock(day * 24 * HOURS)
        publish()
        work()
    assert endpoint(where).disabled_at is None


def test_an_endpoint_that_is_off_makes_no_rows_and_keeps_those_it_has(hook):
    where = listen(hook, "/500")
    publish()
    drain()
    with writing() as session:
        session.get(type(endpoint(where)), where).disabled_at = clock.now()
    publish()
    work()
    assert [row.state for row in deliveries()] == ["queued"]
    assert hook.ledger == []


def test_a_killed_workers_row_is_taken_up_again_after_its_lease(hook, moved_clock):
    listen(hook)
    publish()
    drain()
    with writing():
        from_the_dead = _lease()
    work()
    assert hook.ledger == []
    moved_clock(61)
    work()
    assert [entry.webhook_id for entry in hook.ledger] == [from_the_dead.webhook_id]


def test_a_worker_that_lost_its_lease_cannot_mark_the_row(hook, moved_clock):
    listen(hook)
    publish()
    drain()
    with writing():
        slow = _lease()
    moved_clock(61)
    work()
    with writing():
        assert not delivery.store(slow, Failure.TIMEOUT, clock.now())
    assert (deliveries()[0].state, len(attempts())) == ("done", 1)


def test_an_endpoint_that_hangs_keeps_only_itself_waiting(hook):
    """WH-12: while one hangs, the other's messages go through, taking turns."""
    listen(hook, "/hang", name="Slow")
    listen(hook, "/ok", name="Quick")
    for _ in range(10):
        publish()
    drain()
    with writing():
        assert _lease() is not None
    started = time.monotonic()
    while deliver():
        pass
    spent = time.monotonic() - started
    assert [entry.path for entry in hook.ledger] == ["/ok"] * 10
    assert spent < 5


def test_a_sender_looks_up_after_a_stretch_and_finds_the_rest_at_its_next_turn(hook, monkeypatch):
    monkeypatch.setattr("community.jobs.webhooks.STRETCH", 0)
    listen(hook)
    for _ in range(3):
        publish()
    drain()
    assert [deliver(), len(hook.ledger)] == [True, 1]
    assert [deliver(), len(hook.ledger)] == [True, 2]
    assert [deliver(), deliver(), len(hook.ledger)] == [True, False, 3]


def test_one_that_is_flooded_is_left_alone_for_a_minute(hook, moved_clock):
    listen(hook, "/429", name="Flooded")
    listen(hook, "/ok", name="Quick")
    for _ in range(3):
        publish()
    work()
    assert [entry.path for entry in hook.ledger if entry.path == "/429"] == ["/429"]
    assert len(hook.ledger) == 4
    moved_clock(62)
    work()
    assert [entry.path for entry in hook.ledger[4:]] == ["/429"]


def test_endpoints_take_turns(hook):
    listen(hook, "/200", name="One")
    listen(hook, "/201", name="Two")
    for _ in range(3):
        publish()
    work()
    assert [entry.path for entry in hook.ledger] == ["/200", "/201"] * 3


def test_threads_share_the_work_without_sending_anything_twice(hook):
    for number in range(3):
        listen(hook, "/ok", name=f"Number {number}")
    hook.secret = ""
    for _ in range(8):
        publish()
    drain()
    app = current_app._get_current_object()

    def run():
        with app.app_context():
            while deliver():
                db.session.remove()
            db.session.remove()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    work()
    names = [entry.webhook_id for entry in hook.ledger]
    assert len(names) == len(set(names)) == 24


def test_no_transaction_is_open_while_the_network_is(hook, monkeypatch):
    listen(hook)
    publish()
    drain()
    seen = []
    real = delivery.post
    monkeypatch.setattr(delivery, "post", lambda *a, **k: seen.append(db.session().in_transaction()) or real(*a, **k))
    work()
    assert seen == [False]


def test_a_test_goes_to_its_own_endpoint_only(hook):
    where = listen(hook, "/ok", kinds=("vote.cast",), name="Tested")
    listen(hook, "/201", name="Other")
    ping(where)
    work()
    assert [entry.path for entry in hook.ledger] == ["/ok"]
    assert json.loads(hook.requests[0].body)["data"] == {"endpoint": {"id": where}}


def test_what_cannot_be_opened_switches_the_endpoint_off_and_is_kept(hook):
    where = listen(hook)
    with writing() as session:
        session.get(type(endpoint(where)), where).secret = "gAAAAA-not-ours"
    publish()
    work()
    assert endpoint(where).disabled_reason == "secret"
    assert [row.state for row in deliveries()] == ["queued"]
    assert hook.ledger == []


def test_a_name_that_leads_home_is_never_called(hook, monkeypatch):
    """SSRF: the form saw a public name; at the moment of sending it leads to this very machine."""
    where = listen(hook)
    with writing():
        endpoint(where).url = f"https://hooks.heed.example:{hook.port}/ok"
    close_private_networks()
    asked = []
    monkeypatch.setattr("community.crm.dial.socket.getaddrinfo", lambda host, port, **kinds: asked.append(host) or [(2, 1, 6, "", ("127.0.0.1", port))])
    publish()
    work()
    assert asked == ["hooks.heed.example"]
    assert hook.connections == 0
    assert attempts()[0].problem == "unreachable"


def test_a_network_that_is_no_longer_listed_is_no_longer_called(hook):
    listen(hook)
    close_private_networks()
    publish()
    work()
    assert hook.connections == 0
    assert attempts()[0].problem == "unreachable"


def close_private_networks():
    current_app.config["SETTINGS"] = replace(current_app.config["SETTINGS"], webhook_networks=())


@pytest.mark.parametrize("path", ["/301", "/302"])
def test_a_redirect_is_a_failure_and_never_followed(hook, path):
    listen(hook, path)
    publish()
    work()
    assert [tried.status for tried in attempts()] == [int(path[1:])]
    assert hook.connections == 1


def test_what_a_receiver_answers_is_kept_short(hook):
    listen(hook, "/strange")
    publish()
    work()
    assert len(attempts()[0].reply.encode()) <= 2048
    assert "\x00" not in attempts()[0].reply


def test_a_third_of_failures_loses_nothing_and_doubles_nothing(hook, moved_clock):
    """30 % failures at random, 60 events: each arrives, under one name, with one body."""
    rng = random.Random(11)
    listen(hook, "/scripted")
    for _ in range(60):
        publish()
    for step in range(14):
        hook.script.extend(rng.choice(["/500", "/reset-midway", "/ok", "/ok", "/204", "/201", "/ok", "/503", "/ok", "/200"]) for _ in range(80))
        moved_clock(step * 6 * HOURS)
        work()
    assert {row.state for row in deliveries()} == {"done"}
    assert len({entry.webhook_id for entry in hook.ledger}) == 60
    assert len({(entry.webhook_id, entry.sha256) for entry in hook.ledger}) == 60
    assert all(entry.verified for entry in hook.ledger)
    failures = sum(1 for tried in attempts() if tried.status is None or tried.status >= 300)
    assert failures >= 8


def _lease():
    return delivery.lease_next(current_app.config["SETTINGS"].secret_key, clock.now())
