"""Administrators' pages for connections to CRMs."""

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community import clock
from community.accounts import limits
from community.crm import actions_vendors as actions
from community.crm import queries_vendors as queries
from community.crm import wording_vendors as wording
from community.crm.forms_vendors import ConnectionForm
from community.crm.models_vendors import Connection
from community.crm.rules_vendors import FIELDS
from community.crm.vendors import Vendor
from community.crm.vendors_all import VENDORS
from community.db import writing
from community.ideas.forms import whole
from community.web.auth import administrators_only, settings, viewer
from community.web.guard import keep_to
from community.web.pages import done, page

pages = Blueprint("admin_crm", __name__, url_prefix="/admin/crm")


@pages.get("/")
@administrators_only
def index() -> Response:
    rows = [(row, wording.health(row, clock.now()), queries.counts_of(row.id)) for row in queries.connections()]
    return page("crm/connections.html", connections=rows, vendors=VENDORS)


@pages.get("/new/<vendor_code>")
@administrators_only
def new(vendor_code: str) -> Response:
    vendor = _vendor(vendor_code)
    return _form_page(ConnectionForm.template(vendor), vendor)


@pages.post("/new/<vendor_code>")
@administrators_only
def create(vendor_code: str) -> Response:
    vendor, form = _vendor(vendor_code), ConnectionForm.parse(request.form)
    if not form.check(settings().webhook_networks, None) or _name_is_taken(form, None):
        return _form_page(form, vendor, status=422)
    with writing():
        key, now = settings().secret_key, clock.now()
        row = actions.connect(viewer(), form.name, vendor.code, form.url, form.credentials, form.mapping, secret_key=key, now=now)
        actions.begin_run("dry", connection=row, actor_id=viewer().id, now=now)
    return done(_url(row.id), say=_("The connection is there, and sends nothing yet. We are counting what it would send."))


@pages.get("/<int:connection_id>")
@administrators_only
def show(connection_id: int) -> Response:
    row = _connection(connection_id)
    tries, older = queries.attempts_at(row.id, whole(request.args.get("before", "")))
    return page(
        "crm/connection.html", connection=row, vendor=VENDORS[row.vendor], health=wording.health(row, clock.now()),
        counts=queries.counts_of(row.id), refused=queries.refused_by(row.id), tries=tries, older=older, words=wording,
        dry=queries.last_run(row.id, ["dry"]), sent=queries.last_run(row.id, ["send"]), checked=queries.last_run(row.id, ["check"]),
    )


@pages.get("/<int:connection_id>/edit")
@administrators_only
def edit(connection_id: int) -> Response:
    row = _connection(connection_id)
    return _form_page(ConnectionForm.of(row), VENDORS[row.vendor], row)


@pages.post("/<int:connection_id>/edit")
@administrators_only
def save(connection_id: int) -> Response:
    form, row = ConnectionForm.parse(request.form), _connection(connection_id)
    if not form.check(settings().webhook_networks, row) or _name_is_taken(form, row):
        return _form_page(form, VENDORS[row.vendor], row, status=422)
    with writing():
        values = {"name": form.name, "url": form.url, "mapping": form.mapping}
        secret = form.credentials if form.has_secret else None
        actions.change_connection(viewer(), _connection(connection_id), values, secret, secret_key=settings().secret_key, now=clock.now())
    return done(_url(connection_id), say=_("Saved. What reads differently by it is found when you count again, and tonight in any case."))


@pages.post("/<int:connection_id>/count")
@administrators_only
def count(connection_id: int) -> Response:
    with writing():
        keep_to(limits.WEBHOOK_TESTS, f"crm-count:{viewer().id}")
        actions.begin_run("dry", connection=_connection(connection_id), actor_id=viewer().id, now=clock.now())
    return done(_url(connection_id), say=_("We are counting. Nothing is sent by this."))


@pages.post("/<int:connection_id>/enable")
@administrators_only
def enable(connection_id: int) -> Response:
    with writing():
        row = _connection(connection_id)
        looked = queries.last_run(row.id, ["dry"])
        if looked and looked.finished_at:
            actions.enable_connection(viewer(), row, now=clock.now())
            return done(_url(connection_id), say=_("Switched on. Whoever differs is being sent."))
    return done(_url(connection_id), say=_("Please let us count first what it would send."), kind="bad")


@pages.post("/<int:connection_id>/disable")
@administrators_only
def disable(connection_id: int) -> Response:
    with writing():
        actions.disable_connection(viewer(), _connection(connection_id), now=clock.now())
    return done(_url(connection_id), say=_("Switched off. Nothing more is sent."))


@pages.post("/<int:connection_id>/send")
@administrators_only
def send(connection_id: int) -> Response:
    with writing():
        row = _connection(connection_id)
        if row.enabled_at is not None:
            actions.send_everything(viewer(), row, now=clock.now())
    if row.enabled_at is None:
        return done(_url(connection_id), say=_("It is switched off, so nothing is sent to it."), kind="bad")
    return done(_url(connection_id), say=_("Everybody is being compared; whoever differs is sent."))


@pages.post("/<int:connection_id>/again")
@administrators_only
def again(connection_id: int) -> Response:
    with writing():
        tried = actions.try_refused_again(viewer(), _connection(connection_id), now=clock.now())
    return done(_url(connection_id), say=wording.again_word(tried))


def _connection(connection_id: int) -> Connection:
    return queries.connection(connection_id) or abort(404)


def _vendor(code: str) -> Vendor:
    return VENDORS.get(code) or abort(404)


def _name_is_taken(form: ConnectionForm, row: Connection | None) -> bool:
    other = queries.connection_named(form.name)
    taken = other is not None and other is not row
    if taken:
        form.problems["name"] = _("There is a connection with this name already.")
    return taken


def _url(connection_id: int) -> str:
    return url_for("admin_crm.show", connection_id=connection_id)


def _form_page(form: ConnectionForm, vendor: Vendor, row: Connection | None = None, status: int = 200) -> Response:
    return page("crm/connection_form.html", status=status, form=form, vendor=vendor, connection=row, fields=FIELDS, words=wording.field_words())
