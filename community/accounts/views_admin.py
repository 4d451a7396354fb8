"""Administrators' pages for people: finding, inviting, roles, absence, leaving."""

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from community import clock
from community.accounts import actions_admin as actions
from community.accounts import queries_admin as queries
from community.accounts.forms_admin import InviteForm, PersonForm, parse_people_filter
from community.accounts.models import Person
from community.accounts.queries import person_by_email
from community.accounts.rules import PersonState, Role, is_staff, may_answer
from community.db import writing
from community.inbound.queries_bounces import suspension_of
from community.responses.actions_admin import hand_over_ideas
from community.web.auth import administrators_only, viewer
from community.web.pages import done, page

pages = Blueprint("admin_people", __name__, url_prefix="/admin/people")


@pages.get("/")
@administrators_only
def index() -> Response:
    wanted = parse_people_filter(request.args)
    people, after = queries.people(wanted)
    narrowed = {"q": wanted.words or None, "role": wanted.role or None, "state": wanted.state or None}
    next_url = url_for("admin_people.index", after=after, **narrowed) if after else None  # type: ignore[arg-type]
    return page("admin/people.html", wanted=wanted, people=people, next_url=next_url, roles=list(Role), now=clock.now())


@pages.get("/new")
@administrators_only
def new() -> Response:
    return _invite_page(InviteForm())


@pages.post("/new")
@administrators_only
def invite() -> Response:
    form = InviteForm.parse(request.form)
    if not form.check(_organisation_ids()):
        return _invite_page(form, status=422)
    with writing():
        known = person_by_email(form.email)
        person = known or actions.invite_person(viewer(), form.values(), now=clock.now())
    if known is not None:
        form.problems["email"] = _("This address is already here; its page is below.")
        return _invite_page(form, known, status=422)
    return done(_url(person), say=_("%(name)s can sign in with this address from now on, by a mailed code.", name=person.name))


@pages.get("/<int:person_id>")
@administrators_only
def show(person_id: int) -> Response:
    person = _person(person_id)
    return _person_page(PersonForm.of(person), person)


@pages.post("/<int:person_id>")
@administrators_only
def save(person_id: int) -> Response:
    form = PersonForm.parse(request.form)
    if not form.check_all(_organisation_ids()):
        return _person_page(form, _person(person_id), status=422)
    with writing():
        person = _person(person_id)
        actions.change_person(viewer(), person, form.values(person.zone), now=clock.now())
    return done(_url(person), say=_("Saved."))


@pages.post("/<int:person_id>/role")
@administrators_only
def change_role(person_id: int) -> Response:
    role = request.form.get("role", "")
    if role not in tuple(Role):
        return _refused(_person(person_id), "role", _("Please choose a role."))
    try:
        with writing():
            person = _person(person_id)
            actions.change_role(viewer(), person, Role(role), now=clock.now())
            passed = 0 if may_answer(role) else hand_over_ideas(viewer(), person_id, now=clock.now())
    except actions.LastAdministrator:
        return _refused(_person(person_id), "role", _last_administrator())
    return done(_url(person), say=" ".join([_("The role is changed; they sign in again with it."), *_passed_on(passed)]))


@pages.post("/<int:person_id>/deactivate")
@administrators_only
def deactivate(person_id: int) -> Response:
    try:
        with writing():
            person = _person(person_id)
            actions.deactivate_person(viewer(), person, now=clock.now())
            passed = hand_over_ideas(viewer(), person_id, now=clock.now()) if is_staff(person.role) else 0
    except actions.LastAdministrator:
        return _refused(_person(person_id), "state", _last_administrator())
    say = _("%(name)s is signed out everywhere and cannot sign in again.", name=person.name)
    return done(_url(person), say=" ".join([say, *_passed_on(passed)]))


@pages.post("/<int:person_id>/reactivate")
@administrators_only
def reactivate(person_id: int) -> Response:
    with writing():
        person = _person(person_id)
        actions.reactivate_person(viewer(), person, now=clock.now())
    return done(_url(person), say=_("%(name)s can sign in again.", name=person.name))


def _person(person_id: int) -> Person:
    return queries.known_person(person_id) or abort(404)


def _url(person: Person) -> str:
    return url_for("admin_people.show", person_id=person.id)


def _organisation_ids() -> list[int]:
    return [row.id for row in queries.organisation_names()]


def _last_administrator() -> str:
    return _("This is the last administrator. Make somebody else one first.")


def _passed_on(count: int) -> list[str]:
    if not count:
        return []
    return [ngettext("%(num)s open idea went to the next in line.", "%(num)s open ideas went to the next in line.", count)]


def _refused(person: Person, name: str, sentence: str) -> Response:
    form = PersonForm.of(person)
    form.problems[name] = sentence
    return _person_page(form, person, status=422)


def _invite_page(form: InviteForm, known: Person | None = None, status: int = 200) -> Response:
    known = known if known and known.state != PersonState.ERASED else None
    return page(
        "admin/invite.html", status=status, form=form, known=known, roles=list(Role),
        organisations=queries.organisation_names(),
    )


def _person_page(form: PersonForm, person: Person, status: int = 200) -> Response:
    return page(
        "admin/person.html", status=status, form=form, person=person, roles=list(Role),
        organisations=queries.organisation_names(), away=queries.is_away(person, clock.now()),
        held=suspension_of(person.id) if person.mail_suspended_at else None,
    )
