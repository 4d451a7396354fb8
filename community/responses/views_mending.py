"""The page on which the writer of an answer mends its words."""

from flask import abort, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community import clock
from community.db import writing
from community.ideas.models import Idea
from community.ideas.queries import visible_idea
from community.responses import actions, queries
from community.responses.actions import AnswerRefused
from community.responses.blueprint import pages
from community.responses.forms import AnswerForm, MendForm
from community.responses.models import Answer
from community.web.auth import answerers_only, viewer
from community.web.pages import done, page


@pages.get("/ideas/<int:idea_id>/answer/edit")
@answerers_only
def edit(idea_id: int) -> Response:
    return _editor(_idea(idea_id), MendForm.of(_own_answer(idea_id)))


@pages.post("/ideas/<int:idea_id>/answer/edit")
@answerers_only
def save(idea_id: int) -> Response:
    form = MendForm.parse(request.form)
    if not form.check():
        return _editor(_idea(idea_id), form)
    draft = form.draft()
    try:
        with writing():
            answer = actions.edit_answer(viewer(), _idea(idea_id), draft, why=form.why, now=clock.now())
    except AnswerRefused as refused:
        form.refuse(refused.problems, 0)
        return _editor(_idea(idea_id), form)
    if answer.withdrawn_at:
        return done(url_for("desk.course", idea_id=idea_id), say=_("The answer is taken back. Its words are kept in the records."))
    return done(url_for("ideas.show", idea_id=idea_id), say=_("The words are mended. What they said before is kept."))


def _idea(idea_id: int) -> Idea:
    return visible_idea(viewer(), idea_id) or abort(404)


def _own_answer(idea_id: int) -> Answer:
    answers = queries.answers_of(_idea(idea_id).id)
    if not answers or answers[0].author_id != viewer().id:
        abort(404)
    return answers[0]


def _editor(idea: Idea, form: AnswerForm) -> Response:
    return page("responses/edit.html", status=422 if form.problems else 200, idea=idea, form=form)
