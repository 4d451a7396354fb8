"""Administrators take everybody's standing, or every account's, with them as a file."""

from collections.abc import Iterator

from flask import Blueprint, Response, abort, stream_with_context
from werkzeug.wrappers import Response as AnyResponse

from community import audit, clock
from community.crm.exporting import COLUMNS, FORMATS, export
from community.db import reading, writing
from community.web.auth import administrators_only, settings, viewer
from community.web.pages import page

pages = Blueprint("admin_exports", __name__, url_prefix="/admin/exports")

TYPES = {"csv": "text/csv; charset=utf-8", "jsonl": "application/jsonl; charset=utf-8"}


@pages.get("/")
@administrators_only
def index() -> Response:
    return page("crm/exports.html", kinds=COLUMNS, formats=FORMATS)


@pages.post("/<what>.<form>")
@administrators_only
def take(what: str, form: str) -> AnyResponse:
    """Written out as it is read. It is noted who took it: it holds addresses and values."""
    if what not in COLUMNS or form not in FORMATS:
        abort(404)
    with writing():
        audit.log("export.taken", actor_id=viewer().id, at=clock.now(), subject=("site", None), after={"what": what, "format": form})
    headers = {"Content-Disposition": f'attachment; filename="heed-{what}.{form}"', "Cache-Control": "no-store"}
    return Response(stream_with_context(_pieces(what, form, settings().base_url)), content_type=TYPES[form], headers=headers)


def _pieces(what: str, form: str, base_url: str) -> Iterator[str]:
    """Read while it is sent, after the view is done."""
    with reading():
        yield from export(what, form, base_url)
