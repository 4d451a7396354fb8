"""Style, script and icons under content-hashed addresses, compressed once, cached for good."""

import gzip
import hashlib
import importlib.util
import mimetypes
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import brotli
from flask import Blueprint, Flask, Response, abort, request

from community.config import ROOT
from community.web.addresses import address

FOREVER = "public, max-age=31536000, immutable"
COMPRESSIBLE = ("text/", "application/javascript", "image/svg+xml")

pages = Blueprint("assets", __name__)


@dataclass(frozen=True)
class Asset:
    plain: bytes
    gzipped: bytes
    brotlied: bytes
    kind: str
    hash: str


def init_app(app: Flask) -> None:
    app.register_blueprint(pages)
    app.jinja_env.globals["asset"] = asset_url


@pages.get("/assets/<hash>/<path:name>")
def asset(hash: str, name: str) -> Response:
    found = _load(name)
    if found is None or found.hash != hash:
        abort(404)
    body, encoding = _best(found, request.headers.get("Accept-Encoding", ""))
    response = Response(body, mimetype=found.kind)
    response.headers["Cache-Control"] = FOREVER
    response.vary.add("Accept-Encoding")
    if encoding:
        response.headers["Content-Encoding"] = encoding
    return response


def asset_url(name: str) -> str:
    found = _load(name)
    if found is None:
        raise LookupError(f"no asset {name}")
    return address("assets.asset", hash=found.hash, name=name)


@cache
def _load(name: str) -> Asset | None:
    path = _path(name)
    if path is None or not path.is_file():
        return None
    plain = path.read_bytes()
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    small = kind.startswith(COMPRESSIBLE)
    return Asset(
        plain=plain,
        gzipped=gzip.compress(plain, 9, mtime=0) if small else b"",
        brotlied=brotli.compress(plain) if small else b"",
        kind=kind,
        hash=hashlib.sha256(plain).hexdigest()[:16],
    )


def _path(name: str) -> Path | None:
    """A file of ours, or htmx out of its wheel; never a path that climbs."""
    if name == "js/htmx.js":
        return htmx_file()
    path = (ROOT / "static" / name).resolve()
    return path if path.is_relative_to(ROOT / "static") else None


def htmx_file() -> Path:
    """The wheel is made for Django; only its files are used, so it is never imported."""
    spec = importlib.util.find_spec("js_lib_htmx")
    if spec is None or spec.origin is None:
        raise LookupError("django-js-lib-htmx is not installed")
    return Path(spec.origin).parent / "static" / "htmx" / "htmx.min.js"


def _best(found: Asset, accepted: str) -> tuple[bytes, str]:
    if found.brotlied and "br" in accepted:
        return found.brotlied, "br"
    if found.gzipped and "gzip" in accepted:
        return found.gzipped, "gzip"
    return found.plain, ""
