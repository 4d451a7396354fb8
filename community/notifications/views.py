"""Refusing mails: one click from a mail program, a page with a button for people, and all choices on one page."""

from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from community import clock
from community.accounts.models import Person
from community.accounts.queries import person
from community.accounts.rules import PersonState
from community.accounts.viewer import Viewer
from community.db import writing
from community.ideas.forms import whole
from community.ideas.rules import LEVELS
from community.notifications import actions_preferences as actions
from community.notifications import links, wording, wording_choices
from community.notifications.forms import PreferencesForm
from community.notifications.queries_digests import weekly_of
from community.notifications.queries_follows import PAGE, ideas_heard
from community.notifications.queries_telling import paces_chosen, quiet_hours_of
from community.notifications.rules_telling import KINDS, REFUSABLE
from community.notifications.wording_digests import WEEKDAYS
from community.web.auth import signed_in, viewer
from community.web.guard import open_to_others
from community.web.pages import done, kept_nowhere, page

pages = Blueprint("notifications", __name__)
pages.add_app_template_global(wording.mail_when)
pages.add_app_template_global(wording.mail_name)
pages.add_app_template_global(wording_choices.pace_word)
pages.add_app_template_global(wording_choices.level_word)
pages.add_app_template_global(wording_choices.stopped_word)


@pages.get("/mail/stop/<token>")
def stop(token: str) -> Response:
    """A page with a button: mail scanners follow links, so looking changes nothing."""
    return _stop_page(token, stopped=False)


@pages.post("/mail/stop/<token>")
@open_to_others
def stop_now(token: str) -> Response:
    """At once and as often as one likes: from the page's button, or from a mail program after RFC 8058."""
    person_id, what, which = _stoppable(token)
    level = request.form.get("level", "nothing")
    if level not in LEVELS:
        abort(400)
    with writing():
        actions.stop(person_id, what, which, level=level, now=clock.now())
    return _stop_page(token, stopped=True, level=level)


@pages.get("/me/mail")
@signed_in
def mine() -> Response:
    reader = viewer()
    return _preferences_page(reader, _form_of(reader), url_for("notifications.save_mine"))


@pages.post("/me/mail")
@signed_in
def save_mine() -> Response:
    return _save(viewer(), url_for("notifications.mine"), url_for("notifications.save_mine"))


@pages.get("/mail/preferences/<token>")
def preferences(token: str) -> Response:
    """The same page from a mail, without signing in."""
    reader = Viewer.of(_person_of(token))
    return _preferences_page(reader, _form_of(reader), url_for("notifications.save_preferences", token=token))


@pages.post("/mail/preferences/<token>")
def save_preferences(token: str) -> Response:
    back, save_url = (url_for(f"notifications.{name}", token=token) for name in ("preferences", "save_preferences"))
    return _save(Viewer.of(_person_of(token)), back, save_url)


def _form_of(reader: Viewer) -> PreferencesForm:
    person_id = reader.id or 0
    chosen = paces_chosen([person_id]).get(person_id, {})
    return PreferencesForm.of(chosen, quiet_hours_of(person_id), weekly_of(person_id, chosen), staff=reader.is_staff)


def _save(reader: Viewer, back: str, save_url: str) -> Response:
    form = PreferencesForm.parse(request.form, _form_of(reader))
    if not form.check():
        return _preferences_page(reader, form, save_url, status=422)
    with writing():
        actions.choose(reader, form.paces, form.quiet, form.levels, (form.news, form.weekday), form.again, now=clock.now())
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


def _stop_page(token: str, *, stopped: bool, level: str = "nothing") -> Response:
    person_id, what, which = _stoppable(token)
    preferences_url = url_for("notifications.preferences", token=links.sign("preferences", [person_id]))
    given: dict[str, Any] = {"what": what, "which": which, "stopped": stopped, "level": level, "token": token}
    return kept_nowhere(page("notifications/stop.html", preferences_url=preferences_url, **given))


def _preferences_page(reader: Viewer, form: PreferencesForm, save_url: str, status: int = 200) -> Response:
    before = whole(request.args.get("before", ""))
    ideas = ideas_heard(reader, before, most=PAGE + 1)
    given: dict[str, Any] = {"form": form, "kinds": KINDS, "reader": reader, "save_url": save_url, "ideas": ideas[:PAGE], "weekdays": WEEKDAYS}
    more = ideas[PAGE - 1].id if len(ideas) > PAGE else 0
    return kept_nowhere(page("notifications/preferences.html", status=status, before=before, more=more, **given))
