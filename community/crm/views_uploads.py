"""Files of accounts and contacts, for administrators: mapped, looked at, then taken in."""

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community import clock
from community.accounts.rules import clean_line
from community.crm import actions_uploads as actions
from community.crm import queries_in_lists as queries
from community.crm import wording_in as wording
from community.crm.forms_in import LARGEST_FILE, OWN_FIELD, FileForm, MappingForm
from community.crm.models_in import Upload
from community.crm.rules_cells import COLUMNS, guess
from community.db import writing
from community.imports.reading import FileProblem, columns_of
from community.web.auth import administrators_only, viewer
from community.web.pages import done, page

pages = Blueprint("admin_uploads", __name__, url_prefix="/admin/crm/import")


@pages.get("/")
@administrators_only
def new() -> Response:
    return page("crm/upload_new.html", form=FileForm(what=request.args.get("what", "accounts")), words=wording)


@pages.post("/")
@administrators_only
def add() -> Response:
    form = _sent_file()
    columns = _columns(form) if form.check() else []
    if form.problems:
        return page("crm/upload_new.html", status=422, form=form, words=wording)
    with writing():
        row = actions.add_upload(viewer(), form.what, form.name, form.content, guess(form.what, columns), now=clock.now())
    return done(_url(row), say=_("Please look whether each column is what we think it is."))


def _sent_file() -> FileForm:
    request.max_content_length = LARGEST_FILE + 10_000
    sent = request.files.get("file")
    name = clean_line(sent.filename or "")[:200] if sent else ""
    return FileForm(request.form.get("what", "")[:10], name, sent.read() if sent else b"")


def _columns(form: FileForm) -> list[str]:
    try:
        columns = columns_of(form.content)
    except FileProblem:
        form.problems["file"] = _("This file is not a table that we can read. Please save it as CSV in UTF-8, its columns named in the first line.")
        return []
    if twice := next((name for name in columns if name and columns.count(name) > 1), ""):
        form.problems["file"] = _("Two columns are called “%(name)s”. Please name each once, so that none is taken for the other.", name=twice[:80])
    return columns


@pages.get("/<int:upload_id>")
@administrators_only
def show(upload_id: int) -> Response:
    row = _upload(upload_id)
    return _page(row, MappingForm(row.what, dict(row.mapping)))


@pages.post("/<int:upload_id>/map")
@administrators_only
def map_columns(upload_id: int) -> Response:
    with writing():
        row = queries.upload_to_change(upload_id) or abort(404)
        form = MappingForm.parse(row.what, list(row.mapping), request.form)
        fine = form.check() and actions.map_columns(row, form.chosen)
    if form.problems:
        return _page(row, form, status=422)
    return done(_url(row), say=_("It is being looked at. Nothing is written yet.") if fine else _moved_on())


@pages.post("/<int:upload_id>/apply")
@administrators_only
def apply(upload_id: int) -> Response:
    with writing():
        row = queries.upload_to_change(upload_id) or abort(404)
        fine = actions.apply_upload(viewer(), row, now=clock.now())
    return done(_url(row), say=_("It is being taken in.") if fine else _moved_on())


@pages.post("/<int:upload_id>/drop")
@administrators_only
def drop(upload_id: int) -> Response:
    with writing():
        row = queries.upload_to_change(upload_id) or abort(404)
        fine = actions.drop_upload(row, now=clock.now())
    return done(url_for("crm_in.index"), say=_("The file is gone, and nothing of it was taken in.") if fine else _moved_on())


def _moved_on() -> str:
    return _("This file is past that already.")


def _upload(upload_id: int) -> Upload:
    return queries.upload(upload_id) or abort(404)


def _url(row: Upload) -> str:
    return url_for("admin_uploads.show", upload_id=row.id)


def _page(row: Upload, form: MappingForm, status: int = 200) -> Response:
    choices = [(name, wording.column_word(name)) for name in COLUMNS[row.what]]
    return page(
        "crm/upload.html", fragment="crm/_upload.html", status=status, upload=row, form=form, choices=choices, own=OWN_FIELD, words=wording, bad_rows=queries.bad_rows,
    )
