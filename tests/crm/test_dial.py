import datetime as dt
import time
import tracemalloc
from pathlib import Path

import pytest

from community.crm.dial import post
from community.crm.rules import Failure, next_attempt
from community.crm.signing import new_secret, sign
from tests.crm.calls import BODY, LOOPBACK, replied, send
from tests.receiver_modes import BIG

# What arrives


def test_the_bytes_and_headers_arrive_and_the_official_library_verifies_them(receiver):
    headers = sign(receiver.secret, "msg_1", dt.datetime.now(dt.UTC), BODY) | {
        "content-type": "application/json"
    }
    reply = replied(post(receiver.url("/ok?x=1"), BODY, headers, LOOPBACK))
    entry, request = receiver.ledger[-1], receiver.requests[-1]
    assert (reply.status, reply.snippet) == (200, "thanks")
    assert (entry.webhook_id, entry.verified, entry.path) == ("msg_1", True, "/ok?x=1")
    assert request.body == BODY
    assert request.headers["content-type"] == "application/json"
    assert request.headers["accept-encoding"] == "identity"
    assert request.headers["content-length"] == str(len(BODY))
    assert entry.host == f"127.0.0.1:{receiver.port}"


def test_a_forged_signature_is_in_the_ledger_as_not_verified(receiver):
    post(receiver.url("/ok"), BODY, sign(new_secret(), "msg_2", dt.datetime.now(dt.UTC), BODY), LOOPBACK)
    assert not receiver.ledger[-1].verified


def test_the_latency_is_in_milliseconds(receiver):
    assert 0 <= replied(send(receiver, "/ok")).latency_ms < 2000


def test_only_headers_that_explain_the_answer_are_kept(receiver):
    headers = replied(send(receiver, "/429/seconds")).headers
    assert headers["retry-after"] == "3"
    assert headers["server"] == "receiver"
    assert "set-cookie" not in headers


# What comes back


@pytest.mark.parametrize("status", [200, 201, 204, 301, 302, 400, 404, 410, 429, 500, 503])
def test_every_status_comes_back_as_it_is(receiver, status):
    assert replied(send(receiver, f"/{status}")).status == status


@pytest.mark.parametrize("path", ["/301", "/302"])
def test_a_redirect_is_not_followed(receiver, path):
    before = receiver.connections
    reply = replied(send(receiver, path))
    assert reply.headers["location"]
    assert receiver.connections == before + 1


@pytest.mark.parametrize(
    ("form", "least", "most"),
    [
        ("seconds", 60, 60),
        ("minute", 90, 90),
        ("date", 80, 95),
        ("negative", 60, 60),
        ("huge", 60, 60),
        ("junk", 60, 60),
    ],
)
def test_retry_after_travels_from_the_wire_to_the_next_attempt(receiver, form, least, most):
    reply = replied(send(receiver, f"/429/{form}"))
    now = dt.datetime.now(dt.UTC)
    due = next_attempt(1, reply.status, reply.headers.get("retry-after"), now, jitter=0.5)
    assert least <= (due - now).total_seconds() <= most


@pytest.mark.parametrize("path", ["/hang", "/stall", "/drip", "/drip-head", "/continue"])
def test_the_whole_call_ends_at_its_limit_however_slowly_something_comes(receiver, path):
    started = time.monotonic()
    assert send(receiver, path, total=0.4) is Failure.TIMEOUT
    assert 0.3 <= time.monotonic() - started < 1


@pytest.mark.parametrize("path", ["/reset", "/reset-midway", "/cut", "/garbage", "/long-head"])
def test_a_broken_answer_is_told_as_broken(receiver, path):
    assert send(receiver, path) is Failure.BROKEN


@pytest.mark.parametrize("path", ["/big", "/endless"])
def test_of_a_huge_answer_sixty_four_kilobytes_are_read_and_two_kept(receiver, path):
    before = receiver.bytes_sent
    reply = replied(send(receiver, path))
    assert reply.status == 200
    assert reply.snippet == "x" * 2048
    time.sleep(0.1)
    # What the receiver could push into the kernel's buffers before we hung up, well short of all of it.
    assert receiver.bytes_sent - before < BIG * 0.8


@pytest.mark.parametrize("path", ["/big", "/endless", "/bomb", "/long-head"])
def test_huge_and_packed_answers_leave_memory_flat(receiver, path):
    send(receiver, path)
    tracemalloc.start()
    send(receiver, path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2 * 1024 * 1024


def test_a_packed_answer_is_never_unpacked(receiver):
    reply = replied(send(receiver, "/bomb"))
    assert (reply.status, reply.snippet) == (200, "")


def test_the_snippet_is_text_that_every_database_can_hold(receiver):
    snippet = replied(send(receiver, "/strange")).snippet
    assert snippet.startswith("nul\ufffd bad\ufffd 漢")
    assert "\x00" not in snippet
    assert 2000 < len(snippet.encode()) <= 2048


def test_a_header_line_of_ours_that_is_broken_does_not_crash(receiver):
    assert post(receiver.url("/ok"), BODY, {"x-a": "b\r\nx-c: d"}, LOOPBACK) is Failure.BROKEN


def test_nothing_stays_open(receiver):
    descriptors = Path("/proc/self/fd")
    send(receiver, "/ok")
    time.sleep(0.2)
    before = len(list(descriptors.iterdir()))
    for path in ["/ok", "/reset", "/garbage", "/cut", "/big", "/500"] * 3:
        send(receiver, path)
    time.sleep(0.2)
    assert len(list(descriptors.iterdir())) <= before
