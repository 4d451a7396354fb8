"""Names that lead inside, by a real name server: whatever it answers, and whenever, no refused address is ever called."""

import socket
import threading
from collections.abc import Iterator, Sequence
from ipaddress import ip_network

import dns.exception
import pytest

from community.crm.dial import Reply, Resolver, post
from community.crm.rules import Failure
from tests.crm.calls import BODY, NAME
from tests.dns_server import DnsServer
from tests.receiver import Receiver

PUBLIC = "192.0.9.9"
"""A public address; the tests' network leads nowhere, so calling it can only fail."""
PUBLIC_SIX = "2606:4700:4700::1111"


@pytest.fixture
def names() -> Iterator[DnsServer]:
    with DnsServer({(NAME, "A"): [PUBLIC]}) as server:
        yield server


@pytest.fixture
def inner() -> Iterator[Receiver]:
    """What stands where no name may lead; it counts every connection."""
    with Receiver() as running:
        yield running


def asking(server: DnsServer, seen: list[str]) -> Resolver:
    """Both kinds of addresses, as the system would ask for them; `seen` keeps what was answered."""
    resolver = server.resolver()
    resolver.lifetime = 1

    def resolve(host: str, port: int) -> Sequence[str]:
        found: list[str] = []
        for kind in ("A", "AAAA"):
            try:
                found += [str(record) for record in resolver.resolve(host, kind)]
            except dns.exception.DNSException:
                continue
        seen.extend(found)
        return found

    return resolve


def call(server: DnsServer, port: int, seen: list[str], host: str = NAME) -> object:
    return post(f"https://{host}:{port}/ok", BODY, {}, [], connect_timeout=0.3, total_timeout=2, resolve=asking(server, seen))


def test_a_name_that_turns_inward_between_two_tries_is_judged_at_each(names, inner):
    seen: list[str] = []
    call(names, inner.port, seen)
    names.records[NAME, "A"] = ["127.0.0.1"]
    assert call(names, inner.port, seen) is Failure.UNREACHABLE
    assert seen == [PUBLIC, "127.0.0.1"]
    assert inner.connections == 0


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        ("A", "127.0.0.1"), ("A", "169.254.169.254"), ("A", "10.0.0.1"), ("A", "192.0.0.8"), ("A", "100.64.0.1"), ("A", "0.0.0.0"),
        ("AAAA", "::1"), ("AAAA", "::ffff:127.0.0.1"), ("AAAA", "64:ff9b::7f00:1"), ("AAAA", "2002:7f00:1::"), ("AAAA", "::127.0.0.1"),
        ("AAAA", "fd00:ec2::254"), ("AAAA", "fe80::1"), ("AAAA", "fec0::1"), ("AAAA", "3fff::1"), ("AAAA", "5f00::1"),
    ],
)
def test_a_name_that_leads_inside_opens_no_connection(names, inner, kind, address):
    names.records.clear()
    names.records[NAME, kind] = [address]
    seen: list[str] = []
    assert call(names, inner.port, seen) is Failure.UNREACHABLE
    assert len(seen) == 1
    assert inner.connections == 0


def test_a_name_that_is_not_there_or_a_server_that_is_silent_is_told_alike(names, inner):
    assert call(names, inner.port, [], host="nowhere.example") is Failure.UNREACHABLE
    with DnsServer({}, silent=True) as silent:
        assert call(silent, inner.port, []) is Failure.UNREACHABLE
    assert inner.connections == 0


def test_a_name_server_that_fails_is_told_like_a_name_that_is_not_there(inner):
    with DnsServer({(NAME, "A"): ["127.0.0.1"]}, fails=True) as failing:
        url = f"https://{NAME}:{inner.port}/ok"
        told = post(url, BODY, {}, [], connect_timeout=10, total_timeout=20, resolve=asking(failing, []))
        assert told is Failure.UNREACHABLE
        assert failing.asked >= 2, "both kinds of addresses"
    assert inner.connections == 0


def test_a_name_with_addresses_of_version_six_alone_is_called_at_one(names):
    """And only where it may be: of the two, in whatever order they come, one is refused and the other listed."""
    names.records.clear()
    names.records[NAME, "AAAA"] = ["fd00:ec2::254", "::1"]
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as listening:
        answering = threading.Thread(target=take_one, args=(listening,))
        answering.start()
        url, listed = f"http://{NAME}:{listening.getsockname()[1]}/ok", [ip_network("::1/128")]
        seen: list[str] = []
        reply = post(url, BODY, {}, listed, total_timeout=5, resolve=asking(names, seen))
        answering.join()
    assert isinstance(reply, Reply)
    assert (reply.status, sorted(seen)) == (204, ["::1", "fd00:ec2::254"])


def take_one(listening: socket.socket) -> None:
    connection, _ = listening.accept()
    with connection:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")


def test_a_name_with_public_addresses_of_version_six_alone_leads_nowhere_else(names, inner):
    names.records.clear()
    names.records[NAME, "AAAA"] = [PUBLIC_SIX, "::1"]
    assert call(names, inner.port, []) is Failure.UNREACHABLE
    assert inner.connections == 0
