"""One's own page: name, language, zone, password, and where one is signed in."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from community import clock
from community.accounts import actions, limits, queries
from community.accounts.forms import PasswordForm, ProfileForm, zones
from community.accounts.models import Person
from community.accounts.passwords import hash_password, password_matches
from community.accounts.viewer import Viewer
from community.advocates.queries_referrals import brought_by, join_of, name_of
from community.cocreation.queries import questions_for
from community.db import writing
from community.web.auth import begin_session, end_session, settings, signed_in, this_network, viewer
from community.web.guard import keep_to
from community.web.held_kinds import KINDS
from community.web.languages import LANGUAGES
from community.web.pages import done, page
from community.web.redirects import safe_next

pages = Blueprint("me", __name__)

NEW_FOR = timedelta(days=1)


@pages.get("/me")
@signed_in
def show() -> Response:
    return _profile_page(ProfileForm.of(_me()))


@pages.post("/me")
@signed_in
def edit() -> Response:
    form = ProfileForm.parse(request.form, _me())
    if not form.check(tuple(LANGUAGES)):
        return _profile_page(form, status=422)
    with writing():
        actions.edit_profile(viewer(), _me(), form, now=clock.now())
    return done(safe_next(request.form.get("next"), url_for("me.show")), say=_("Saved. Thank you."))


@pages.get("/welcome")
@signed_in
def welcome() -> Response:
    acts = queries.acts_settled_in(viewer().session_id or 0)
    return page(
        "accounts/welcome.html", form=ProfileForm.of(_me()), zones=zones(), next_url=safe_next(request.args.get("next")),
        done=[act for act in acts if act.outcome == "done"], new=_is_new(),
        refused=[(act, KINDS[act.kind]) for act in acts if act.outcome == "refused"],
        **_invitation(request.full_path),
    )


@pages.get("/me/sessions")
@signed_in
def sessions() -> Response:
    return page("accounts/sessions.html", sessions=queries.open_sessions_of(viewer().id or 0, clock.now()))


@pages.post("/me/sessions/<int:session_id>/close")
@signed_in
def close_session(session_id: int) -> Response:
    with writing():
        mine = {row.id for row in queries.open_sessions_of(viewer().id or 0, clock.now())}
        if session_id not in mine:
            abort(404)
        actions.close_session(session_id, now=clock.now())
    if session_id == viewer().session_id:
        end_session()
        return done(url_for("ideas.index"), say=_("You are signed out."))
    return done(url_for("me.sessions"), say=_("That browser is signed out."))


@pages.post("/me/sessions/close-others")
@signed_in
def close_others() -> Response:
    with writing():
        actions.close_sessions_of(viewer().id or 0, now=clock.now(), but=viewer().session_id)
    return done(url_for("me.sessions"), say=_("You are signed in here only."))


@pages.get("/me/password")
@signed_in
def password() -> Response:
    return _password_page(PasswordForm(), _me())


@pages.post("/me/password")
@signed_in
def set_password() -> Response:
    form, me = PasswordForm.parse(request.form), _me()
    with writing():
        keep_to(limits.PASSWORDS_FOR_ADDRESS, f"password-of:{viewer().id}")
    me = _me()
    if me.password_hash and not password_matches(me, form.current):
        form.problems["current"] = _("That is not your present password.")
    if form.problems or not form.check(me):
        return _password_page(form, me, status=422)
    hashed = hash_password(form.password)
    _rotate(hashed)
    return done(url_for("me.show"), say=_("Your password is set. Every other browser is signed out."))


def _rotate(password_hash: str) -> None:
    """Set it, close every session, and go on here in a fresh one."""
    now = clock.now()
    with writing():
        me = _me()
        actions.set_password(viewer(), me, password_hash, now=now)
        token = actions.open_session(me, browser=str(request.user_agent), network=this_network(), now=now)
    begin_session(replace(Viewer.of(me), session_token=token))


def _me() -> Person:
    return queries.person(viewer().id or 0) or abort(404)


def _is_new() -> bool:
    joined = viewer().joined_at
    return joined is not None and clock.now() - joined < NEW_FOR


def _profile_page(form: ProfileForm, *, status: int = 200) -> Response:
    asked = questions_for(viewer(), clock.now())
    return page(
        "accounts/me.html", status=status, form=form, zones=zones(), languages=tuple(LANGUAGES), new=_is_new(), asked=asked, unranked=_me().unranked_at is not None,
        brought=brought_by(viewer().id), home=settings().base_url + url_for("ideas.index"), **_invitation(url_for("me.show")),
    )


def _invitation(back: str) -> dict[str, Any]:
    """The question to whoever joined by a link and has not answered it; `back` is where the answer leads to."""
    referral = join_of(viewer().id)
    if referral is None or referral.would_have:
        return {"invitation": None}
    return {"invitation": referral, "invited_by": name_of(referral.referrer_id), "invitation_next": back}


def _password_page(form: PasswordForm, me: Person, *, status: int = 200) -> Response:
    return page("accounts/password.html", status=status, form=form, has_one=bool(me.password_hash))
