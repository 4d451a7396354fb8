"""Administrators' page of addresses that nothing is sent to, since mail came back from them."""

from datetime import timedelta

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from community import clock
from community.accounts.queries import person_to_change
from community.db import writing
from community.ideas.forms import whole
from community.inbound import queries_bounces as queries
from community.inbound import suspending, wording_bounces
from community.inbound.rules_bounces import CLEARED
from community.web.auth import administrators_only, viewer
from community.web.pages import done, page
from community.web.redirects import safe_next

pages = Blueprint("suspended", __name__, url_prefix="/admin/mail/suspended")
pages.add_app_template_global(wording_bounces.bounce_cause)
pages.add_app_template_global(wording_bounces.suspension_ending)


@pages.get("")
@administrators_only
def index() -> Response:
    found = queries.suspended(whole(request.args.get("before", "")))
    following = url_for("suspended.index", before=found.next_id) if found.next_id else ""
    return page(
        "inbound/suspended.html", found=found, next_url=following, ended=queries.ended(), lasts=CLEARED,
        complaints=queries.complaints(clock.now() - timedelta(days=30)),
    )


@pages.post("/<int:person_id>/restore")
@administrators_only
def restore(person_id: int) -> Response:
    with writing():
        person = person_to_change(person_id) or abort(404)
        written = suspending.restore(person, ended_by="staff", actor=viewer(), now=clock.now())
    say = _("Mails go to %(name)s again.", name=person.name) if written else _("Mails go there already.")
    return done(safe_next(request.form.get("next")) if request.form.get("next") else url_for("suspended.index"), say=say)
