"""What I am called elsewhere, by my own word; and what staff link for somebody, and decide between two."""

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from community import clock
from community.accounts import actions_handles as actions
from community.accounts import limits, queries
from community.accounts import queries_handles as handles
from community.accounts.forms_handles import HandleForm
from community.accounts.models import Person
from community.accounts.models_handles import Handle
from community.accounts.queries_admin import known_person
from community.accounts.rules_handles import CHANNELS, MOST_HANDLES, channel_word
from community.db import writing
from community.web.auth import signed_in, staff_only, viewer
from community.web.guard import keep_to
from community.web.pages import done, page

pages = Blueprint("handles", __name__)


@pages.get("/me/handles")
@signed_in
def mine() -> Response:
    return _my_page(HandleForm())


@pages.post("/me/handles")
@signed_in
def link_mine() -> Response:
    form = HandleForm.parse(request.form)
    if not form.check():
        return _my_page(form, status=422)
    if handles.count_handles(viewer().id or 0) >= MOST_HANDLES:
        form.problems["handle"] = _("You have linked %(most)s names, which is as many as we keep. Please remove one first.", most=MOST_HANDLES)
        return _my_page(form, status=422)
    if _link(queries.person(viewer().id or 0) or abort(404), form) is None:
        form.problems["handle"] = _("Somebody else has linked this name already. We look at it, and come back to you if we need to.")
        return _my_page(form, status=422)
    return done(url_for("handles.mine"), say=_("Linked. What you ask for there counts as yours from now on."))


@pages.post("/me/handles/<int:handle_id>/remove")
@signed_in
def remove_mine(handle_id: int) -> Response:
    with writing():
        row = _handle(handle_id)
        if row.person_id != viewer().id:
            abort(404)
        actions.unlink_handle(viewer(), row, now=clock.now())
    return done(url_for("handles.mine"), say=_("Removed."))


@pages.get("/people/<int:person_id>/handles")
@staff_only
def of_person(person_id: int) -> Response:
    return _persons_page(_person(person_id), HandleForm())


@pages.post("/people/<int:person_id>/handles")
@staff_only
def link(person_id: int) -> Response:
    form, person = HandleForm.parse(request.form), _person(person_id)
    if not form.check():
        return _persons_page(person, form, status=422)
    if _link(person, form) is None:
        holder = handles.person_by_handle(form.named, form.handle)
        form.problems["handle"] = _("It is linked to %(name)s. Both stand in the list of names to decide on now.", name=holder.name if holder else "")
        return _persons_page(person, form, status=422)
    return done(url_for("handles.of_person", person_id=person_id), say=_("Linked."))


@pages.post("/people/<int:person_id>/handles/<int:handle_id>/<verb>")
@staff_only
def change(person_id: int, handle_id: int, verb: str) -> Response:
    with writing():
        row = _handle(handle_id)
        if row.person_id != person_id or verb not in ("remove", "vouch"):
            abort(404)
        (actions.unlink_handle if verb == "remove" else actions.vouch_for_handle)(viewer(), row, now=clock.now())
    say = _("Removed.") if verb == "remove" else _("Noted: staff know that it is theirs.")
    return done(url_for("handles.of_person", person_id=person_id), say=say)


@pages.get("/desk/handles")
@staff_only
def claims() -> Response:
    return page("accounts/handle_claims.html", claims=handles.claims(), channel_word=channel_word)


@pages.post("/desk/handles/<int:claim_id>")
@staff_only
def settle(claim_id: int) -> Response:
    given = request.form.get("to") == "claimant"
    with writing():
        claim = handles.claim(claim_id) or abort(404)
        actions.settle_claim(viewer(), claim, to_claimant=given, now=clock.now())
    return done(url_for("handles.claims"), say=_("It goes to who asked for it.") if given else _("It stays where it was."))


def _link(person: Person, form: HandleForm) -> Handle | None:
    with writing():
        keep_to(limits.HANDLES, f"handle:{viewer().id}")
        return actions.link_handle(viewer(), person, form.named, form.handle, now=clock.now())


def _person(person_id: int) -> Person:
    return known_person(person_id) or abort(404)


def _handle(handle_id: int) -> Handle:
    return handles.handle(handle_id) or abort(404)


def _my_page(form: HandleForm, status: int = 200) -> Response:
    linked = handles.handles_of(viewer().id or 0)
    return page("accounts/handles.html", status=status, form=form, handles=linked, channel_word=channel_word, channels=list(CHANNELS.items()))


def _persons_page(person: Person, form: HandleForm, status: int = 200) -> Response:
    linked = handles.handles_of(person.id)
    return page("accounts/person_handles.html", status=status, person=person, form=form, handles=linked, channel_word=channel_word, channels=list(CHANNELS.items()))
