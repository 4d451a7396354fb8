"""Signing in and out, and one's own page."""

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from community import clock
from community.accounts import actions, queries
from community.accounts.rules import network_of
from community.db import writing
from community.web.auth import begin_session, end_session, signed_in, viewer
from community.web.pages import done, page
from community.web.redirects import safe_next

pages = Blueprint("accounts", __name__)


@pages.get("/sign-in")
def sign_in() -> Response:
    return page("accounts/sign_in.html", email="", next_url=safe_next(request.args.get("next")), problem="")


@pages.post("/sign-in/password")
def password() -> Response:
    email, next_url = request.form.get("email", ""), safe_next(request.form.get("next"))
    person = queries.person_by_email(email)
    if not actions.password_matches(person, request.form.get("password", "")) or person is None:
        problem = _("That address and password do not go together. You can also sign in by mail.")
        return page("accounts/sign_in.html", status=422, email=email, next_url=next_url, problem=problem)
    network = network_of(request.remote_addr or "127.0.0.1")
    with writing():
        token = actions.open_session(person, browser=str(request.user_agent), network=network, now=clock.now())
    found = queries.viewer_by_session(token, clock.now())
    assert found is not None
    begin_session(found)
    return done(next_url, say=_("You are signed in."))


@pages.post("/sign-out")
@signed_in
def sign_out() -> Response:
    with writing():
        actions.close_session(viewer().session_id or 0, now=clock.now())
    end_session()
    return done(url_for("ideas.index"), say=_("You are signed out."))


@pages.get("/me")
@signed_in
def me() -> Response:
    return page("accounts/me.html")
