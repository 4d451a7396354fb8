"""The fault-injecting receiver judges other code, so it is tested itself."""

import datetime as dt
import threading
import time

from community.crm.dial import post
from community.crm.rules import Failure
from community.crm.signing import new_secret, sign
from tests.crm.calls import BODY, LOOPBACK, replied, send
from tests.receiver import Receiver


def test_the_receiver_answers_by_a_script_and_writes_its_ledger_down(tmp_path):
    ledger = tmp_path / "ledger"
    with Receiver(ledger_file=ledger) as scripted:
        scripted.script.extend(["/500", "/reset"])
        outcomes = [send(scripted, "/scripted") for _ in range(3)]
    assert replied(outcomes[0]).status == 500
    assert outcomes[1] is Failure.BROKEN
    assert replied(outcomes[2]).status == 200
    assert len(ledger.read_text().splitlines()) == 3


def test_a_frozen_receiver_judges_signatures_at_their_own_time():
    secret, long_ago = new_secret(), dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    with Receiver(secret=secret, frozen=True) as frozen, Receiver(secret=secret) as strict:
        for receiver in (frozen, strict):
            post(receiver.url("/ok"), BODY, sign(secret, "msg_1", long_ago, BODY), LOOPBACK)
            post(receiver.url("/ok"), BODY, sign(new_secret(), "msg_1", long_ago, BODY), LOOPBACK)
        assert [entry.verified for entry in frozen.ledger] == [True, False]
        assert [entry.verified for entry in strict.ledger] == [False, False]


def test_a_receiver_stops_at_once_and_frees_its_threads():
    before = threading.active_count()
    with Receiver() as stopping:
        send(stopping, "/hang", total=0.2)
        started = time.monotonic()
    assert time.monotonic() - started < 1
    assert threading.active_count() <= before
