"""What a person does with an idea of their own, and what they want to hear of any."""

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from community import clock
from community.db import writing
from community.ideas import actions, queries, rules
from community.ideas.actions import Draft
from community.ideas.forms import EditForm
from community.ideas.models import Idea
from community.ideas.queries_groups import members, root_idea
from community.votes.queries import has_voted, other_voters
from community.web.auth import signed_in, viewer
from community.web.held import hold
from community.web.pages import done, page

pages = Blueprint("own", __name__)

LEVEL_WORDS = {
    "all": lambda: _("You follow this idea: answers and comments."),
    "answers": lambda: _("You follow this idea: official answers only."),
    "nothing": lambda: _("You hear nothing more of this idea."),
}


@pages.get("/ideas/<int:idea_id>/edit")
@signed_in
def edit(idea_id: int) -> Response:
    idea = _editable(idea_id)
    return page("ideas/edit.html", idea=idea, form=EditForm.of(idea))


@pages.post("/ideas/<int:idea_id>/edit")
@signed_in
def save(idea_id: int) -> Response:
    form = EditForm.parse(request.form)
    draft = Draft.of(form.title, form.body, form.tags, viewer().locale) if form.check_words() else None
    with writing():
        idea = _editable(idea_id)
        if form.is_of(idea) and draft:
            actions.edit_idea(viewer(), idea, draft, now=clock.now())
    if form.problems:
        return page("ideas/edit.html", status=422, idea=idea, form=form)
    return done(url_for("ideas.show", idea_id=idea.id), say=_("Your changes are saved. The earlier words stay readable."))


@pages.get("/ideas/<int:idea_id>/delete")
@signed_in
def confirm_delete(idea_id: int) -> Response:
    idea = _editable(idea_id)
    return page("ideas/delete.html", idea=idea, joined=_joined(idea))


@pages.post("/ideas/<int:idea_id>/delete")
@signed_in
def delete(idea_id: int) -> Response:
    with writing():
        idea = _editable(idea_id)
        voters, comments = other_voters(idea.id, idea.author_id), queries.others_commented(idea)
        try:
            actions.delete_idea(viewer(), idea, other_voters=voters, comments=comments, now=clock.now())
        except actions.Refused:
            abort(409)
    return done(url_for("ideas.index"), say=_("Your idea is taken back."))


@pages.post("/ideas/<int:idea_id>/follow")
def follow(idea_id: int) -> Response:
    level, idea = request.form.get("level", ""), root_idea(viewer(), idea_id) or abort(404)
    if level not in rules.LEVELS:
        abort(400)
    if not viewer().signed_in:
        return hold("follow", {"idea_id": idea.id, "level": level})
    with writing():
        actions.follow_idea(idea.id, viewer().id, level, now=clock.now())
    url = url_for("ideas.show", idea_id=idea.id, _anchor="follow")
    return done(url, say=LEVEL_WORDS[level](), fragment="ideas/_followed.html", idea=idea, level=level, mine=has_voted(viewer().id, members(idea)))


def _editable(idea_id: int) -> Idea:
    idea = queries.own_idea(viewer(), idea_id) or abort(404)
    if not rules.may_edit(author_id=idea.author_id, actor_id=viewer().id, state=idea.state, merged=idea.root_id is not None):
        abort(409)
    return idea


def _joined(idea: Idea) -> bool:
    """Whether anybody else has joined in, so that the idea is not the author's alone any more."""
    others = other_voters(idea.id, idea.author_id) + queries.others_commented(idea) + idea.voice_count
    return bool(others or idea.answered_at or idea.imported_votes or idea.part_count)
