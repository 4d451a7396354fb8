"""Signing in and out."""

from datetime import datetime

from flask import Blueprint, Response, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from community import clock, events
from community.accounts import actions, limits, queries
from community.accounts.forms import AddressForm, clean_code
from community.accounts.models import SignIn
from community.accounts.passwords import password_matches
from community.accounts.queries import hash_of
from community.accounts.rules import clean_email, fold
from community.db import writing
from community.notifications.actions import queue_mail
from community.web.auth import end_session, settings, signed_in, this_network, viewer
from community.web.entrance import Entered, arrive, enter
from community.web.guard import too_much
from community.web.held import browser_hash, kept_acts
from community.web.pages import done, lead_to, page
from community.web.redirects import safe_next
from community.web.sharing import remembered

pages = Blueprint("accounts", __name__)

JUST_NOW = 30


@pages.get("/sign-in")
def sign_in() -> Response:
    next_url = safe_next(request.args.get("next"))
    if viewer().signed_in:
        return redirect(next_url)  # type: ignore[return-value]
    return _sign_in_page(AddressForm(), next_url)


@pages.post("/sign-in")
def ask() -> Response:
    form, next_url = AddressForm.parse(request.form), safe_next(request.form.get("next"))
    if not form.check():
        return _sign_in_page(form, next_url, status=422)
    browser, now = browser_hash(make=True), clock.now()
    if _asked_just_now(browser, form.email, now):
        return lead_to(url_for("accounts.code"))
    with writing():
        if not _may_mail(form.email, now):
            return too_much(limits.MAILS_TO_ADDRESS, _sign_in_page(form, next_url, say=_too_many_mails()))
        _send(form.email, browser, next_url, now)
    return lead_to(url_for("accounts.code"))


@pages.get("/sign-in/code")
def code() -> Response:
    asked = queries.asked_from(browser_hash(), clock.now())
    return _code_page(asked) if asked else _ask_again(_("No code is on its way to this browser."), status=200)


@pages.post("/sign-in/code")
def confirm_code() -> Response:
    now, typed = clock.now(), clean_code(request.form.get("code", ""))
    with writing():
        asked = queries.asked_from(browser_hash(), now, lock=True)
        if asked is None:
            return _ask_again(_("That code is no longer good: it works once, for ten minutes."))
        if not _may_try(asked, now):
            return too_much(limits.CODES_FOR_ADDRESS, _code_page(asked, problem=_too_many_tries()))
        if not actions.try_code(asked, typed, secret=settings().secret_key, now=now):
            return _wrong_code(asked)
        entered = enter(actions.person_of(asked, now=now), sign_in_id=asked.id, via=asked.via, now=now)
    return _arrive(entered, asked.next_url)


@pages.get("/sign-in/link/<token>")
def link(token: str) -> Response:
    asked = queries.sign_in_by_link(token, clock.now())
    return _link_page(asked, token) if asked else _link_is_past()


@pages.post("/sign-in/link/<token>")
def confirm_link(token: str) -> Response:
    now = clock.now()
    with writing():
        asked = queries.sign_in_by_link(token, now, lock=True)
        if asked is None:
            return _link_is_past()
        if asked.browser_hash != browser_hash() and request.form.get("mine") != "1":
            return _link_page(asked, token, problem=_("Please confirm that it was you."))
        actions.use_link(asked, now=now)
        entered = enter(actions.person_of(asked, now=now), sign_in_id=asked.id, via=asked.via, now=now)
    return _arrive(entered, asked.next_url)


@pages.post("/sign-in/password")
def password() -> Response:
    form, next_url, now = AddressForm.parse(request.form), safe_next(request.form.get("next")), clock.now()
    email = clean_email(form.email)
    with writing():
        in_time = _may_try_password(email, now)
    if not in_time:
        return too_much(limits.PASSWORDS_FOR_ADDRESS, _sign_in_page(form, next_url, say=_too_many_tries()))
    person = queries.person_by_email(email)
    if not password_matches(person, request.form.get("password", "")) or person is None:
        return _sign_in_page(form, next_url, status=422, say=_no_match())
    with writing():
        entered = enter(person, now=now)
    return arrive(entered, next_url) if entered else _sign_in_page(form, next_url, status=422, say=_no_match())


@pages.post("/sign-in/held/<int:act_id>/drop")
def drop(act_id: int) -> Response:
    with writing():
        actions.drop_act(act_id, browser_hash())
    return done(url_for("accounts.sign_in", next=safe_next(request.form.get("next"))), say=_("We let it go."))


@pages.post("/sign-out")
@signed_in
def sign_out() -> Response:
    with writing():
        actions.close_session(viewer().session_id or 0, now=clock.now())
    end_session()
    return done(url_for("ideas.index"), say=_("You are signed out."))


def _asked_just_now(browser: str, email: str, now: datetime) -> bool:
    """A second click on the same button sends no second mail."""
    asked = queries.asked_from(browser, now)
    return asked is not None and asked.email == email and (now - asked.created_at).total_seconds() < JUST_NOW


def _may_mail(email: str, now: datetime) -> bool:
    """Counted for an address whether or not someone here has it."""
    address = hash_of(fold(email))
    return all(
        [
            limits.allowed(f"mail-from:{this_network()}", limits.MAILS_FOR_NETWORK, now=now),
            limits.allowed(f"mail:{address}", limits.MAILS_TO_ADDRESS, now=now),
            limits.allowed(f"mail-day:{address}", limits.MAILS_TO_ADDRESS_A_DAY, now=now),
        ]
    )


def _may_try(asked: SignIn, now: datetime) -> bool:
    return all(
        [
            limits.allowed(f"code-from:{this_network()}", limits.CODES_FROM_NETWORK, now=now),
            limits.allowed(f"code:{hash_of(asked.email_folded)}", limits.CODES_FOR_ADDRESS, now=now),
        ]
    )


def _may_try_password(email: str, now: datetime) -> bool:
    return all(
        [
            limits.allowed(f"password-from:{this_network()}", limits.PASSWORDS_FROM_NETWORK, now=now),
            limits.allowed(f"password:{hash_of(fold(email))}", limits.PASSWORDS_FOR_ADDRESS, now=now),
        ]
    )


def _send(email: str, browser: str, next_url: str, now: datetime) -> None:
    """Inside writing(): the code and the link, in a mail that the worker sends."""
    asked = actions.ask_for_code(
        email, browser_hash=browser, network=this_network(), next_url=next_url, via=remembered(), secret=settings().secret_key, now=now
    )
    context = {
        "code": asked.code,
        "link": settings().base_url + url_for("accounts.link", token=asked.link_token),
        "kept": kept_acts(asked.sign_in.id),
    }
    event = events.record("sign_in.requested", at=now)
    person = queries.person_by_email(email)
    queue_mail("sign_in", address=email, person=person, context=context, event=event, now=now)


def _sign_in_page(form: AddressForm, next_url: str, *, status: int = 200, say: str = "") -> Response:
    return page(
        "accounts/sign_in.html", status=status, form=form, next_url=next_url, problem=say, kept=kept_acts(),
        demo=settings().demo,
    )


def _ask_again(why: str, *, status: int = 422) -> Response:
    return _sign_in_page(AddressForm(), "/", status=status, say=_("%(why)s Ask for a new one here; what you wrote is still kept.", why=why))


def _link_is_past() -> Response:
    return _ask_again(_("That link is no longer good: it works once, for ten minutes."), status=410)


def _code_page(asked: SignIn, *, problem: str = "") -> Response:
    return page(
        "accounts/code.html", status=422 if problem else 200, asked=asked, problem=problem, kept=kept_acts(asked.id),
        demo=settings().demo,
    )


def _wrong_code(asked: SignIn) -> Response:
    left = queries.MOST_TRIES - asked.tries
    if not left:
        return _ask_again(_("That was the fifth code that did not match, so none will any more."))
    said = ngettext(
        "That is not the code we sent. %(num)s try is left.", "That is not the code we sent. %(num)s tries are left.", left
    )
    return _code_page(asked, problem=said)


def _link_page(asked: SignIn, token: str, *, problem: str = "") -> Response:
    """The address of this page is a secret until it is used: it is told to no other page and kept nowhere."""
    response = page(
        "accounts/link.html", status=422 if problem else 200, asked=asked, token=token, problem=problem,
        here=asked.browser_hash == browser_hash(), kept=kept_acts(asked.id),
    )
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


def _arrive(entered: Entered | None, next_url: str) -> Response:
    if entered is None:
        return _sign_in_page(AddressForm(), next_url, status=422, say=_("This address cannot sign in here at the moment."))
    return arrive(entered, next_url)


def _no_match() -> str:
    return _("That address and password do not go together. You can also sign in by mail.")


def _too_many_mails() -> str:
    return _("We have sent several mails there already. Please look for the latest one, or try again a little later.")


def _too_many_tries() -> str:
    return _("That was a lot of tries in a short time. Please wait a little; the link in the mail still works.")
