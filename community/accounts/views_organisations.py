"""Administrators' pages for the organisations customers belong to."""

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from community import clock
from community.accounts import actions_admin as actions
from community.accounts import queries_admin as queries
from community.accounts.forms_accounts import OrganisationForm, period_choices
from community.accounts.models import Organisation
from community.accounts.rules import clean_line
from community.db import writing
from community.web.auth import administrators_only, viewer
from community.web.pages import done, page

pages = Blueprint("admin_organisations", __name__, url_prefix="/admin/organisations")


@pages.get("/")
@administrators_only
def index() -> Response:
    words = clean_line(request.args.get("q", ""))[:200]
    rows, after = queries.organisations(words, clean_line(request.args.get("after", "")))
    next_url = url_for("admin_organisations.index", q=words or None, after=after) if after else None
    return page("admin/organisations.html", words=words, organisations=rows, next_url=next_url)


@pages.get("/new")
@administrators_only
def new() -> Response:
    return _form_page(OrganisationForm())


@pages.post("/new")
@administrators_only
def create() -> Response:
    form = OrganisationForm.parse(request.form)
    with writing():
        fine = form.check() and _domain_is_free(form, 0)
        if fine:
            actions.add_organisation(viewer(), form.values(), now=clock.now())
    if not fine:
        return _form_page(form, status=422)
    return done(url_for("admin_organisations.index"), say=_("%(name)s is added.", name=form.name))


@pages.get("/<int:organisation_id>")
@administrators_only
def edit(organisation_id: int) -> Response:
    organisation = _organisation(organisation_id)
    return _form_page(OrganisationForm.of(organisation), organisation)


@pages.post("/<int:organisation_id>")
@administrators_only
def save(organisation_id: int) -> Response:
    form = OrganisationForm.parse(request.form)
    with writing():
        organisation = _organisation(organisation_id)
        fine = form.check() and _domain_is_free(form, organisation_id)
        if fine:
            actions.change_organisation(viewer(), organisation, form.values(), now=clock.now())
    if not fine:
        return _form_page(form, organisation, status=422)
    return done(url_for("admin_organisations.index"), say=_("%(name)s is saved.", name=form.name))


def _organisation(organisation_id: int) -> Organisation:
    return queries.organisation(organisation_id) or abort(404)


def _domain_is_free(form: OrganisationForm, own_id: int) -> bool:
    if form.domain and queries.organisation_with_domain(form.domain) not in (None, own_id):
        form.problems["domain"] = _("Another organisation has this domain already.")
    return not form.problems


def _form_page(form: OrganisationForm, organisation: Organisation | None = None, status: int = 200) -> Response:
    return page("admin/organisation.html", status=status, form=form, organisation=organisation, periods=period_choices())
