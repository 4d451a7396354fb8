"""Commenting, replying, and saying that a comment helped."""

from flask import Blueprint, Response, abort, request
from flask_babel import gettext as _

from community import clock
from community.accounts import limits
from community.accounts.posted import new_key, posted_before, remember_post
from community.db import writing
from community.ideas import actions, queries
from community.ideas.forms import CommentForm
from community.ideas.models import Comment, Idea
from community.ideas.queries_follow import level_heard
from community.ideas.queries_groups import members, root_idea, root_to_change, said_on
from community.ideas.queries_talk import comment_row
from community.notifications.mentioning import Written, written
from community.web.addresses import comment_address
from community.web.auth import signed_in, viewer
from community.web.guard import keep_to
from community.web.held import hold
from community.web.pages import done, lead_to, page, wants_fragment

pages = Blueprint("comments", __name__)


@pages.post("/ideas/<int:idea_id>/comments")
def create(idea_id: int) -> Response:
    idea, form = _idea(idea_id), CommentForm.parse(request.form)
    if not form.check():
        return _refused(idea, form)
    if not viewer().signed_in:
        return hold("comment", {"idea_id": idea.id, "parent_id": form.parent_id, "to_staff": form.to_staff, "text": form.body})
    words = written(form.body, idea)
    with writing():
        first = posted_before(viewer().id, form.key)
        comment_id = int(first) if first else _add(idea_id, form, words).id
    return _posted(idea_id, comment_id, again=first is not None)


@pages.post("/comments/<int:comment_id>/helpful")
def mark(comment_id: int) -> Response:
    comment = _comment(comment_id)
    if not viewer().signed_in:
        return hold("helpful", {"idea_id": comment.idea_id, "comment_id": comment.id})
    with writing():
        comment = _comment(comment_id)
        try:
            actions.mark_helpful(viewer(), comment, said_on(comment), now=clock.now())
        except actions.Refused:
            abort(409)
    return _marked(comment, _("Thank you for saying that it helped."))


@pages.post("/comments/<int:comment_id>/helpful/withdraw")
@signed_in
def unmark(comment_id: int) -> Response:
    with writing():
        comment = _comment(comment_id)
        actions.unmark_helpful(viewer(), comment, now=clock.now())
    return _marked(comment, _("Taken back."))


def _idea(idea_id: int) -> Idea:
    return root_idea(viewer(), idea_id) or abort(404)


def _comment(comment_id: int) -> Comment:
    return queries.open_comment(viewer(), comment_id) or abort(404)


def _add(idea_id: int, form: CommentForm, words: Written) -> Comment:
    """Inside writing(): the comment and the key it was posted with."""
    now = clock.now()
    keep_to(limits.COMMENTS, f"comment:{viewer().id}")
    idea, parent = root_to_change(viewer(), idea_id) or abort(404), queries.open_comment(viewer(), form.parent_id)
    if form.parent_id and (parent is None or parent.idea_id not in members(idea)):
        abort(404)
    try:
        comment = actions.add_comment(
            viewer(), idea, form.body, words.html, parent=parent, now=now, to_staff=form.to_staff, mentions=words.mentions
        )
    except actions.Refused:
        abort(409)
    remember_post(viewer().id, form.key, str(comment.id), now)
    return comment


def _posted(idea_id: int, comment_id: int, *, again: bool) -> Response:
    """The comment alone for htmx, else the page at the comment; a second post of the same form shows the first."""
    idea, row = _idea(idea_id), comment_row(viewer(), comment_id)
    url = _address(idea, comment_id)
    if row is None or (again and wants_fragment()):
        return lead_to(url)
    level = level_heard(viewer(), idea, voted=False)
    say = _("Your comment is posted.") + (" " + _("We write to you when somebody comments here.") if level == "all" else "")
    return done(
        url, say=say, fragment="ideas/_comment_added.html", idea=idea, comment=row,
        key=new_key(), form=CommentForm(parent_id=row.parent_id or 0), level=level,
    )


def _refused(idea: Idea, form: CommentForm) -> Response:
    """The form again with what was typed: in its place for htmx, else on a page of its own."""
    response = page(
        "ideas/comment.html", fragment="ideas/_comment_form.html", status=422, idea=idea, form=form, key=new_key()
    )
    response.headers["HX-Retarget"] = f"#comment-form-{form.parent_id}"
    response.headers["HX-Reswap"] = "outerHTML"
    return response


def _marked(comment: Comment, say: str) -> Response:
    row = comment_row(viewer(), comment.id) or abort(404)
    return done(_address(_idea(row.idea_id), row.id), say=say, fragment="ideas/_helpful.html", comment=row)


def _address(idea: Idea, comment_id: int) -> str:
    return comment_address(idea.id, comment_id, idea.comment_count)
