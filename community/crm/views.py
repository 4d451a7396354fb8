"""Administrators' pages for webhook endpoints."""

from datetime import datetime

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community import clock
from community.accounts import limits
from community.accounts.posted import new_key, posted_before, remember_post
from community.crm import actions, actions_everyone, queries, queries_everyone, wording
from community.crm.catalogue import GROUPS
from community.crm.forms import EndpointForm, LogFilter, parse_since
from community.crm.models import Endpoint
from community.crm.rules import live_old_secrets
from community.db import writing
from community.web.auth import administrators_only, settings, viewer
from community.web.guard import keep_to
from community.web.pages import done, page

pages = Blueprint("admin_endpoints", __name__, url_prefix="/admin/endpoints")


@pages.get("/")
@administrators_only
def index() -> Response:
    return page("crm/endpoints.html", endpoints=queries.endpoints(), health=wording.health, now=clock.now())


@pages.get("/new")
@administrators_only
def new() -> Response:
    return _form_page(EndpointForm(key=new_key()))


@pages.post("/new")
@administrators_only
def create() -> Response:
    form = EndpointForm.parse(request.form)
    if not form.check(settings().webhook_networks):
        return _form_page(form, status=422)
    with writing():
        before = posted_before(viewer().id, form.key)
        if before is None:
            row, secret = _register(form)
    if before is not None:
        return done(before, say=_("The endpoint is there already. Its secret was shown once; you can make a new one."))
    return page("crm/secret.html", endpoint=row, secret=secret, rotated=False)


def _register(form: EndpointForm) -> tuple[Endpoint, str]:
    key, now = settings().secret_key, clock.now()
    row, secret = actions.register_endpoint(viewer(), form.draft(), secret_key=key, now=now)
    remember_post(viewer().id, form.key, url_for("admin_endpoints.show", endpoint_id=row.id), now)
    return row, secret


@pages.get("/<int:endpoint_id>")
@administrators_only
def show(endpoint_id: int) -> Response:
    row, wanted, now = _endpoint(endpoint_id), LogFilter.parse(request.args), clock.now()
    rows, older = queries.deliveries_of(row.id, wanted.state, wanted.before)
    everyone = queries_everyone.last_run_for(row.id)
    until = [(datetime.fromisoformat(end), end) for _sealed, end in live_old_secrets(row.old_secrets, now)]
    return page(
        "crm/endpoint.html", endpoint=row, health=wording.health(row, now), wanted=wanted, deliveries=rows, older=older,
        counts=queries.count_by_state(row.id), words=wording, old_secrets=until, maker=queries.maker_of(row),
        everyone=everyone, became=queries_everyone.became_of(everyone) if everyone else {}, listens=actions_everyone.listens(row),
    )


@pages.get("/<int:endpoint_id>/edit")
@administrators_only
def edit(endpoint_id: int) -> Response:
    row = _endpoint(endpoint_id)
    return _form_page(EndpointForm.of(row), row)


@pages.post("/<int:endpoint_id>/edit")
@administrators_only
def save(endpoint_id: int) -> Response:
    form = EndpointForm.parse(request.form)
    if not form.check(settings().webhook_networks):
        return _form_page(form, _endpoint(endpoint_id), status=422)
    with writing():
        actions.change_endpoint(viewer(), _endpoint(endpoint_id), form.draft(), now=clock.now())
    return done(_url(endpoint_id), say=_("Saved. Messages that wait go to the new address too."))


@pages.post("/<int:endpoint_id>/rotate")
@administrators_only
def rotate(endpoint_id: int) -> Response:
    try:
        with writing():
            row = _endpoint(endpoint_id)
            secret = actions.rotate_secret(viewer(), row, secret_key=settings().secret_key, now=clock.now())
    except actions.TooManySecrets:
        return done(_url(endpoint_id), say=_("Ten secrets are in use already. Please wait until one runs out."), kind="bad")
    return page("crm/secret.html", endpoint=row, secret=secret, rotated=True)


@pages.post("/<int:endpoint_id>/retire")
@administrators_only
def retire(endpoint_id: int) -> Response:
    with writing():
        retired = actions.retire_secret(viewer(), _endpoint(endpoint_id), request.form.get("until", ""), now=clock.now())
    say = _("That secret signs no more.") if retired else _("That secret had run out already.")
    return done(_url(endpoint_id), say=say)


@pages.post("/<int:endpoint_id>/test")
@administrators_only
def test(endpoint_id: int) -> Response:
    with writing():
        keep_to(limits.WEBHOOK_TESTS, f"webhook-test:{viewer().id}")
        row = _endpoint(endpoint_id)
        if row.disabled_at is None:
            actions.ping_endpoint(viewer(), row, now=clock.now())
    if row.disabled_at is not None:
        return done(_url(endpoint_id), say=_("It is switched off, so nothing is sent to it."), kind="bad")
    return done(_url(endpoint_id), say=_("A test is on its way. Look again in a moment: its reply stands at the top of the list."))


@pages.post("/<int:endpoint_id>/disable")
@administrators_only
def disable(endpoint_id: int) -> Response:
    with writing():
        actions.disable_endpoint(viewer(), _endpoint(endpoint_id), now=clock.now())
    return done(_url(endpoint_id), say=_("Switched off. What waits is kept, and nothing is sent."))


@pages.post("/<int:endpoint_id>/enable")
@administrators_only
def enable(endpoint_id: int) -> Response:
    with writing():
        actions.enable_endpoint(viewer(), _endpoint(endpoint_id), now=clock.now())
    return done(_url(endpoint_id), say=_("Switched on. What waited is sent now."))


@pages.post("/<int:endpoint_id>/replay")
@administrators_only
def replay(endpoint_id: int) -> Response:
    now = clock.now()
    since = now - parse_since(request.form.get("since", ""))
    with writing():
        count = actions.replay(viewer(), _endpoint(endpoint_id), since, everything="everything" in request.form, now=now)
    return done(_url(endpoint_id), say=wording.replayed_word(count))


@pages.post("/<int:endpoint_id>/everyone")
@administrators_only
def everyone(endpoint_id: int) -> Response:
    with writing():
        row = _endpoint(endpoint_id)
        run = actions_everyone.tell_everyone(viewer(), row, now=clock.now())
    return done(_url(endpoint_id), say=wording.everyone_word(row, run), kind="good" if run else "bad")


@pages.get("/deliveries/<int:delivery_id>")
@administrators_only
def delivery(delivery_id: int) -> Response:
    row = queries.delivery(delivery_id) or abort(404)
    tries = queries.attempts_of(row.id)
    return page(
        "crm/delivery.html", delivery=row, endpoint=_endpoint(row.endpoint_id), tries=tries, words=wording,
        sendable=queries.may_be_sent(row),
    )


@pages.post("/deliveries/<int:delivery_id>/again")
@administrators_only
def again(delivery_id: int) -> Response:
    with writing():
        row = queries.delivery(delivery_id) or abort(404)
        sent = actions.send_again(viewer(), row, now=clock.now())
    say = _("It is on its way again, under the same name.") if sent else _("Whom it names wants nothing sent any more.")
    return done(url_for("admin_endpoints.delivery", delivery_id=delivery_id), say=say, kind="good" if sent else "bad")


def _endpoint(endpoint_id: int) -> Endpoint:
    return queries.endpoint(endpoint_id) or abort(404)


def _url(endpoint_id: int) -> str:
    return url_for("admin_endpoints.show", endpoint_id=endpoint_id)


def _form_page(form: EndpointForm, row: Endpoint | None = None, status: int = 200) -> Response:
    return page("crm/form.html", status=status, form=form, endpoint=row, groups=GROUPS, words=wording)
