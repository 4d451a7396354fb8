"""What is told about oneself to the company's customer records, and saying that nothing more is."""

from flask import Blueprint, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community import clock
from community.accounts.models import Person
from community.crm import actions_consent as actions
from community.crm import queries, wording_consent
from community.crm.snapshots import snapshot_of
from community.db import db, writing
from community.web.auth import settings, signed_in, viewer
from community.web.pages import done, page

pages = Blueprint("export", __name__, url_prefix="/me/export")


@pages.get("/")
@signed_in
def show() -> Response:
    me = db.session.get_one(Person, viewer().id)
    snapshot = snapshot_of(me.id, settings().base_url)
    return page(
        "crm/export.html", refused_at=me.export_refused_at, lines=wording_consent.lines_of(snapshot) if snapshot else [],
        purposes=queries.purposes(), last=wording_consent.last_word(queries.last_arrival_about(me.id)),
    )


@pages.post("/refuse")
@signed_in
def refuse() -> Response:
    with writing():
        person = queries.hold_person(viewer().id or 0)
        refused = person is not None and actions.refuse_export(viewer(), person, now=clock.now())
    say = _("Nothing about you is sent any more. What was on its way is called back.") if refused else _("Nothing about you is sent.")
    return done(url_for("export.show"), say=say)


@pages.post("/allow")
@signed_in
def allow() -> Response:
    with writing():
        person = queries.hold_person(viewer().id or 0)
        allowed = person is not None and actions.allow_export(viewer(), person, now=clock.now())
    say = _("Thank you. Whoever you talk to at our company will know what you asked for.") if allowed else _("It is allowed already.")
    return done(url_for("export.show"), say=say)
