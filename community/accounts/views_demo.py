"""Signing in with one click as one of the demo's people; anywhere else these pages do not exist."""

from flask import Blueprint, Response, abort, request
from flask_babel import gettext as _

from community import clock
from community.accounts import queries
from community.accounts.rules import DEMO_ADDRESSES
from community.db import writing
from community.web.auth import settings
from community.web.entrance import arrive, enter
from community.web.pages import page
from community.web.redirects import safe_next

pages = Blueprint("demo", __name__)


@pages.before_request
def _only_in_the_demo() -> None:
    if not settings().demo:
        abort(404)


@pages.get("/demo/people")
def people() -> Response:
    next_url = safe_next(request.args.get("next"))
    return page("accounts/demo_people.html", people=queries.people_with(DEMO_ADDRESSES), duty=_duties(), next_url=next_url)


@pages.post("/demo/people")
def sign_in() -> Response:
    email = request.form.get("email", "")
    if email not in DEMO_ADDRESSES:
        abort(404)
    with writing():
        person = queries.person_by_email(email) or abort(404)
        entered = enter(person, now=clock.now()) or abort(404)
    return arrive(entered, safe_next(request.form.get("next")))


def _duties() -> dict[str, str]:
    """What each of them is there to show."""
    return {
        "customer": _("suggests, votes and is heard"),
        "product_manager": _("answers, and is reminded when an answer is late"),
        "manager": _("stands behind the answers, and hears of the late ones"),
        "moderator": _("keeps spam and abuse out"),
        "administrator": _("sets everything up"),
    }
