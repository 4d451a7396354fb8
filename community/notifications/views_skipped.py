"""Administrators' page of digests that were not written, and why."""

from flask import Blueprint, Response, request, url_for

from community.ideas.forms import whole
from community.notifications.queries_skipped import digests_skipped
from community.notifications.wording_digests import skipped_reason
from community.web.auth import administrators_only
from community.web.pages import page

pages = Blueprint("skipped_digests", __name__, url_prefix="/admin/mail/digests")
pages.add_app_template_global(skipped_reason)


@pages.get("")
@administrators_only
def index() -> Response:
    """With `nothing=1` also those that had nothing to tell, which are most."""
    quiet = request.args.get("nothing") == "1"
    rows, before = digests_skipped(whole(request.args.get("before", "")), quiet=quiet)
    following = url_for("skipped_digests.index", before=before, nothing=int(quiet) or None) if before else ""
    return page("notifications/skipped.html", rows=rows, quiet=quiet, next_url=following)
