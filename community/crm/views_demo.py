"""A CRM's end of a webhook, so that what the demonstration sends arrives somewhere; anywhere else it does not exist."""

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from community import clock
from community.crm import queries, vault
from community.crm.signing import BadSignature, verify
from community.web.api import answered, problem
from community.web.auth import settings
from community.web.guard import open_to_others

pages = Blueprint("demo_crm", __name__)


@pages.post("/demo/crm")
@open_to_others
def receive() -> Response:
    """Takes what an endpoint at this address signed, and keeps nothing of it."""
    if not settings().demo:
        abort(404)
    body = request.get_data(cache=False)
    for endpoint in queries.endpoints_at(settings().base_url + url_for("demo_crm.receive")):
        try:
            secret = vault.unseal(settings().secret_key, endpoint.secret)
            return answered({"taken": verify(secret, dict(request.headers), body, clock.now())})
        except (BadSignature, vault.Sealed):
            continue
    return problem(401, _("The signature does not fit"))
