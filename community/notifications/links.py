"""Addresses in mails: built from the configured base address only, and tokens that open one thing each."""

import hashlib
from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer


def link(endpoint: str, *, _anchor: str = "", **values: Any) -> str:
    """The absolute address of one of our pages, with or without a request; never from the Host header."""
    base = urlsplit(current_app.config["SETTINGS"].base_url)
    urls = current_app.url_map.bind(base.netloc, url_scheme=base.scheme)
    url = urls.build(endpoint, values, force_external=True)
    return f"{url}#{_anchor}" if _anchor else url


def sign(purpose: str, what: list[Any]) -> str:
    """A token good for this purpose only: what was signed, and an HMAC of 256 bits. It does not expire: a mail may be read years later."""
    return str(_serializer(purpose).dumps(what))


def read(purpose: str, token: str) -> list[Any] | None:
    """What was signed for this purpose, or None."""
    try:
        return list(_serializer(purpose).loads(token))
    except (BadData, TypeError, ValueError):
        return None


def _serializer(purpose: str) -> URLSafeSerializer:
    signing = {"digest_method": hashlib.sha256, "key_derivation": "hmac"}
    return URLSafeSerializer(current_app.config["SETTINGS"].secret_key, salt=f"heed.mail.{purpose}", signer_kwargs=signing)
