"""Handing mails over: a real SMTP server, every way it can refuse, and what becomes of the row."""

import hashlib
import threading
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from community import clock, events
from community.db import db, writing
from community.jobs import mail as job
from community.notifications import actions_delivery as actions
from community.notifications import rules
from community.notifications.actions import queue_mail
from community.notifications.delivery import Letter
from community.notifications.envelopes import return_path
from community.notifications.models import Mail
from community.notifications.rules import Fate, Outcome
from tests.cast import ADA
from tests.notifications.mails import rows
from tests.smtp_sink import Sink

CODE = {"code": "123456", "link": "http://127.0.0.1:8000/sign-in/link/abc", "kept": []}


@pytest.fixture(scope="module")
def sink(tmp_path_factory):
    with Sink(tmp_path_factory.mktemp("sink")) as started:
        yield started


@pytest.fixture
def send_to(app: Flask):
    """Point the application at a mail server for one test."""
    before = app.config["SETTINGS"]

    def point(url):
        app.config["SETTINGS"] = replace(before, mail_url=url)

    yield point
    app.config["SETTINGS"] = before


@pytest.fixture
def ledger(sink, send_to):
    """What reached the server in this test."""
    send_to(sink.url)
    before = len(sink.ledger())
    return lambda: sink.ledger()[before:]


def queue(*addresses, kind="endpoint_disabled"):
    with writing():
        context = CODE if kind == "sign_in" else {"at": clock.now(), "told": "", "endpoint_url": "http://x.example", "why": ""}
        for address in addresses:
            event = events.record("ping", at=clock.now())
            queue_mail(kind, address=address, person=None, context=context, event=event, now=clock.now())


def deliver():
    while job.deliver():
        pass


def states():
    return [mail.state for mail in rows()]


def test_a_mail_arrives_with_the_stored_bytes(app, ledger):
    queue(ADA.email)
    deliver()
    (entry,) = ledger()
    (mail,) = rows()
    assert (mail.state, mail.attempts, mail.lease) == ("sent", 1, None)
    assert entry["message_id"] == mail.message_id
    assert entry["sha256"] == hashlib.sha256(mail.content).hexdigest()
    assert entry["recipients"] == 1
    assert entry["from"] == return_path(mail.id)


def test_nothing_is_sent_twice(app, ledger):
    queue(ADA.email)
    deliver()
    deliver()
    assert len(ledger()) == 1


@pytest.mark.parametrize(("address", "state"), [("421-a@x.example", "failed"), ("450-a@x.example", "failed"), ("550-a@x.example", "dead"), ("554data-a@x.example", "dead")])
def test_a_refusal_counts_by_its_class_and_holds_nobody_up(app, ledger, address, state):
    queue(address, ADA.email)
    deliver()
    deliver()
    assert states() == [state, "sent"]
    refused = rows()[0]
    assert refused.reason.startswith(address[:3])
    if state == "failed":
        assert timedelta(minutes=4) < refused.run_at - clock.now() <= timedelta(minutes=5)


def test_a_mail_refused_for_now_is_tried_again_later_and_arrives(app, ledger, moved_clock):
    queue(f"450once-{time.time_ns()}@x.example")
    deliver()
    deliver()
    assert ledger() == []
    moved_clock(301)
    deliver()
    assert states() == ["sent"]
    assert rows()[0].attempts == 2


def test_a_server_that_hangs_up_after_the_message_may_get_it_twice_with_the_same_bytes(app, ledger, moved_clock):
    queue("drop-a@x.example")
    deliver()
    assert states() == ["failed"]
    moved_clock(301)
    deliver()
    first, second = ledger()
    assert first == second


def test_a_slow_server_is_waited_for(app, ledger):
    queue("slow-a@x.example")
    deliver()
    assert states() == ["sent"]


def test_a_mail_that_is_always_refused_for_now_waits_longer_each_time_and_ends_after_two_days(app, ledger, moved_clock):
    queue("450-a@x.example")
    tries, start = 0, clock.now()
    while rows()[0].state in ("queued", "failed"):
        deliver()
        tries += 1
        moved_clock((rows()[0].run_at - start).total_seconds() + 1)
    assert (rows()[0].state, rows()[0].reason[:3]) == ("dead", "450")
    assert tries == rules.MOST_TRIES
    assert sum(rules.DELAYS, timedelta()) == timedelta(hours=48)


def test_a_stale_worker_cannot_mark_what_it_lost(app, moved_clock):
    queue(ADA.email)
    with writing():
        stale = actions.claim_next(clock.now())
    moved_clock(301)
    with writing():
        fresh = actions.claim_next(clock.now())
    assert isinstance(stale, Letter)
    assert isinstance(fresh, Letter)
    assert stale.id == fresh.id
    with writing():
        assert actions.note_outcome(stale, Outcome(Fate.NEVER, "550"), now=clock.now()) is False
    assert rows()[0].state == "queued"
    with writing():
        assert actions.note_outcome(fresh, Outcome(Fate.ACCEPTED), now=clock.now()) is True
    assert (rows()[0].state, rows()[0].attempts) == ("sent", 2)


def test_a_leased_mail_is_nobody_elses_until_the_lease_has_passed(app, moved_clock):
    queue(ADA.email)
    with writing():
        assert actions.claim_next(clock.now()) is not None
    with writing():
        assert actions.claim_next(clock.now()) is None
    moved_clock(rules.LEASE.total_seconds() + 1)
    with writing():
        assert actions.claim_next(clock.now()) is not None


def test_a_mail_that_kills_every_worker_is_given_up(app, ledger, moved_clock):
    queue(ADA.email)
    with writing():
        db.session.query(Mail).one().attempts = rules.MOST_TRIES
    deliver()
    assert states() == ["dead"]
    assert ledger() == []


def test_who_waits_for_a_code_goes_before_the_crowd(app, ledger):
    queue("first@x.example")
    queue("second@x.example", kind="sign_in")
    deliver()
    assert [entry["to"] for entry in ledger()] == ["second@x.example", "first@x.example"]


def test_two_workers_at_once_send_each_mail_once(app, ledger):
    queue(*(f"p{n}@x.example" for n in range(40)))

    def work():
        with app.app_context():
            deliver()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert states() == ["sent"] * 40
    assert len(ledger()) == len({entry["to"] for entry in ledger()}) == 40


def test_a_code_that_is_past_is_not_sent(app, ledger, moved_clock):
    queue(ADA.email, kind="sign_in")
    moved_clock(601)
    deliver()
    assert (states(), rows()[0].reason) == (["skipped"], "late")
    assert ledger() == []


def test_old_mails_are_forgotten_and_codes_sooner(app, ledger, moved_clock):
    queue(ADA.email)
    queue(ADA.email, kind="sign_in")
    deliver()
    moved_clock(1000)
    assert job.prune() is False
    assert [(mail.subject != "", mail.content != b"") for mail in rows()] == [(True, True), (False, False)]
    moved_clock(91 * 86_400)
    assert job.prune() is True
    assert rows() == []
