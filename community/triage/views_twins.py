"""Pairs that are likely the same: the queue of them, and what staff say of one."""

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from community import clock
from community.db import writing
from community.ideas.queries import visible_idea
from community.triage import judging
from community.triage import queries_twins as queries
from community.triage.forms_twins import JudgeForm, key_text, parse_after
from community.web.auth import mergers_only, staff_only, viewer
from community.web.pages import done, page, wants_fragment
from community.web.redirects import safe_next

pages = Blueprint("twins", __name__, url_prefix="/desk/twins")


@pages.get("")
@staff_only
def index() -> Response:
    found = queries.twin_page(viewer(), parse_after(request.args))
    next_url = url_for("twins.index", after=key_text(found.next_key)) if found.next_key else None
    return page("triage/twins.html", found=found, next_url=next_url)


@pages.get("/judged")
@staff_only
def judged() -> Response:
    return page("triage/judged.html", judged=queries.judged_by(viewer()))


@pages.post("/judge")
@mergers_only
def judge() -> Response:
    """These are not the same. (That they are is said by merging them.)"""
    form = JudgeForm.parse(request.values)
    if not form.problem:
        with writing():
            for other_id in form.others:
                _set_apart(form.idea_id, other_id)
    return _answer(form)


@pages.post("/unjudge")
@mergers_only
def unjudge() -> Response:
    """A second click changes nothing, and says the same."""
    form = JudgeForm.parse(request.values)
    with writing():
        for other_id in form.others:
            judging.take_back(viewer(), _seen(form.idea_id), _seen(other_id), now=clock.now())
    return done(safe_next(request.values.get("next"), url_for("twins.judged")), say=_("Taken back. The two wait for a word again."))


def _set_apart(idea_id: int, other_id: int) -> None:
    one, other = _seen(idea_id), _seen(other_id)
    judging.judge(viewer(), one, other, "different", source="staff", certainty=None, now=clock.now())


def _seen(idea_id: int) -> int:
    return (visible_idea(viewer(), idea_id) or abort(404)).id


def _answer(form: JudgeForm) -> Response:
    """In the queue the row gives way to what was said; beside an idea the panel goes on without them."""
    back, kind = safe_next(request.values.get("next"), url_for("twins.index")), "warn" if form.problem else "good"
    if form.row or not wants_fragment():
        return done(back, say=form.problem or _said(form), kind=kind, fragment="triage/_judged_pair.html", form=form, back=back)
    likely = queries.likely_beside(viewer(), _seen(form.idea_id))
    return done(back, say=form.problem or _said(form), fragment="triage/_likely.html", judged=form, likely=likely)


def _said(form: JudgeForm) -> str:
    return ngettext(
        "Noted: not the same. The two are not shown together again.",
        "Noted: %(num)s are not the same. They are not shown here again.", len(form.others),
    )
