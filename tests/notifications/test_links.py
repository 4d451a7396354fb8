"""Tokens in mails: 256 bits of proof, for one purpose and one installation, and nothing else opens."""

import hashlib
import hmac
from dataclasses import replace

from flask import current_app
from itsdangerous.encoding import base64_decode

from community.notifications import links

LEAST_BITS = 128
WHAT = [7, 12, "votes"]


def _replaced(token, at):
    other = "A" if token[at] != "A" else "B"
    return token[:at] + other + token[at + 1 :]


def test_what_was_signed_is_read_for_its_purpose_alone(app):
    with app.app_context():
        token = links.sign("stop", WHAT)
        assert links.read("stop", token) == WHAT
        assert [links.read(other, token) for other in ("preferences", "stop.", "sto", "act.answer")] == [None] * 4


def test_a_token_carries_an_hmac_of_sha256_and_so_more_than_128_bits(app):
    with app.app_context():
        signed, _dot, mark = links.sign("stop", WHAT).rpartition(".")
        secret = current_app.config["SETTINGS"].secret_key.encode()
    key = hmac.new(secret, b"heed.mail.stop", hashlib.sha256).digest()
    assert base64_decode(mark) == hmac.new(key, signed.encode(), hashlib.sha256).digest()
    assert len(base64_decode(mark)) * 8 >= LEAST_BITS


def test_no_letter_of_a_token_can_be_another(app):
    """But for the last, of which Base64 leaves two bits unused; they say nothing."""
    with app.app_context():
        token = links.sign("effort", [1, 2, 3])
        assert [at for at in range(len(token) - 1) if links.read("effort", _replaced(token, at)) is not None] == []


def test_what_is_no_token_is_read_as_nothing(app):
    with app.app_context():
        hostile = ["", ".", "W10", "W10.", ".W10", "..", "W10.W10", "é.é", "\x00.\x00", "a" * 10_000, "e30.AAAA"]
        assert [token for token in hostile if links.read("stop", token) is not None] == []


def test_an_installation_with_another_secret_reads_nothing(app, monkeypatch):
    with app.app_context():
        token = links.sign("stop", WHAT)
        other = replace(current_app.config["SETTINGS"], secret_key="another key, of thirty-two letters")
        monkeypatch.setitem(current_app.config, "SETTINGS", other)
        assert links.read("stop", token) is None
