"""What every route for other programs shares: the token, JSON in and out, and errors as RFC 9457 problems.

No cookie counts here, and nothing but the Authorization header (RFC 6750) says who asks.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from functools import wraps
from http import HTTPStatus
from math import isfinite
from typing import Any, ParamSpec

from flask import Flask, Request, Response, abort, g, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_babel import gettext as _

from community import clock
from community.accounts.limits import API_CALLS, wait_seconds
from community.accounts.queries_tokens import Ask, Caller, caller_with
from community.accounts.rules_tokens import is_token
from community.accounts.viewer import VISITOR, Viewer
from community.glance import looking
from community.web.guard import open_to_others
from community.web.pace import within_pace
from community.web.pages import API, ASSETS, is_for_programs

P = ParamSpec("P")

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

SMALL_BODY = 64_000
"""Bytes: enough for one of anything."""


class NoCookies(SecureCookieSessionInterface):
    """No cookie is read or written for programs; a view for them that used the session would break at once. Nor is one for
    style and script, or what is the same for everybody would be kept for each of them.

    Cookies are signed as the links of mails are, by an HMAC of SHA-256; Flask itself would take SHA-1.
    """

    digest_method = staticmethod(hashlib.sha256)

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        return None if request.path.startswith((API, ASSETS)) else super().open_session(app, request)


def init_app(app: Flask) -> None:
    app.session_interface = NoCookies()
    app.before_request(_know_nobody)


def _know_nobody() -> None:
    """Before anything looks at a cookie: here there is nobody but who a token names."""
    if is_for_programs():
        g._login_user = VISITOR


def scoped(scope: str, *, asks: Callable[[], Ask | None] | None = None) -> Callable[[Callable[P, Response]], Callable[P, Response]]:
    """Let only tokens with this scope through, at their pace; everyone else gets a problem that says why.

    A view that only looks, and is asked all day, puts what it `asks` in one statement with the token (None where the request makes no
    question): the answer is caller().answer, and more may be asked as in glance.looking.
    """

    def door(view: Callable[P, Response]) -> Callable[P, Response]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> Response:
            with looking() if asks else nullcontext():
                refused = _refusal(scope, asks() if asks else None)
                return refused if refused is not None else view(*args, **kwargs)

        guarded.scope = scope  # type: ignore[attr-defined]
        return open_to_others(guarded)

    return door


def caller() -> Caller:
    """The program that asks, inside a scoped view."""
    return g.api_caller


def actor() -> Viewer:
    """In whose name it acts: the administrator who made the token."""
    return caller().person


def _refusal(scope: str, ask: Ask | None) -> Response | None:
    if any(is_token(value) for name, value in request.args.items(multi=True)):
        return problem(
            400, _("The token was in the address"),
            _("Addresses are written into logs, so take this token as known to others: revoke it, and send the next one in the Authorization header."),
        )
    found = _caller(ask)
    if found is None:
        return _unknown()
    if scope not in found.scopes:
        said = problem(403, _("This token may not do that"), _("It needs the scope %(scope)s.", scope=scope), scope=scope)
        said.headers["WWW-Authenticate"] = f'Bearer realm="Heed", error="insufficient_scope", scope="{scope}"'
        return said
    if not within_pace(API_CALLS, f"api:{found.token_id}"):
        return _too_fast()
    g.api_caller = found
    return None


def _caller(ask: Ask | None) -> Caller | None:
    given = request.authorization
    if given is None or given.type != "bearer":
        return None
    return caller_with(given.token or "", ask) if ask else caller_with(given.token or "")


def _unknown() -> Response:
    known = "Authorization" in request.headers
    detail = _("It is not known here, or was revoked.") if known else _("Send it as “Authorization: Bearer heed_…”.")
    said = problem(401, _("A token is needed"), detail)
    said.headers["WWW-Authenticate"] = 'Bearer realm="Heed"' + (', error="invalid_token"' if known else "")
    return said


def _too_fast() -> Response:
    wait = wait_seconds(API_CALLS, clock.now())
    said = problem(429, _("Too many requests with this token"), _("Please go on in %(wait)s seconds.", wait=wait))
    said.headers["Retry-After"] = str(wait)
    return said


def answered(data: Any, status: int = 200) -> Response:
    """The reply of a scoped view: stored nowhere on its way."""
    return _json(data, status, "application/json")


def published(data: Any) -> Response:
    """What anybody may read and keep for five minutes; asked about again it is 304 while it is the same."""
    said = _json(data, 200, "application/json")
    said.headers["Cache-Control"] = "public, max-age=300"
    said.add_etag()
    said.make_conditional(request)
    return said


def problem(status: int, title: str = "", detail: str = "", **more: Any) -> Response:
    """What went wrong, after RFC 9457; `errors` in `more` lists one `{"field", "detail"}` for each thing to mend.

    abort(problem(...)) ends the request with it, and rolls back what is being written.
    """
    said = {"status": status, "title": title or HTTPStatus(status).phrase, "detail": detail, **more}
    return _json({name: value for name, value in said.items() if value != ""}, status, "application/problem+json")


def _json(data: Any, status: int, kind: str) -> Response:
    return Response(_encode(data) + "\n", status, {"Cache-Control": "no-store"}, content_type=kind)


def json_body(limit: int = SMALL_BODY) -> Any:
    """What was sent, at most `limit` bytes of JSON; ends the request with 400, 413 or 415 when it is something else."""
    if not request.is_json:
        abort(problem(415, _("Please send JSON"), _("The Content-Type must be application/json.")))
    request.max_content_length = limit
    body = request.get_data(cache=False)
    try:
        data = json.loads(body.decode(), parse_constant=_no_number, object_pairs_hook=_each_once)
        _check_values(data)
    except (ValueError, RecursionError) as wrong:
        abort(problem(400, _("This is not JSON that we can read"), str(wrong)[:200]))
    return data


def json_object(known: tuple[str, ...], needed: tuple[str, ...] = (), limit: int = SMALL_BODY) -> dict[str, Any]:
    """What was sent, as an object that has no field but the known ones and lacks none of the needed; else 422 with the list."""
    data = json_body(limit)
    if not isinstance(data, dict):
        abort(problem(422, _("Please send one object"), _("Its fields are: %(known)s.", known=", ".join(known))))
    wrong = [{"field": name[:80], "detail": _("There is no such field.")} for name in data if name not in known]
    wrong += [{"field": name, "detail": _("This is needed.")} for name in needed if name not in data]
    if wrong:
        abort(unfit(wrong, known=list(known)))
    return data


def unfit(errors: list[dict[str, str]], **more: Any) -> Response:
    """422 with one `{"field", "detail"}` for each thing to mend."""
    return problem(422, _("Some fields need mending"), errors=errors, **more)


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is not a number in JSON")


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name is in an object twice")
    return found


def _check_values(data: Any) -> None:
    """A database keeps neither NUL, nor half a character, nor a number beyond all others."""
    for value in _leaves(data):
        if isinstance(value, float) and not isfinite(value):
            raise ValueError("a number is too large")
        if isinstance(value, str) and "\x00" in value:
            raise ValueError("a text has a NUL character")
        if isinstance(value, str):
            value.encode()


def _leaves(data: Any) -> Iterator[Any]:
    if isinstance(data, dict):
        yield from data
        data = list(data.values())
    if isinstance(data, list):
        for value in data:
            yield from _leaves(value)
    else:
        yield data
