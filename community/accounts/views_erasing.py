"""Being forgotten, by one's own wish or an administrator's, and taking one's own data along."""

import json
from datetime import datetime

from flask import Blueprint, Response, abort, make_response, request, url_for
from flask_babel import gettext as _

from community import clock
from community.accounts import actions_erasing as actions
from community.accounts import limits
from community.accounts.actions_admin import LastAdministrator
from community.accounts.forms_erasing import ErasureForm
from community.accounts.models import Person
from community.accounts.models_erasing import Erasure
from community.accounts.queries import person
from community.accounts.queries_erasing import erasure_of, person_to_erase
from community.accounts.rules_erasing import GRACE
from community.accounts.viewer import Viewer
from community.db import writing
from community.notifications.contexts_erasing import is_meant, who_stays
from community.web.auth import administrators_only, signed_in, viewer
from community.web.guard import keep_to
from community.web.own_data import data_of
from community.web.pages import done, kept_nowhere, page

pages = Blueprint("erasing", __name__)


@pages.get("/me/erase")
@signed_in
def mine() -> Response:
    return _my_page(ErasureForm())


@pages.post("/me/erase")
@signed_in
def ask() -> Response:
    """They type their own address: a browser left open, or a slip of the hand, must not be enough."""
    form = ErasureForm.parse(request.form)
    with writing():
        keep_to(limits.PASSWORDS_FOR_ADDRESS, f"erase:{viewer().id}")
    if not form.check(viewer().email):
        return _my_page(form, status=422)
    try:
        with writing():
            me = person_to_erase(viewer().id or 0) or abort(404)
            asked = actions.ask_erasure(viewer(), me, keep_words=form.keep_words, now=clock.now())
    except LastAdministrator:
        form.problems["email"] = _("You are the last administrator. Make somebody else one first.")
        return _my_page(form, status=422)
    return done(url_for("erasing.mine"), say=_asked(asked.due_at))


@pages.post("/me/erase/cancel")
@signed_in
def cancel() -> Response:
    with writing():
        actions.cancel_erasure(viewer(), viewer().id or 0, now=clock.now())
    return done(url_for("me.show"), say=_("Everything stays as it is. We are glad."))


@pages.get("/me/erase/by-mail/<token>")
def mailed(token: str) -> Response:
    """A page with a button: programs that check mail follow links, so looking changes nothing."""
    return kept_nowhere(page("accounts/stay.html", waiting=_meant(token), token=token))


@pages.post("/me/erase/by-mail/<token>")
def stay_by_mail(token: str) -> Response:
    """Whoever reads the mail of the address may keep the account, signed in or not."""
    with writing():
        asked = _meant(token)
        me = person(asked.person_id) if asked else None
        if me is not None:
            actions.cancel_erasure(Viewer.of(me), me.id, now=clock.now())
    return kept_nowhere(done(url_for("erasing.mailed", token=token), say=_("Everything stays as it is. We are glad.")))


@pages.get("/me/data.json")
@signed_in
def data() -> Response:
    """Everything that is kept about the reader (GDPR, articles 15 and 20), for programs and for people."""
    response = make_response(json.dumps(data_of(viewer()), ensure_ascii=False, indent=2))
    response.mimetype = "application/json"
    response.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    response.headers["Cache-Control"] = "no-store"
    return response


@pages.get("/admin/people/<int:person_id>/erase")
@administrators_only
def theirs(person_id: int) -> Response:
    return _their_page(_known(person_id), ErasureForm())


@pages.post("/admin/people/<int:person_id>/erase")
@administrators_only
def erase(person_id: int) -> Response:
    form, known = ErasureForm.parse(request.form), _known(person_id)
    if not form.check(known.email or ""):
        return _their_page(known, form, status=422)
    try:
        with writing():
            found = person_to_erase(person_id) or abort(404)
            actions.erase_person(viewer(), found, keep_words=form.keep_words, now=clock.now())
    except LastAdministrator:
        form.problems["email"] = _("This is the last administrator. Make somebody else one first.")
        return _their_page(known, form, status=422)
    return done(url_for("admin_people.index"), say=_("They are forgotten, and called %(name)s from now on.", name=found.name))


def _meant(token: str) -> Erasure | None:
    """The request that a link in a mail takes back; None once there is none any more."""
    asked = erasure_of(who_stays(token) or abort(404))
    return asked if asked is not None and asked.erased_at is None and is_meant(asked, token) else None


def _known(person_id: int) -> Person:
    found = person(person_id) if person_id < 2**31 else None
    return found if found is not None and found.email else abort(404)


def _asked(due_at: datetime) -> str:
    return _("We forget you in %(days)s days, and write you a mail that says so. Until then you can take it back on this page.", days=GRACE.days)


def _my_page(form: ErasureForm, *, status: int = 200) -> Response:
    waiting = erasure_of(viewer().id)
    return page("accounts/erase.html", status=status, form=form, waiting=waiting, days=GRACE.days)


def _their_page(known: Person, form: ErasureForm, *, status: int = 200) -> Response:
    return page("admin/erase.html", status=status, form=form, person=known, waiting=erasure_of(known.id))
