"""Joining ideas that ask for the same, and taking them apart again."""

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from community import clock
from community.crm.queries_weight import behind_together
from community.db import writing
from community.ideas.models import Idea
from community.ideas.queries import visible_idea
from community.ideas.queries_groups import root_idea
from community.search.queries import Similar, similar_ideas
from community.triage import actions
from community.triage.actions import MergeRefused
from community.triage.forms import MergeForm
from community.triage.queries import Preview, merge_preview
from community.triage.queries_apart import apart
from community.web.auth import mergers_only, staff_only, viewer
from community.web.pages import done, page
from community.web.redirects import safe_next

MOST_OFFERED = 6

pages = Blueprint("triage", __name__, url_prefix="/desk")


@pages.get("/ideas/<int:idea_id>/merge")
@staff_only
def preview(idea_id: int) -> Response:
    return _merge_page(_root(idea_id), MergeForm.parse(request.args))


@pages.post("/ideas/<int:idea_id>/merge")
@mergers_only
def merge(idea_id: int) -> Response:
    form = MergeForm.parse(request.form)
    if not form.check() or not _merged(idea_id, form):
        return _merge_page(_root(idea_id), form, 422)
    root = _root(idea_id)
    say = ngettext("Joined. “%(title)s” has %(num)s vote now.", "Joined. “%(title)s” has %(num)s votes now.", root.vote_count, title=root.title)
    return done(safe_next(request.form.get("next"), url_for("desk.show", idea_id=root.id)), say=say)


@pages.get("/ideas/<int:idea_id>/unmerge")
@mergers_only
def confirm_unmerge(idea_id: int) -> Response:
    part = _part(idea_id)
    return page("triage/unmerge.html", idea=part, root=_root(idea_id), apart=apart(part) or abort(404))


@pages.post("/ideas/<int:idea_id>/unmerge")
@mergers_only
def unmerge(idea_id: int) -> Response:
    try:
        with writing():
            part = _part(idea_id)
            actions.unmerge(viewer(), part, now=clock.now())
    except MergeRefused:
        abort(409)
    return done(url_for("desk.show", idea_id=idea_id), say=_("“%(title)s” stands on its own again.", title=part.title))


def _root(idea_id: int) -> Idea:
    return root_idea(viewer(), idea_id) or abort(404)


def _part(idea_id: int) -> Idea:
    idea = visible_idea(viewer(), idea_id) or abort(404)
    return idea if idea.root_id else abort(404)


def _merged(root_id: int, form: MergeForm) -> bool:
    """All of them become part of it, or none; says what stands against it. What is part of it already stays so."""
    title = ""
    try:
        with writing():
            root, now = _root(root_id), clock.now()
            for part in [visible_idea(viewer(), part_id) for part_id in form.parts]:
                if part is None:
                    raise MergeRefused("unknown")
                title = part.title
                if part.root_id != root.id:
                    actions.merge(viewer(), part, root, now=now)
    except MergeRefused as refused:
        form.refuse(refused.code, title)
    return not form.problems


def _merge_page(root: Idea, form: MergeForm, status: int = 200) -> Response:
    """What it would do, with what was chosen and what could be chosen besides."""
    parts, preview = _chosen(root, form)
    joining = [part for part in parts if not preview or part.id not in preview.refusals]
    say = ngettext("Merging gives %(num)s vote.", "Merging gives %(num)s votes.", preview.votes) if preview and joining else ""
    weight = behind_together([root.id, *(part.id for part in joining)], preview.votes) if preview and joining else None
    return page(
        "triage/merge.html", fragment="triage/_preview.html", status=status, say=say, root=root, form=form, parts=parts,
        joining=joining, preview=preview, weight=weight, offered=_offered(root, form.query, {root.id, *(part.id for part in parts)}),
    )


def _chosen(root: Idea, form: MergeForm) -> tuple[list[Idea], Preview | None]:
    """The chosen ideas that are there, and what joining them would do. Says what stands against any of them."""
    found = [visible_idea(viewer(), part_id) for part_id in form.parts]
    if None in found:
        form.refuse("unknown")
    parts = [part for part in found if part is not None]
    preview = merge_preview(viewer(), root, parts, clock.now()) if parts else None
    for part in parts:
        if preview and part.id in preview.refusals:
            form.refuse(preview.refusals[part.id], part.title)
    return parts, preview


def _offered(root: Idea, query: str, chosen: set[int]) -> list[Similar]:
    """What sounds like the words that were searched for, or else like the idea itself."""
    text, body = (query, "") if query else (root.title, root.body)
    return similar_ideas(viewer(), text, body, MOST_OFFERED, chosen)
