"""The page an answer is written on, and what is done there."""

from types import SimpleNamespace

from flask import abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from community import clock
from community.accounts.queries import person
from community.db import writing
from community.ideas.forms import whole
from community.ideas.models import Idea
from community.ideas.queries import comments_of, visible_idea
from community.ideas.queries_groups import members
from community.ideas.queries_parts import parts_in_full
from community.notifications.audience import count_hearers
from community.responses import actions, queries
from community.responses.actions import AnswerRefused
from community.responses.blueprint import pages
from community.responses.forms import AnswerForm
from community.responses.models import Answer
from community.triage.queries_twins import likely_beside
from community.voices.queries import voices_of
from community.web.auth import answerers_only, staff_only, viewer
from community.web.pages import done, page

MOST_VOICES = 12
ANSWERABLE = ("review", "planned", "progress", "shipped", "later", "declined")


@pages.get("/ideas/<int:idea_id>")
@staff_only
def show(idea_id: int) -> Response:
    idea = _idea(idea_id)
    if idea.root_id:
        return redirect(url_for("desk.show", idea_id=idea.root_id))
    today, months = queries.terms_of(idea.topic_id).today(clock.now()), queries.review_months(idea.topic_id)
    return _composer(idea, AnswerForm.fresh(today, months))


@pages.post("/ideas/<int:idea_id>/answer")
@answerers_only
def answer(idea_id: int) -> Response:
    form = AnswerForm.parse(request.form)
    if not form.check() or "preview" in request.form:
        return _composer(_idea(idea_id), form, preview=not form.problems)
    draft = form.draft()
    try:
        with writing():
            actions.answer_idea(viewer(), _idea(idea_id), draft, now=clock.now())
    except AnswerRefused as refused:
        return _refused(idea_id, form, refused)
    heard = count_hearers(idea_id, viewer().id)
    say = ngettext("Published. %(num)s person hears about it.", "Published. %(num)s people hear about it.", heard)
    return done(url_for("desk.index"), say=say)


@pages.post("/ideas/<int:idea_id>/assign")
@answerers_only
def assign(idea_id: int) -> Response:
    colleague = queries.answerer(whole(request.form.get("owner", "")))
    if colleague is None:
        form = AnswerForm.parse(request.form)
        form.problems["owner"] = _("Please choose a colleague who can answer.")
        return _composer(_idea(idea_id), form)
    with writing():
        actions.assign_idea(viewer(), _idea(idea_id), colleague, now=clock.now())
    return done(url_for("desk.index"), say=_("Passed on. %(name)s is told first from now on.", name=colleague.name))


@pages.get("/ideas/<int:idea_id>/answer/edit")
@answerers_only
def edit(idea_id: int) -> Response:
    return _editor(_idea(idea_id), AnswerForm.of(_own_answer(idea_id)))


@pages.post("/ideas/<int:idea_id>/answer/edit")
@answerers_only
def save(idea_id: int) -> Response:
    form = AnswerForm.parse(request.form)
    if not form.check():
        return _editor(_idea(idea_id), form)
    draft = form.draft()
    try:
        with writing():
            actions.edit_answer(viewer(), _idea(idea_id), draft, now=clock.now())
    except AnswerRefused as refused:
        form.refuse(refused.problems, 0)
        return _editor(_idea(idea_id), form)
    return done(url_for("ideas.show", idea_id=idea_id), say=_("The words are mended. What they said before is kept."))


def _idea(idea_id: int) -> Idea:
    return visible_idea(viewer(), idea_id) or abort(404)


def _own_answer(idea_id: int) -> Answer:
    answers = queries.answers_of(_idea(idea_id).id)
    if not answers or answers[0].author_id != viewer().id:
        abort(404)
    return answers[0]


def _refused(idea_id: int, form: AnswerForm, refused: AnswerRefused) -> Response:
    """Whoever was overtaken by a colleague sees that answer now, and may answer over it."""
    idea, form.over = _idea(idea_id), None
    form.refuse(refused.problems, queries.review_months(idea.topic_id))
    return _composer(idea, form)


def _composer(idea: Idea, form: AnswerForm, *, preview: bool = False) -> Response:
    """The page to answer on, with everything that helps to; what was typed stands in it."""
    answers, group = queries.answers_of(idea.id), members(idea)
    joined = parts_in_full(idea.id) if idea.part_count else []
    if form.over is None:
        form.over = answers[0].id if answers else 0
    return page(
        "responses/compose.html", status=422 if form.problems else 200, idea=idea, form=form, answers=answers,
        owner_id=queries.ladder_of(idea.id)["owner"], colleagues=queries.answerers(), comments=comments_of(group),
        hearers=count_hearers(idea.id, viewer().id), preview=_preview(idea, form) if preview else None,
        answerable=ANSWERABLE, voices=voices_of(group, MOST_VOICES), joined=joined,
        origins={part.id: part.title for part in joined}, likely=likely_beside(viewer(), idea.id),
    )


def _preview(idea: Idea, form: AnswerForm) -> SimpleNamespace:
    """What the answer would be, in the shape of one."""
    draft, terms = form.draft(), queries.terms_of(idea.topic_id)
    review_at = terms.review_moment(draft.review_on) if draft.review_on else None
    return SimpleNamespace(
        body_html=draft.body_html, status=draft.status, author=person(viewer().id or 0), review_at=review_at,
    )


def _editor(idea: Idea, form: AnswerForm) -> Response:
    return page("responses/edit.html", status=422 if form.problems else 200, idea=idea, form=form)
