"""What the tests of dialling share."""

import ipaddress

from community.crm.dial import Reply, Resolver, post
from community.crm.rules import Failure, Network
from tests.receiver import Receiver

LOOPBACK: list[Network] = [ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128")]
BODY = b'{"type":"ping"}'
NAME = "hooks.heed.example"


def send(receiver: Receiver, path: str, total: float = 3, connect: float = 1) -> Reply | Failure:
    return post(receiver.url(path), BODY, {}, LOOPBACK, connect_timeout=connect, total_timeout=total)


def replied(reply: Reply | Failure) -> Reply:
    assert isinstance(reply, Reply)
    return reply


def to(*addresses: str) -> Resolver:
    return lambda host, port: addresses
