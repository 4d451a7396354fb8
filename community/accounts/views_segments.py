"""Administrators' pages for segments of accounts."""

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community import clock
from community.accounts import actions_segments as actions
from community.accounts import queries_segments as queries
from community.accounts.forms_segments import SegmentForm
from community.accounts.models_accounts import Segment
from community.accounts.wording_segments import about_choices, condition_words, level_choices
from community.db import writing
from community.web.auth import administrators_only, viewer
from community.web.pages import done, page

pages = Blueprint("admin_segments", __name__, url_prefix="/admin/segments")

SHOWN = 20


@pages.get("/")
@administrators_only
def index() -> Response:
    return page("admin/segments.html", segments=queries.segments(), condition_words=condition_words)


@pages.get("/new")
@administrators_only
def new() -> Response:
    return _form_page(SegmentForm())


@pages.post("/new")
@administrators_only
def create() -> Response:
    form = SegmentForm.parse(request.form)
    if "preview" in request.form:
        return _preview(form)
    with writing():
        fine = form.check() and form.check_name(taken=queries.segment_named(form.name) is not None)
        if fine:
            actions.add_segment(viewer(), form.name, form.rule(), now=clock.now())
    return done(url_for("admin_segments.index"), say=_("%(name)s is there.", name=form.name)) if fine else _form_page(form, status=422)


@pages.get("/<int:segment_id>")
@administrators_only
def edit(segment_id: int) -> Response:
    row = _segment(segment_id)
    return _form_page(SegmentForm.of(row), row, shown=True)


@pages.post("/<int:segment_id>")
@administrators_only
def save(segment_id: int) -> Response:
    form = SegmentForm.parse(request.form)
    if "preview" in request.form:
        return _preview(form, _segment(segment_id))
    with writing():
        row = _segment(segment_id)
        fine = form.check() and form.check_name(taken=queries.segment_named(form.name) not in (None, segment_id))
        if fine:
            actions.change_segment(viewer(), row, form.name, form.rule(), now=clock.now())
    return done(url_for("admin_segments.index"), say=_("Saved.")) if fine else _form_page(form, row, status=422)


@pages.post("/<int:segment_id>/remove")
@administrators_only
def remove(segment_id: int) -> Response:
    with writing():
        actions.remove_segment(viewer(), _segment(segment_id), now=clock.now())
    return done(url_for("admin_segments.index"), say=_("The segment is gone; its accounts are as they were."))


def _segment(segment_id: int) -> Segment:
    return queries.segment(segment_id) or abort(404)


def _preview(form: SegmentForm, row: Segment | None = None) -> Response:
    fine = form.check()
    return _form_page(form, row, status=200 if fine else 422, shown=fine)


def _form_page(form: SegmentForm, row: Segment | None = None, *, status: int = 200, shown: bool = False) -> Response:
    found = queries.accounts_in(form.rule(), today=clock.now().date(), most=SHOWN) if shown else None
    return page(
        "admin/segment.html", status=status, form=form, segment=row, found=found, abouts=about_choices(), levels=level_choices(),
        fields=queries.values_of_fields(),
    )
