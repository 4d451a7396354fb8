"""Who is looking: the session cookie, the helpers views ask, and the doors they put up."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from flask_login import LoginManager, current_user, login_user, logout_user
from werkzeug.wrappers import Response

from community import clock
from community.accounts import queries
from community.accounts.rules import network_of
from community.accounts.viewer import VISITOR, Viewer
from community.config import Settings

P = ParamSpec("P")
R = TypeVar("R")
V = TypeVar("V", bound=Callable)

SEEN_STEP = 600
IDLE = timedelta(hours=12)
IDLE_STAFF = timedelta(hours=1)


class SessionsOnly(LoginManager):
    """No cookie but the session's own can sign anybody in."""

    def _load_user_from_remember_cookie(self, cookie: str) -> None:
        """Flask-Login would believe a second cookie, and breaks on one that is not ASCII."""


login = SessionsOnly()
login.session_protection = None
login.anonymous_user = lambda: VISITOR


def init_app(app: Flask) -> None:
    settings: Settings = app.config["SETTINGS"]
    app.config.update(
        SESSION_COOKIE_NAME="__Host-heed" if settings.https else "heed",
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        PERMANENT_SESSION_LIFETIME=timedelta(days=30),
        SESSION_REFRESH_EACH_REQUEST=False,
    )
    login.init_app(app)
    app.context_processor(lambda: {"viewer": viewer()})


def viewer() -> Viewer:
    """The signed-in person of this request, or VISITOR. A page asks a hundred times; past the first, without the proxy."""
    return g.get("_login_user") or current_user._get_current_object()


@login.user_loader
def _load(token: str) -> Viewer | None:
    """One Core row; the idle limit lives in the signed cookie, so that reading a page writes nothing."""
    now = clock.now()
    found = queries.viewer_by_session(token, now)
    if found is None or not found.is_active:
        return None
    seen, stamp = session.get("seen", 0), int(now.timestamp())
    if stamp - seen > (IDLE_STAFF if found.is_staff else IDLE).total_seconds():
        return None
    if stamp - seen > SEEN_STEP and not _asked_by_itself():
        session["seen"] = stamp
    return found


def asks_by_itself(view: V) -> V:
    """Mark a view that a page asks time and again with nobody there: it keeps nobody signed in."""
    view.asks_by_itself = True  # type: ignore[attr-defined]
    return view


def _asked_by_itself() -> bool:
    return getattr(current_app.view_functions.get(request.endpoint or ""), "asks_by_itself", False)


def begin_session(person: Viewer) -> None:
    """Put a fresh session reference into the cookie; everything the visitor's cookie held is dropped."""
    session.clear()
    session.permanent = True
    session["seen"] = int(clock.now().timestamp())
    login_user(person, force=True)


def end_session() -> None:
    logout_user()
    session.clear()


@login.unauthorized_handler
def ask_to_sign_in() -> Response:
    return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?") if request.method == "GET" else "/"))


def signed_in(view: Callable[P, R]) -> Callable[P, R | Response]:
    """Let only the signed-in through; a visitor is led to sign in and back."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R | Response:
        if not viewer().signed_in:
            return ask_to_sign_in()
        return view(*args, **kwargs)

    return guarded


def only(allowed: Callable[[Viewer], bool]) -> Callable[[Callable[P, R]], Callable[P, R | Response]]:
    """Let only those through of whom this is true; to everyone else the page does not exist."""

    def door(view: Callable[P, R]) -> Callable[P, R | Response]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> Any:
            if not viewer().signed_in:
                return ask_to_sign_in()
            if not allowed(viewer()):
                abort(404)
            return view(*args, **kwargs)

        return guarded

    return door


staff_only = only(lambda person: person.is_staff)
answerers_only = only(lambda person: person.may_answer)
mergers_only = only(lambda person: person.may_merge)
moderators_only = only(lambda person: person.may_moderate)
administrators_only = only(lambda person: person.may_administer)


def this_network() -> str:
    """What limits count a request under."""
    return network_of(request.remote_addr or "")


def settings() -> Settings:
    return current_app.config["SETTINGS"]
