"""Is the process alive, and is the whole ready to work? For load balancers and monitors."""

from flask import Blueprint, Response, jsonify

from community import checks, clock
from community.web.auth import settings

pages = Blueprint("health", __name__)


@pages.get("/healthz")
def alive() -> Response:
    """This process answers; nothing else is asked."""
    return jsonify(ok=True)


@pages.get("/readyz")
def ready() -> tuple[Response, int]:
    """503 with the names of what is wrong, and no detail: strangers may ask."""
    failed = checks.unready(settings(), clock.now())
    return jsonify(ok=not failed, failed=failed), 503 if failed else 200
