"""The cookie of a session: a mark of 256 bits, and nothing else opens one."""

import hashlib

import pytest
from itsdangerous import URLSafeTimedSerializer
from itsdangerous.encoding import base64_decode


def cookie_by(app, digest, key=None):
    signing = {"key_derivation": "hmac", "digest_method": digest}
    serializer = URLSafeTimedSerializer(key or app.secret_key, salt="cookie-session", serializer=app.session_interface.serializer, signer_kwargs=signing)
    return serializer.dumps({"browser": "mine"})


def seen(app, cookie):
    with app.test_request_context("/", headers={"Cookie": f"{app.config['SESSION_COOKIE_NAME']}={cookie}"}) as context:
        return dict(app.session_interface.open_session(app, context.request) or {})


def test_its_mark_has_256_bits_and_it_is_read_again(built_app):
    cookie = built_app.session_interface.get_signing_serializer(built_app).dumps({"browser": "mine"})
    assert len(base64_decode(cookie.rpartition(".")[2])) == 32
    assert seen(built_app, cookie) == {"browser": "mine"} == seen(built_app, cookie_by(built_app, hashlib.sha256))


@pytest.mark.parametrize("digest", [hashlib.sha1, hashlib.md5, hashlib.sha512])
def test_a_mark_of_another_strength_opens_nothing(built_app, digest):
    assert seen(built_app, cookie_by(built_app, digest)) == {}


def test_nor_does_another_key_or_a_changed_letter(built_app):
    good = cookie_by(built_app, hashlib.sha256)
    assert seen(built_app, cookie_by(built_app, hashlib.sha256, "another key of thirty-two letters")) == {}
    for place in range(0, len(good), 7):
        other = "A" if good[place] != "A" else "B"
        assert seen(built_app, good[:place] + other + good[place + 1 :]) == {}, place
