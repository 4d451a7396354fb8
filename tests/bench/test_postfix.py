"""What `heed bench postfix` judges by; the server itself is there where somebody installed it."""

from base64 import b64encode

import dkim
import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from community.bench import postfix, postfix_server
from community.bench.postfix_judge import changes, split_added
from community.cli import heed

PATH = "bounces+1.abc@ideas.test"
ADDED = b"Return-Path: <bounces+1.abc@ideas.test>\nDelivered-To: p0@people.test\nReceived: from localhost\n\tby mx.people.test; now\n"


@pytest.fixture(scope="module")
def key():
    return generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="module")
def stored(key):
    content = b"From: hello@ideas.test\r\nTo: p0@people.test\r\nSubject: Shipped\r\n\r\nThank you all.\r\n"
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return dkim.sign(content, b"bench", b"ideas.test", pem) + content


@pytest.fixture(scope="module")
def dns(key):
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return lambda name: b"v=DKIM1; k=rsa; p=" + b64encode(public)


def delivered(stored, added=ADDED):
    return added + stored.replace(b"\r\n", b"\n")


def test_what_a_server_adds_above_changes_nothing(stored, dns):
    assert changes(stored, delivered(stored), PATH, dns) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda mail: mail.replace(b"Thank you all.", b"Thank you, all."), "it came with other bytes"),
        (lambda mail: mail.replace(b"Thank you all.", b"Thank you, all."), "its signature does not hold"),
        (lambda mail: mail.replace(b"bounces+1", b"bounces+2"), "it came under another return path"),
        (lambda mail: mail.replace(b"Received:", b"X-Received:"), "no server says that it passed"),
        (lambda mail: mail.replace(b"all.", b"all " * 300), "a server may have to rewrite it"),
        (lambda mail: mail.replace(b"all.", "älle".encode()), "a server may have to rewrite it"),
    ],
)
def test_anything_else_is_told(stored, dns, change, said):
    assert said in changes(stored, change(delivered(stored)), PATH, dns)


def test_headers_of_ours_are_not_taken_for_the_server_s(stored):
    added, rest = split_added(delivered(stored))
    assert added + b"\n" == ADDED
    assert rest.startswith(b"DKIM-Signature")


def test_every_domain_s_fate_is_known_to_the_server():
    told = "".join(postfix_server.MAPS.values()) + postfix_server.MAIN
    assert all(domain.replace(".", "\\.") in told or domain in told for domain in postfix.FATES)


def test_without_a_postfix_it_says_what_is_missing(monkeypatch, tmp_path):
    monkeypatch.setattr(postfix_server, "PROGRAMS", tmp_path)
    said = CliRunner().invoke(heed, ["bench", "postfix"])
    assert said.exit_code == 2
    assert "apt-get install postfix" in said.output
