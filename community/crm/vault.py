"""Secrets at rest: sealed with a key that only this installation's secret key gives."""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PURPOSE = b"heed webhook secrets 1"


class Sealed(Exception):
    """This text cannot be opened: it was sealed under another secret key, or was changed."""


def seal(secret_key: str, text: str) -> str:
    return _fernet(secret_key).encrypt(text.encode()).decode()


def unseal(secret_key: str, sealed: str) -> str:
    """The text that was sealed; raises Sealed."""
    try:
        return _fernet(secret_key).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise Sealed from None


def _fernet(secret_key: str) -> Fernet:
    """HKDF (RFC 5869) keeps this key apart from every other use of the secret key."""
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(secret_key.encode())
    return Fernet(base64.urlsafe_b64encode(key))
