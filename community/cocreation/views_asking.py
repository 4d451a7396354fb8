"""Staff asking the author of an idea or its voters, and what they have asked."""

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from community import clock, markdown
from community.cocreation import actions, queries
from community.cocreation.actions import AskRefused
from community.cocreation.forms import AskForm
from community.cocreation.rules import AUDIENCES, AUTHOR
from community.cocreation.wording import audience_word
from community.db import writing
from community.ideas.models import Idea
from community.ideas.queries_groups import members, root_idea, root_to_change
from community.notifications.audience import count_asked
from community.responses.queries import terms_of
from community.web.auth import answerers_only, staff_only, viewer
from community.web.pages import done, page

pages = Blueprint("asking", __name__, url_prefix="/desk")
pages.add_app_template_global(audience_word)


@pages.get("/questions")
@staff_only
def index() -> Response:
    asked = queries.open_questions(viewer())
    waiting = [row for row in asked if row.audience == AUTHOR and row.answered_at is None]
    return page("cocreation/index.html", waiting=waiting, to_voters=[row for row in asked if row.audience != AUTHOR], here="questions")


@pages.get("/ideas/<int:idea_id>/ask")
@answerers_only
def new(idea_id: int) -> Response:
    idea = _idea(idea_id)
    return _ask_page(idea, AskForm.fresh(request.args.get("audience", ""), terms_of(idea.topic_id).today(clock.now())))


@pages.post("/ideas/<int:idea_id>/ask")
@answerers_only
def create(idea_id: int) -> Response:
    form, idea = AskForm.parse(request.form), _idea(idea_id)
    if not form.check() or "preview" in request.form:
        return _ask_page(idea, form, preview=not form.problems)
    draft = form.draft(terms_of(idea.topic_id))
    try:
        with writing():
            idea = root_to_change(viewer(), idea_id) or abort(404)
            heard = count_asked(idea, draft.audience, viewer().id)
            asked = actions.ask(viewer(), idea, draft, hearers=heard, now=clock.now())
    except AskRefused as refused:
        form.refuse(refused.problems)
        return _ask_page(_idea(idea_id), form)
    return done(url_for("ideas.show", idea_id=idea_id, _anchor=f"question-{asked.id}"), say=_asked(form.audience, heard))


@pages.post("/questions/<int:question_id>/close")
@answerers_only
def close(question_id: int) -> Response:
    row = queries.question_row(viewer(), question_id) or abort(404)
    with writing():
        root_to_change(viewer(), row.idea_id)
        question = queries.question(question_id) or abort(404)
        actions.close(question, actor=viewer(), now=clock.now())
    return done(url_for("questions.show", question_id=question_id), say=_("Closed. The replies stay with the idea."))


def _idea(idea_id: int) -> Idea:
    return root_idea(viewer(), idea_id) or abort(404)


def _asked(audience: str, heard: int) -> str:
    if audience == AUTHOR:
        return _("Asked. The author hears of it by mail, and the question stands on the page.")
    return ngettext("Asked. %(num)s person hears of it by mail.", "Asked. %(num)s people hear of it by mail.", heard)


def _ask_page(idea: Idea, form: AskForm, *, preview: bool = False) -> Response:
    """Who would be asked stands beside each choice; what was typed stays in the form."""
    reach = {audience: count_asked(idea, audience, viewer().id) for audience in AUDIENCES}
    return page(
        "cocreation/ask.html", status=422 if form.problems else 200, idea=idea, form=form, reach=reach,
        open=queries.open_audiences(members(idea)), shown=markdown.render(form.body) if preview else None,
        closes_at=form.closes_at(terms_of(idea.topic_id)) if preview else None,
    )
