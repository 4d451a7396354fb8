"""Going on with digests that paused by themselves: a page with a button, from a mail, without signing in."""

from flask import Blueprint, Response, abort, url_for
from flask_babel import gettext as _

from community import clock
from community.accounts.models import Person
from community.accounts.queries import person
from community.accounts.rules import PersonState
from community.db import writing
from community.notifications import actions_plans, links
from community.web.pages import done, kept_nowhere, page

pages = Blueprint("digests", __name__)


@pages.get("/mail/digests/<token>")
def go_on(token: str) -> Response:
    """Looking changes nothing: mail scanners follow links."""
    _reader(token)
    return kept_nowhere(page("notifications/go_on.html", save_url=url_for("digests.go_on_now", token=token)))


@pages.post("/mail/digests/<token>")
def go_on_now(token: str) -> Response:
    with writing():
        actions_plans.go_on(_reader(token), now=clock.now())
    back = url_for("notifications.preferences", token=links.sign("preferences", [_reader(token).id]))
    return done(back, say=_("Thank you. The next digest comes when there is something to tell."))


def _reader(token: str) -> Person:
    """Whoever the mail was for."""
    match links.read("digests", token):
        case [int(person_id)]:
            found = person(person_id)
            if found is not None and found.state == PersonState.ACTIVE:
                return found
    return abort(404)
