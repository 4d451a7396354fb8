"""What comes in from CRMs, for administrators: who may push, what came, and what must be decided."""

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community import clock
from community.accounts.forms_admin import whole
from community.accounts.posted import new_key, posted_before, remember_post
from community.crm import actions_sources as actions
from community.crm import queries_in_lists as queries
from community.crm import wording_in as wording
from community.crm.actions_deciding import choices, decide
from community.crm.forms_in import SourceForm
from community.crm.models_in import Conflict, Source
from community.crm.queries_in import Parties, parties
from community.crm.rules_matching import DOMAIN_TAKEN
from community.db import writing
from community.web.auth import administrators_only, settings, viewer
from community.web.pages import done, page

pages = Blueprint("crm_in", __name__, url_prefix="/admin/crm")


@pages.get("/in")
@administrators_only
def index() -> Response:
    rows, older = queries.pushed(whole(request.args.get("before", "")))
    return page(
        "crm/in.html", sources=queries.sources(), pushed=rows, older=older, uploads=queries.uploads(), waiting=queries.count_open_conflicts(),
        words=wording, bad_rows=queries.bad_rows,
    )


@pages.get("/sources/new")
@administrators_only
def new_source() -> Response:
    return page("crm/source_form.html", form=SourceForm(key=new_key()))


@pages.post("/sources/new")
@administrators_only
def add_source() -> Response:
    form = SourceForm.parse(request.form)
    with writing():
        before = posted_before(viewer().id, form.key)
        fine = before is None and form.check(taken=queries.source_named(form.slug) is not None)
        if fine:
            row, secret = actions.add_source(viewer(), form.name, secret_key=settings().secret_key, now=clock.now())
            remember_post(viewer().id, form.key, url_for("crm_in.index"), clock.now())
    if before is not None:
        return done(before, say=_("This source is there already. Its secret was shown once; you can make a new one."))
    return _secret_page(row, secret) if fine else page("crm/source_form.html", status=422, form=form)


@pages.post("/sources/<int:source_id>/secret")
@administrators_only
def renew_secret(source_id: int) -> Response:
    with writing():
        row = _source(source_id)
        secret = actions.renew_secret(viewer(), row, secret_key=settings().secret_key, now=clock.now())
    return _secret_page(row, secret)


@pages.post("/sources/<int:source_id>/disable")
@administrators_only
def disable_source(source_id: int) -> Response:
    with writing():
        actions.disable_source(viewer(), _source(source_id), now=clock.now())
    return done(url_for("crm_in.index"), say=_("Nothing more is taken from there. A new secret lets it in again."))


@pages.get("/review")
@administrators_only
def review() -> Response:
    rows, after = queries.open_conflicts(whole(request.args.get("after", "")))
    about = parties(rows)
    return page("crm/review.html", conflicts=[_shown(row, about) for row in rows], after=after, words=wording)


@pages.post("/review/<int:conflict_id>")
@administrators_only
def settle(conflict_id: int) -> Response:
    with writing():
        row = queries.conflict_to_change(conflict_id) or abort(404)
        decided = decide(viewer(), row, request.form.get("decision", ""), now=clock.now())
    if not decided:
        return done(url_for("crm_in.review"), say=_("That was decided already, or cannot be decided so any more."), kind="bad")
    return done(url_for("crm_in.review"), say=_("Decided. The next import will not ask again."))


def _shown(row: Conflict, about: Parties) -> dict[str, object]:
    """A conflict with both sides and what may be decided."""
    accounts = row.kind == DOMAIN_TAKEN
    named = queries.account_named if accounts else queries.person_named
    mine = named(row.organisation_id if accounts else row.person_id)
    return {"row": row, "accounts": accounts, "mine": mine, "other": named(row.other_id), "choices": choices(row, about)}


def _source(source_id: int) -> Source:
    return queries.source(source_id) or abort(404)


def _secret_page(row: Source, secret: str) -> Response:
    address = settings().base_url.rstrip("/") + url_for("api_hook.receive", slug=row.slug)
    return page("crm/source_secret.html", source=row, secret=secret, address=address)
