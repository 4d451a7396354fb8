"""Moderators' pages: what waits, what was reported, what is out of sight, who is kept out."""

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from community import clock
from community.accounts.models import Person
from community.accounts.queries_admin import known_person
from community.db import writing
from community.ideas.models import Idea
from community.moderation import actions, queries
from community.moderation.forms import ReasonForm, reason_words
from community.moderation.queries import Subject
from community.web.auth import moderators_only, viewer
from community.web.pages import done, page
from community.web.redirects import safe_next

pages = Blueprint("moderation", __name__, url_prefix="/moderation")
SUBJECT = "/<any(idea, comment, voice):kind>/<int:subject_id>"


@pages.get("/")
@moderators_only
def queue() -> Response:
    return page("moderation/queue.html", ideas=queries.pending_ideas(), waiting=queries.waiting_counts())


@pages.get("/reports")
@moderators_only
def reports() -> Response:
    return page(
        "moderation/reports.html", reported=queries.open_reports(), waiting=queries.waiting_counts(), reasons=reason_words()
    )


@pages.get("/hidden")
@moderators_only
def hidden() -> Response:
    after = request.args.get("after", "")
    rows, key = queries.removals(int(after) if after.isascii() and after.isdigit() and len(after) < 10 else 0)
    next_url = url_for("moderation.hidden", after=key) if key else None
    return page("moderation/hidden.html", removals=rows, next_url=next_url, waiting=queries.waiting_counts())


@pages.get("/bans")
@moderators_only
def bans() -> Response:
    return page("moderation/bans.html", bans=queries.bans(), waiting=queries.waiting_counts())


@pages.post("/idea/<int:subject_id>/approve")
@moderators_only
def approve(subject_id: int) -> Response:
    with writing():
        idea = _idea(subject_id)
        approved = actions.approve_idea(viewer(), idea, now=clock.now())
    if not approved:
        return done(url_for("moderation.queue"), say=_("Somebody has decided on this idea already."), kind="warn")
    return done(url_for("moderation.queue"), say=_("“%(title)s” is public, and its answer clock runs.", title=idea.title))


@pages.get(SUBJECT + "/hide")
@moderators_only
def hide(kind: str, subject_id: int) -> Response:
    return _hide_page(_subject(kind, subject_id), ReasonForm())


@pages.post(SUBJECT + "/hide")
@moderators_only
def do_hide(kind: str, subject_id: int) -> Response:
    form = ReasonForm.parse(request.form)
    if not form.check():
        return _hide_page(_subject(kind, subject_id), form, status=422)
    with writing():
        _idea(_subject(kind, subject_id).idea_id)
        actions.hide(viewer(), _subject(kind, subject_id), form.reason, now=clock.now())
    return done(_back(), say=_("It is out of sight. Its author still sees it, with your reason."))


@pages.post(SUBJECT + "/restore")
@moderators_only
def restore(kind: str, subject_id: int) -> Response:
    with writing():
        _idea(_subject(kind, subject_id).idea_id)
        actions.restore(viewer(), _subject(kind, subject_id), now=clock.now())
    return done(_back("moderation.hidden"), say=_("It is back where it was."))


@pages.post(SUBJECT + "/dismiss")
@moderators_only
def dismiss(kind: str, subject_id: int) -> Response:
    with writing():
        actions.dismiss_reports(viewer(), _subject(kind, subject_id), now=clock.now())
    return done(url_for("moderation.reports"), say=_("It stays. The reports are settled."))


@pages.get("/people/<int:person_id>/ban")
@moderators_only
def ban(person_id: int) -> Response:
    return _ban_page(_person(person_id), ReasonForm())


@pages.post("/people/<int:person_id>/ban")
@moderators_only
def do_ban(person_id: int) -> Response:
    form = ReasonForm.parse(request.form)
    if not form.check():
        return _ban_page(_person(person_id), form, status=422)
    try:
        with writing():
            person = _person(person_id)
            actions.ban(viewer(), person, form.reason, now=clock.now())
    except actions.CannotBan:
        form.problems["reason"] = _("This is a colleague. An administrator can deactivate them.")
        return _ban_page(_person(person_id), form, status=422)
    return done(url_for("moderation.bans"), say=_("%(name)s is kept out, and their votes no longer count.", name=person.name))


@pages.post("/people/<int:person_id>/lift")
@moderators_only
def lift(person_id: int) -> Response:
    with writing():
        person = _person(person_id)
        actions.lift_ban(viewer(), person, now=clock.now())
    return done(url_for("moderation.bans"), say=_("%(name)s may come back, and their votes count again.", name=person.name))


def _idea(idea_id: int) -> Idea:
    """Held until the end of the transaction, so that two moderators decide one after the other."""
    return queries.locked_idea(idea_id) or abort(404)


def _subject(kind: str, subject_id: int) -> Subject:
    return queries.subject(viewer(), kind, subject_id) or abort(404)


def _person(person_id: int) -> Person:
    return known_person(person_id) or abort(404)


def _back(endpoint: str = "moderation.reports") -> str:
    return safe_next(request.form.get("next"), url_for(endpoint))


def _hide_page(subject: Subject, form: ReasonForm, status: int = 200) -> Response:
    return page(
        "moderation/hide.html", status=status, subject=subject, form=form, waiting=queries.waiting_counts(),
        next_url=safe_next(request.values.get("next"), ""),
    )


def _ban_page(person: Person, form: ReasonForm, status: int = 200) -> Response:
    return page("moderation/ban.html", status=status, person=person, form=form, waiting=queries.waiting_counts())
