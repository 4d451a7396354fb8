"""What came in by mail, what became of it and why not more; and processing it again."""

from typing import Any

from flask import Blueprint, Response, abort, make_response, request, url_for
from flask_babel import gettext as _

from community import clock
from community.db import writing
from community.ideas.forms import whole
from community.inbound import actions, queries, wording
from community.inbound.queries import ReceivedFilter
from community.web.auth import administrators_only, settings, viewer
from community.web.pages import done, page

pages = Blueprint("received", __name__, url_prefix="/admin/mail/received")
pages.add_app_template_global(wording.received_outcome)
pages.add_app_template_global(wording.received_reason)
pages.add_app_template_global(wording.received_state)
pages.add_app_template_global(wording.received_by)


@pages.get("")
@administrators_only
def index() -> Response:
    wanted = _wanted()
    found = queries.received_page(wanted)
    following = url_for("received.index", **_kept(wanted), before=found.next_id) if found.next_id else ""
    return page(
        "inbound/received.html", fragment="inbound/_received_more.html" if wanted.before else None, found=found, wanted=wanted,
        next_url=following, counts=queries.count_states(), states=wording.STATES, outcomes=wording.OUTCOMES, comes_in=_comes_in(),
        largest=actions.rules.LARGEST,
    )


@pages.get("/<int:received_id>.eml")
@administrators_only
def raw(received_id: int) -> Response:
    """The mail as it came, to be looked at; as a file, since nothing in it can be trusted."""
    found = queries.received(received_id) or abort(404)
    response = make_response(found.content or abort(410))
    response.mimetype = "application/octet-stream"
    response.headers["Content-Disposition"] = f'attachment; filename="received-{found.id}.eml"'
    return response


@pages.post("/<int:received_id>/again")
@administrators_only
def again(received_id: int) -> Response:
    with writing():
        found = queries.received(received_id, hold=True) or abort(404)
        queued = actions.process_again(viewer(), found, now=clock.now())
    say = _("It is processed once more, in a moment.") if queued else _("There is nothing to process again.")
    return done(url_for("received.index", **_kept(_wanted())), say=say, kind="good" if queued else "warn")


def _wanted() -> ReceivedFilter:
    state, outcome = request.values.get("state", ""), request.values.get("outcome", "")
    return ReceivedFilter(
        state=state if state in wording.STATES else "", outcome=outcome if outcome in wording.OUTCOMES else "",
        address=request.values.get("address", "").strip()[:320], before=whole(request.values.get("before", "")),
    )


def _kept(wanted: ReceivedFilter) -> dict[str, Any]:
    """The filter as an address keeps it."""
    return {name: value for name in ("state", "outcome", "address") if (value := getattr(wanted, name))}


def _comes_in() -> list[str]:
    """The ways by which mail can come in that settings name."""
    ways = [_("an IMAP mailbox")] if settings().imap_url else []
    return [*ways, _("HTTP")] if settings().inbound_secret else ways
