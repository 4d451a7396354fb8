"""Where CRMs push: Standard Webhooks in, checked, stored, and processed by the worker.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from flask import Blueprint, Response, current_app, request
from flask_babel import gettext as _

from community import clock
from community.crm import actions_sources as actions
from community.crm import queries_in_lists as queries
from community.crm import vault
from community.crm.signing import BadSignature, new_secret, verify
from community.db import writing
from community.web.api import problem
from community.web.auth import settings
from community.web.guard import open_to_others

pages = Blueprint("api_hook", __name__, url_prefix="/api/v1/crm")

LARGEST_PUSH = 256_000


@pages.post("/hook/<slug>")
@open_to_others
def receive(slug: str) -> Response:
    """202 once it is stored, or was before; whoever cannot sign learns nothing of which sources there are."""
    if (request.content_length or 0) > LARGEST_PUSH:
        return _too_large()
    request.max_content_length = LARGEST_PUSH
    body = request.get_data(cache=False)
    source_id, secret = _secret_of(slug)
    try:
        webhook_id = verify(secret, dict(request.headers), body, clock.now())
    except BadSignature as wrong:
        current_app.logger.info("a push to the source %r was refused: %s", slug, wrong.reason)
        return problem(401, _("The signature does not fit"), _("Please sign as Standard Webhooks 1.0.0 says, with the clock right to five minutes."))
    if source_id:
        with writing():
            actions.keep_pushed(source_id, webhook_id, body, now=clock.now())
    return Response(status=202)


def _secret_of(slug: str) -> tuple[int, str]:
    """A source that is not there has a secret nobody knows, so that both take the same time and answer alike."""
    source = queries.source_named(slug)
    if source is None or source.disabled_at is not None:
        return 0, new_secret()
    try:
        return source.id, vault.unseal(settings().secret_key, source.secret)
    except vault.Sealed:
        current_app.logger.warning("the secret of the source %r cannot be read with this installation's secret key", slug)
        return 0, new_secret()


def _too_large() -> Response:
    return problem(413, _("This is too much at once"), _("A push may have %(most)s bytes.", most=LARGEST_PUSH))
