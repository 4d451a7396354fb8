"""Same-origin proof on every unsafe request, and the headers each answer carries."""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, Response, abort, current_app, request, session
from werkzeug.exceptions import TooManyRequests

from community import clock
from community.accounts import limits
from community.web.auth import settings, viewer
from community.web.pages import is_for_programs

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
        "connect-src 'self'", "form-action 'self'", "base-uri 'none'", "object-src 'none'", "frame-ancestors 'none'",
    )
)
FRAMED = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'self'"
"""For a mail's own HTML in a frame: it carries inline styles, and may do nothing else."""
UNLESS_SAID = (
    ("Content-Security-Policy", CONTENT_POLICY), ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"), ("Cross-Origin-Resource-Policy", "same-origin"),
)
V = TypeVar("V", bound=Callable)


def init_app(app: Flask) -> None:
    app.before_request(_prove_same_origin)
    app.after_request(_set_headers)


def open_to_others(view: V) -> V:
    """Mark a view that other programs post to and that trusts a signature or token, never the cookie."""
    view.open_to_others = True  # type: ignore[attr-defined]
    return view


def with_frames(response: Response) -> Response:
    """A page on which a mail's own HTML stands in a frame."""
    response.headers["Content-Security-Policy"] = f"{CONTENT_POLICY}; frame-src 'self'"
    return response


def keep_to(rate: limits.Rate, key: str) -> None:
    """Inside writing(): count one act under this key, or answer 429 with the seconds to wait."""
    now = clock.now()
    if not limits.allowed(key, rate, now=now):
        raise TooManyRequests(retry_after=limits.wait_seconds(rate, now))


def too_much(rate: limits.Rate, response: Response) -> Response:
    """The page that keeps what was typed, as a 429 that says when to come back."""
    response.status_code = 429
    response.headers["Retry-After"] = str(limits.wait_seconds(rate, clock.now()))
    return response


def _prove_same_origin() -> None:
    if request.method in SAFE or (is_for_programs() and request.routing_exception is not None):
        return
    view = current_app.view_functions.get(request.endpoint or "")
    if not getattr(view, "open_to_others", False) and not _is_same_origin():
        abort(403)


def _is_same_origin() -> bool:
    """Sec-Fetch-Site where the browser sends it, else Origin; a request with neither is no browser's form."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("Origin") == settings().origin


def _set_headers(response: Response) -> Response:
    headers = response.headers
    said = {name.lower() for name, _ in headers}
    headers.extend([(name, value) for name, value in UNLESS_SAID if name.lower() not in said])
    if settings().https:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if request.endpoint != "assets.asset" and not is_for_programs():
        response.vary.update(("Cookie", "HX-Request"))
        headers.setdefault("Cache-Control", "no-store" if viewer().signed_in or session else "no-cache")
    return response
