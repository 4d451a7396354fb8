"""Stopping mails to an address of nobody here, in one click, and letting them come again."""

from flask import Blueprint, Response, abort, request

from community import clock
from community.db import writing
from community.notifications import links, outside
from community.web.guard import open_to_others
from community.web.pages import kept_nowhere, page

pages = Blueprint("outside", __name__, url_prefix="/mail/outside")


@pages.get("/<token>")
def stop(token: str) -> Response:
    """A page with a button: mail scanners follow links, so looking changes nothing."""
    return _page(token, outside.why_not(_address(token), clock.now()) == "refused")


@pages.post("/<token>")
@open_to_others
def stop_now(token: str) -> Response:
    """At once and as often as one likes: from the page's button, or from a mail program after RFC 8058."""
    address, again = _address(token), request.form.get("again") == "1"
    with writing():
        if again:
            outside.allow(address)
        else:
            outside.refuse(address, now=clock.now())
    return _page(token, not again)


def _address(token: str) -> str:
    match links.read("outside", token):
        case [str(address)]:
            return address
    return abort(404)


def _page(token: str, stopped: bool) -> Response:
    return kept_nowhere(page("notifications/outside.html", stopped=stopped, token=token))
