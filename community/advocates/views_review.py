"""Moderators look at points that people seem to pass to each other."""

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from community import clock
from community.advocates import queries_review as queries
from community.advocates.actions_review import decide
from community.advocates.wording import line_word
from community.advocates.wording_standing import doubt_word
from community.db import writing
from community.moderation.forms import ReasonForm
from community.moderation.queries import waiting_counts
from community.web.auth import moderators_only, viewer
from community.web.pages import done, page

pages = Blueprint("held_points", __name__, url_prefix="/moderation/points")


@pages.get("/")
@moderators_only
def index() -> Response:
    return _page(ReasonForm(), 0)


@pages.post("/<int:held_id>")
@moderators_only
def settle(held_id: int) -> Response:
    state, form = request.form.get("state", ""), ReasonForm.parse(request.form)
    if state not in ("released", "refused"):
        abort(400)
    if not form.check():
        form.problems["reason"] = _("Please give the reason, for your colleagues.")
        return _page(form, held_id, status=422)
    with writing():
        held = queries.held_outcome(held_id) or abort(404)
        decide(viewer(), held, state, form.reason, now=clock.now())
    return done(url_for("held_points.index"), say=_("They count from now on.") if state == "released" else _("They will not count."))


def _page(form: ReasonForm, held_id: int, *, status: int = 200) -> Response:
    return page(
        "advocates/held.html", status=status, rows=queries.held(), refused=queries.held("refused"), form=form, typed_for=held_id,
        waiting=waiting_counts(), line_word=line_word, doubt_word=doubt_word,
    )
