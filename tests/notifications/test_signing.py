"""Signed for the domain of the sender: what receivers check, with the key they find in DNS."""

import base64
import socket
from contextlib import contextmanager
from dataclasses import replace

import dkim
import pytest
from aiosmtpd.controller import Controller
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from community import clock
from community.config import SettingsProblem, load_settings
from community.db import writing
from community.jobs.mail import deliver
from community.notifications.actions import queue_mail
from community.notifications.signing import ONCE_TOO_OFTEN, SIGNED, signer_of
from tests import factories
from tests.cast import ADA
from tests.notifications.mails import rows
from tests.notifications.test_headers import STOP, STOP_MAIL, WORDS, compose, envelope

CODE = {"code": "123456", "link": "http://127.0.0.1:8000/sign-in/link/x", "kept": []}
BASE = {"HEED_ENV": "test", "HEED_SECRET_KEY": "a key for tests only, 0123456789 abc"}


NO_PASSWORD = NoEncryption()


def pem(key, how=PrivateFormat.PKCS8, password=NO_PASSWORD):
    return key.private_bytes(Encoding.PEM, how, password).decode()


RSA = rsa.generate_private_key(65537, 2048)
ED = ed25519.Ed25519PrivateKey.generate()
KEYS = {"rsa": pem(RSA), "rsa, older form": pem(RSA, PrivateFormat.TraditionalOpenSSL), "ed25519": pem(ED)}


def settings(key, **more):
    return load_settings(BASE | {"HEED_DKIM_KEY": key, "HEED_DKIM_SELECTOR": "heed2026", "HEED_MAIL_FROM": "Ideas <ideas@Hourfold.example>"} | more)


@contextmanager
def listening():
    """A real server on loopback: its address, and what came in as it came."""
    arrived = []

    class Keep:
        async def handle_DATA(self, server, session, envelope):
            arrived.append(envelope.original_content)
            return "250 kept"

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(Keep(), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{port}", arrived
    finally:
        controller.stop()


def dns(signer):
    """What a resolver would answer."""
    return lambda name, timeout=5: signer.record.encode() if name.rstrip(b".") == signer.name.encode() else None


def signed(key="rsa", **changes):
    signer = signer_of(settings(KEYS[key]))
    return signer, signer.sign(compose(envelope(sender="Ideas <ideas@hourfold.example>", stop=STOP, stop_mail=STOP_MAIL, thread=[2, 1], **changes), WORDS))


@pytest.mark.parametrize("key", KEYS)
def test_a_receiver_finds_the_signature_good(key):
    signer, content = signed(key, reply_to="reply+abc@hourfold.example", alerts=("1.1.2",), kind="idea_answered")
    assert dkim.verify(content, dnsfunc=dns(signer))
    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 998


@pytest.mark.parametrize("name", SIGNED)
def test_every_header_that_matters_is_covered(name):
    signer, content = signed(reply_to="reply+abc@hourfold.example", alerts=("1.1.2",), kind="idea_answered")
    head, _, body = content.partition(b"\r\n\r\n")
    assert f"\r\n{name}: ".encode() in head
    changed = head.replace(f"\r\n{name}: ".encode(), f"\r\n{name}: x".encode(), 1)
    assert not dkim.verify(changed + b"\r\n\r\n" + body, dnsfunc=dns(signer))


@pytest.mark.parametrize("name", ONCE_TOO_OFTEN)
@pytest.mark.parametrize("reply_to", ["", "reply+abc@hourfold.example"])
def test_nobody_can_add_another_one(name, reply_to):
    signer, content = signed(reply_to=reply_to)
    assert dkim.verify(content, dnsfunc=dns(signer))
    assert not dkim.verify(f"{name}: eve@elsewhere.example\r\n".encode() + content, dnsfunc=dns(signer))
    head, _, body = content.partition(b"\r\n\r\n")
    assert not dkim.verify(head + f"\r\n{name}: eve@elsewhere.example\r\n\r\n".encode() + body, dnsfunc=dns(signer))


def test_the_body_is_covered_and_the_wrong_key_fails():
    signer, content = signed()
    assert not dkim.verify(content.replace(b"Hello", b"Hullo"), dnsfunc=dns(signer))
    other = signer_of(settings(pem(rsa.generate_private_key(65537, 2048))))
    assert not dkim.verify(content, dnsfunc=dns(other))


def test_the_record_names_the_domain_people_see():
    signer = signer_of(settings(KEYS["rsa"]))
    assert signer.name == "heed2026._domainkey.hourfold.example"
    assert signer.record.startswith("v=DKIM1; k=rsa; p=MII")
    assert len(base64.b64decode(signer_of(settings(KEYS["ed25519"])).public)) == 32


def test_without_a_key_nothing_is_signed(app):
    assert signer_of(app.config["SETTINGS"]) is None


def test_what_is_stored_is_signed_once_and_survives_a_real_server(app, monkeypatch):
    with listening() as (url, arrived):
        changes = replace(app.config["SETTINGS"], mail_url=url, dkim_key=settings(KEYS["rsa"]).dkim_key, dkim_selector="heed2026")
        monkeypatch.setitem(app.config, "SETTINGS", changes)
        with writing():
            queue_mail("sign_in", address=ADA.email, person=factories.person(ADA), context=CODE, now=clock.now())
        stored = rows()[0].content
        deliver()
    (received,) = arrived
    assert received == rows()[0].content == stored
    assert dkim.verify(received, dnsfunc=dns(signer_of(changes)))


@pytest.mark.parametrize(
    ("key", "says"),
    [
        ("nonsense", "private key in PEM"),
        (pem(RSA).replace("A", "B"), "private key in PEM"),
        (pem(RSA, password=BestAvailableEncryption(b"secret")), "without a password"),
        (pem(ec.generate_private_key(ec.SECP256R1())), "RSA or an Ed25519"),
    ],
)
def test_a_bad_key_is_refused_at_the_start_in_one_sentence(key, says):
    with pytest.raises(SettingsProblem, match=says) as refused:
        settings(key)
    assert "HEED_DKIM_KEY" in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("selector", ["", "two words", "under_score", "-x", "x.", "a" * 64])
def test_a_bad_selector_is_refused_at_the_start(selector):
    with pytest.raises(SettingsProblem, match="HEED_DKIM_SELECTOR"):
        settings(KEYS["rsa"], HEED_DKIM_SELECTOR=selector)


def test_a_selector_without_a_key_is_refused_and_a_key_may_come_from_a_file(tmp_path):
    with pytest.raises(SettingsProblem, match="HEED_DKIM_KEY"):
        load_settings(BASE | {"HEED_DKIM_SELECTOR": "heed"})
    (tmp_path / "key.pem").write_text(KEYS["ed25519"])
    read = load_settings(BASE | {"HEED_DKIM_KEY_FILE": str(tmp_path / "key.pem"), "HEED_DKIM_SELECTOR": "Heed"})
    assert (read.dkim_key, read.dkim_selector) == (KEYS["ed25519"], "heed")
    assert load_settings(BASE | {"HEED_DKIM_KEY": KEYS["rsa"].replace("\n", "\\n"), "HEED_DKIM_SELECTOR": "heed"}).dkim_key == KEYS["rsa"]
