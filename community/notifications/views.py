"""Refusing mails: one click from a mail program, a page with a button for people, and all choices on one page."""

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from community import clock
from community.accounts.models import Person
from community.accounts.queries import person
from community.accounts.rules import PersonState
from community.db import writing
from community.notifications import actions, links, queries, wording
from community.notifications.rules_telling import REFUSABLE
from community.web.auth import signed_in, viewer
from community.web.guard import open_to_others
from community.web.pages import done, kept_nowhere, page

pages = Blueprint("notifications", __name__)
pages.add_app_template_global(wording.mail_when)
pages.add_app_template_global(wording.mail_name)


@pages.get("/mail/stop/<token>")
def stop(token: str) -> Response:
    """A page with a button: mail scanners follow links, so looking changes nothing."""
    return _stop_page(token, stopped=False)


@pages.post("/mail/stop/<token>")
@open_to_others
def stop_now(token: str) -> Response:
    """At once and as often as one likes: from the page's button, or from a mail program after RFC 8058."""
    person_id, what, which = _stoppable(token)
    with writing():
        actions.stop(person_id, what, which, now=clock.now())
    return _stop_page(token, stopped=True)


@pages.get("/me/mail")
@signed_in
def mine() -> Response:
    return _preferences_page(viewer().id or 0, url_for("notifications.save_mine"))


@pages.post("/me/mail")
@signed_in
def save_mine() -> Response:
    return _save(viewer().id or 0, url_for("notifications.mine"))


@pages.get("/mail/preferences/<token>")
def preferences(token: str) -> Response:
    """The same page from a mail, without signing in."""
    return _preferences_page(_person_of(token).id, url_for("notifications.save_preferences", token=token))


@pages.post("/mail/preferences/<token>")
def save_preferences(token: str) -> Response:
    return _save(_person_of(token).id, url_for("notifications.preferences", token=token))


def _save(person_id: int, back: str) -> Response:
    wanted = set(request.form.getlist("kind"))
    with writing():
        actions.choose_kinds(person_id, wanted, now=clock.now())
    return done(back, say=_("Saved. We send what you chose and nothing else."))


def _stoppable(token: str) -> tuple[int, str, int | str]:
    match links.read("stop", token):
        case [int(person_id), "idea", int(idea_id)]:
            return person_id, "idea", idea_id
        case [int(person_id), "kind", str(kind)] if kind in REFUSABLE:
            return person_id, "kind", kind
    return abort(404)


def _person_of(token: str) -> Person:
    what = links.read("preferences", token)
    found = person(what[0]) if what else None
    if found is None or found.state == PersonState.ERASED:
        abort(404)
    return found


def _stop_page(token: str, *, stopped: bool) -> Response:
    person_id, what, which = _stoppable(token)
    preferences_url = url_for("notifications.preferences", token=links.sign("preferences", [person_id]))
    return kept_nowhere(
        page("notifications/stop.html", what=what, which=which, stopped=stopped, token=token, preferences_url=preferences_url)
    )


def _preferences_page(person_id: int, save_url: str) -> Response:
    kinds = [(kind, kind not in queries.refused_kinds(person_id)) for kind in REFUSABLE]
    return kept_nowhere(page("notifications/preferences.html", kinds=kinds, save_url=save_url))
