"""Was this a good answer, and how easy was it to come by: on the idea's page, and from the mail without signing in."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community import clock
from community.accounts.queries import person
from community.accounts.viewer import Viewer
from community.db import db, writing
from community.ideas.models import Idea
from community.ideas.queries import visible_idea
from community.ideas.queries_groups import root_to_change
from community.notifications import links
from community.responses import actions_rating, queries_rating, rules_rating, wording_rating
from community.responses.actions_rating import EffortClosed, RatingRefused
from community.responses.forms_rating import EffortForm, RatingForm
from community.responses.models import Answer
from community.responses.models_rating import Effort, Rating
from community.responses.rules_rating import Share
from community.web.auth import signed_in, staff_only, viewer
from community.web.held import hold
from community.web.pages import done, page
from community.web.rating import rate as rate_now

pages = Blueprint("ratings", __name__)
for name in ("reason_word", "effort_word", "effort_question"):
    pages.add_app_template_global(getattr(wording_rating, name))
pages.add_app_template_global(rules_rating.REASONS.get, "rating_reasons")
pages.add_app_template_global(RatingForm.of, "rating_form")
pages.add_app_template_global(EffortForm.of, "effort_form")


@pages.app_template_global("share_of")
def share_of(answer: Answer) -> Share:
    return Share(answer.helpful_count, answer.unhelpful_count)


@pages.app_template_global("effort_until")
def effort_until(effort: Effort) -> datetime:
    return effort.asked_at + rules_rating.OPEN_FOR


@pages.app_template_global("effort_is_open")
def effort_is_open(effort: Effort) -> bool:
    return rules_rating.is_open(effort.asked_at, clock.now())


@pages.post("/answers/<int:answer_id>/rating")
def rate(answer_id: int) -> Response:
    answer, form = _answer(answer_id), RatingForm.parse(request.form)
    if not form.check():
        return _refused(answer, form)
    if not viewer().signed_in:
        return hold("rating", {"idea_id": answer.idea_id, "answer_id": answer.id, **form.payload()})
    with writing():
        answer, idea = _to_change(answer_id)
        try:
            rate_now(viewer(), idea, answer, form.mark(), now=clock.now())
        except RatingRefused:
            abort(409)
    return _rated(answer_id, _("Thank you. The people who answer see what you said."))


@pages.post("/answers/<int:answer_id>/rating/withdraw")
@signed_in
def withdraw(answer_id: int) -> Response:
    with writing():
        answer, idea = _to_change(answer_id)
        actions_rating.unrate_answer(viewer(), idea, answer, now=clock.now())
    return _rated(answer_id, _("Taken back."))


@pages.post("/answers/<int:answer_id>/effort")
@signed_in
def say_effort(answer_id: int) -> Response:
    """On the idea's page, by whom it was asked."""
    asked = _asked_of(viewer(), queries_rating.effort_of(viewer().id, answer_id)) or abort(404)
    form, back = EffortForm.parse(request.form), url_for("ideas.show", idea_id=asked.idea.id, _anchor="effort")
    if not form.check():
        return _effort_page(asked, form, fragment="responses/_effort.html")
    effort = _say(asked, form)
    return done(back, say=_thanks(form), fragment="responses/_effort.html", effort=effort, form=form)


@pages.get("/desk/said")
@staff_only
def said() -> Response:
    """All that people say of answers: the figures, and the newest with reasons and names."""
    figures = rules_rating.figures_of(queries_rating.effort_scores(viewer()))
    return page("responses/said.html", figures=figures, enough=rules_rating.ENOUGH, said=queries_rating.newest_said())


@pages.get("/effort/<token>")
def effort(token: str) -> Response:
    """From the mail: the number of the link is chosen, and a button records it. Looking changes nothing."""
    asked = _asked_by(token)
    form = EffortForm.of(asked.effort, request.args.get("score", ""))
    return _unkept(_effort_page(asked, form, action=url_for("ratings.save_effort", token=token)))


@pages.post("/effort/<token>")
def save_effort(token: str) -> Response:
    asked, form = _asked_by(token), EffortForm.parse(request.form)
    if not form.check():
        return _unkept(_effort_page(asked, form, action=request.path))
    _say(asked, form)
    return _unkept(done(url_for("ratings.effort", token=token), say=_thanks(form)))


@dataclass(frozen=True)
class Asked:
    """The question put to somebody, the answer it is about, and the idea as they may see it."""

    effort: Effort
    answer: Answer
    idea: Idea


def _asked_by(token: str) -> Asked:
    """By the token of the mail, which signs nobody in: it is good for this one answer."""
    match links.read("effort", token):
        case [int(effort_id)]:
            found = db.session.get(Effort, effort_id)
        case _:
            found = None
    who = person(found.person_id) if found else None
    return _asked_of(Viewer.of(who) if who else None, found) or abort(404)


def _asked_of(who: Viewer | None, effort: Effort | None) -> Asked | None:
    """None for people who are not here any more, and for what is out of their sight."""
    if who is None or effort is None or not who.is_active:
        return None
    answer = queries_rating.answer_seen_by(who, effort.answer_id)
    idea = visible_idea(who, answer.idea_id) if answer else None
    return Asked(effort, answer, idea) if answer and idea else None


def _say(asked: Asked, form: EffortForm) -> Effort:
    with writing() as session:
        effort = session.get_one(Effort, asked.effort.id, with_for_update=True)
        try:
            actions_rating.say_effort(effort, asked.idea.id, form.score, form.words, now=clock.now())
        except EffortClosed:
            abort(410)
    return effort


def _thanks(form: EffortForm) -> str:
    return _("Thank you. You said %(score)s of 7: %(word)s.", score=form.score, word=wording_rating.effort_word(form.score))


def _effort_page(asked: Asked, form: EffortForm, *, fragment: str | None = None, action: str | None = None) -> Response:
    return page(
        "responses/effort.html", fragment=fragment, status=422 if form.problems else 200, effort=asked.effort, answer=asked.answer,
        idea=asked.idea, form=form, action=action, back=url_for("ideas.show", idea_id=asked.idea.root_id or asked.idea.id),
    )


def _unkept(response: Response) -> Response:
    """The address of such a page is a key: it is told to no other page and kept nowhere."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


def _answer(answer_id: int) -> Answer:
    return queries_rating.answer_seen_by(viewer(), answer_id) or abort(404)


def _to_change(answer_id: int) -> tuple[Answer, Idea]:
    """Inside writing(): the answer, and its idea with the row held."""
    answer = _answer(answer_id)
    return answer, root_to_change(viewer(), answer.idea_id) or abort(404)


def _rated(answer_id: int, say: str) -> Response:
    answer = _answer(answer_id)
    db.session.refresh(answer)
    rating = db.session.get(Rating, (answer.id, viewer().id))
    url = url_for("ideas.show", idea_id=answer.idea_id, _anchor="rating")
    return done(url, say=say, fragment="responses/_rating.html", answer=answer, form=RatingForm.of(rating), may_rate=True)


def _refused(answer: Answer, form: RatingForm) -> Response:
    """The form again with what was typed: in its place for htmx, else on a page of its own."""
    return page("responses/rating.html", fragment="responses/_rating.html", status=422, answer=answer, form=form, may_rate=True)
