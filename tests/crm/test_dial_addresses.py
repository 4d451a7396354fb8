import ipaddress
import os
import socket
import threading
import time
from collections.abc import Sequence

import pytest

from community.crm import dial
from community.crm.dial import post
from community.crm.rules import Failure, Network
from tests.crm.calls import BODY, LOOPBACK, NAME, replied, send, to
from tests.receiver import Receiver

ONLY_TWO: list[Network] = [ipaddress.ip_network("127.0.0.2/32")]


def unused_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def test_refused_filtered_unknown_and_unanswered_cannot_be_told_apart(receiver):
    def unknown(host: str, port: int) -> Sequence[str]:
        raise socket.gaierror(-2, "Name or service not known")

    with socket.create_server(("127.0.0.1", 0), backlog=0) as silent:
        fillers = fill(silent)
        outcomes = [
            post(f"http://127.0.0.1:{unused_port()}/", BODY, {}, LOOPBACK),
            post(receiver.url("/ok"), BODY, {}, []),
            post("https://inner.example/", BODY, {}, [], resolve=to("127.0.0.1")),
            post("https://nowhere.example/", BODY, {}, [], resolve=unknown),
            post("https://nowhere.example/", BODY, {}, [], resolve=to()),
            post(f"http://127.0.0.1:{silent.getsockname()[1]}/", BODY, {}, LOOPBACK, connect_timeout=0.2),
            post("https://127.0.0.1:22/", BODY, {}, LOOPBACK),
        ]
        for filler in fillers:
            filler.close()
    assert outcomes == [Failure.UNREACHABLE] * 7


def fill(silent: socket.socket) -> list[socket.socket]:
    """Take every place in the queue, so that the next connection is left without an answer."""
    fillers = []
    for _ in range(4):
        filler = socket.socket()
        filler.setblocking(False)
        filler.connect_ex(silent.getsockname())
        fillers.append(filler)
    time.sleep(0.05)
    return fillers


def test_each_failure_has_its_own_words_and_they_name_no_address():
    words = [str(dial.WORDS[failure]) for failure in Failure]
    assert len(set(words)) == len(Failure)
    assert not any(
        hint in text.lower() for text in words for hint in ("refused", "filtered", "private", "127.")
    )


SPELLINGS = (
    "127.0.0.1 127.1 0x7f000001 2130706433 0177.0.0.1 127.000.000.001 0x7f.0x0.0x0.0x1 0 localhost ①②⑦.⓪.⓪.① "
    "127。0。0。1 [::1] [::ffff:127.0.0.1] [0:0:0:0:0:0:0:1] crm.example@127.0.0.1 127.0.0.1\\@crm.example"
)


@pytest.mark.parametrize("host", SPELLINGS.split())
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_no_spelling_of_loopback_opens_a_connection(receiver, host, scheme):
    before = receiver.connections
    assert post(f"{scheme}://{host}:{receiver.port}/ok", BODY, {}, []) is Failure.UNREACHABLE
    assert post(f"{scheme}://{host}:{receiver.port}/ok", BODY, {}, ONLY_TWO) is Failure.UNREACHABLE
    assert receiver.connections == before


class Rebinding:
    """A name that leads to an allowed address when first asked and to an inner one ever after."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.asked = 0

    def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked += 1
        return self.answers[min(self.asked, len(self.answers)) - 1]


def test_a_name_that_changes_its_address_never_reaches_the_inner_one():
    name = Rebinding(["127.0.0.2"], ["127.0.0.1"])
    with Receiver(host="127.0.0.2") as allowed, Receiver(port=allowed.port) as inner:
        url = allowed.url("/ok", host=NAME)
        first = post(url, BODY, {}, ONLY_TWO, resolve=name)
        second = post(url, BODY, {}, ONLY_TWO, resolve=name)
        assert replied(first).status == 200
        assert second is Failure.UNREACHABLE
        assert name.asked == 2
        assert (allowed.connections, inner.connections) == (1, 0)
        assert allowed.ledger[0].host == f"{NAME}:{allowed.port}"


def test_among_several_addresses_the_inner_ones_are_dropped():
    with Receiver(host="127.0.0.2") as allowed, Receiver(port=allowed.port) as inner:
        mixed = to("127.0.0.1", "::ffff:127.0.0.1", "::1", "nonsense", "127.0.0.2")
        reply = post(allowed.url("/ok", host=NAME), BODY, {}, ONLY_TWO, resolve=mixed)
        assert replied(reply).status == 200
        assert (allowed.connections, inner.connections) == (1, 0)


def test_after_vetting_the_name_is_never_looked_up_again(receiver, monkeypatch):
    looked_up = []
    real = socket.getaddrinfo

    def watching(host, *rest, **named):
        looked_up.append(host)
        return real(host, *rest, **named)

    monkeypatch.setattr(socket, "getaddrinfo", watching)
    assert (
        replied(post(receiver.url("/ok", host=NAME), BODY, {}, LOOPBACK, resolve=to("127.0.0.1"))).status
        == 200
    )
    assert set(looked_up) == {"127.0.0.1"}


def test_a_dead_address_leaves_time_for_the_next(receiver):
    dead_then_alive = to("127.0.0.9", "127.0.0.1")
    reply = post(receiver.url("/ok", host=NAME), BODY, {}, LOOPBACK, resolve=dead_then_alive)
    assert replied(reply).status == 200


def test_a_silent_address_leaves_time_for_the_next():
    with (
        socket.create_server(("127.0.0.3", 0), backlog=0) as silent,
        Receiver(port=silent.getsockname()[1]) as alive,
    ):
        fillers = fill(silent)
        url = alive.url("/ok", host=NAME)
        reply = post(url, BODY, {}, LOOPBACK, connect_timeout=0.4, resolve=to("127.0.0.3", "127.0.0.1"))
        for filler in fillers:
            filler.close()
    assert replied(reply).status == 200


def test_of_fifty_addresses_only_four_are_tried(receiver, monkeypatch):
    tried = []
    real = socket.create_connection

    def watching(address, **named):
        tried.append(address[0])
        return real(address, **named)

    monkeypatch.setattr(socket, "create_connection", watching)
    url = f"http://{NAME}:{unused_port()}/"
    fifty = to(*(f"127.0.1.{number}" for number in range(50)))
    assert post(url, BODY, {}, LOOPBACK, resolve=fifty) is Failure.UNREACHABLE
    assert tried == ["127.0.1.0", "127.0.1.1", "127.0.1.2", "127.0.1.3"]


def test_plain_http_goes_to_listed_networks_only_even_when_the_address_is_public():
    def forbidden(*arguments: object, **named: object) -> socket.socket:
        raise AssertionError("dialled")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "create_connection", forbidden)
        assert post(f"http://{NAME}/", BODY, {}, LOOPBACK, resolve=to("1.1.1.1")) is Failure.UNREACHABLE


def test_a_slow_name_server_counts_against_the_limit():
    released = threading.Event()

    def slow(host: str, port: int) -> Sequence[str]:
        released.wait(5)
        return ["127.0.0.1"]

    started = time.monotonic()
    assert (
        post(f"https://{NAME}/", BODY, {}, LOOPBACK, connect_timeout=0.2, resolve=slow) is Failure.UNREACHABLE
    )
    assert time.monotonic() - started < 1
    released.set()


def test_the_system_resolver_answers_each_address_once():
    assert dial.system_resolver("127.0.0.1", 443) == ["127.0.0.1"]
    assert set(dial.system_resolver("localhost", 443)) <= {"127.0.0.1", "::1"}


def test_proxies_of_the_environment_are_not_asked(receiver, monkeypatch):
    with Receiver() as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"):
            monkeypatch.setitem(os.environ, name, proxy.url(""))
        assert replied(send(receiver, "/ok")).status == 200
        assert proxy.connections == 0


def test_an_address_of_version_six_is_dialled_and_named_in_brackets(receiver):
    url = f"http://[::ffff:127.0.0.1]:{receiver.port}/ok"
    assert replied(post(url, BODY, {}, LOOPBACK)).status == 200
    assert receiver.ledger[-1].host == f"[::ffff:127.0.0.1]:{receiver.port}"


@pytest.mark.parametrize(
    "wrong", ["http://me:word@127.0.0.1:{}/ok", "http://127.0.0.1:{}/o k", "ftp://127.0.0.1:{}/ok"]
)
def test_an_address_that_the_form_would_refuse_is_refused_at_every_attempt(receiver, wrong):
    before = receiver.connections
    assert post(wrong.format(receiver.port), BODY, {}, LOOPBACK) is Failure.UNREACHABLE
    assert receiver.connections == before
