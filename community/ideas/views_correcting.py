"""Staff say that a customer's comment put an answer right."""

from flask import Blueprint, Response, abort, url_for
from flask_babel import gettext as _

from community import clock
from community.db import writing
from community.ideas.actions import Refused
from community.ideas.actions_correcting import correct, uncorrect
from community.ideas.models import Comment
from community.ideas.queries import open_comment
from community.web.auth import staff_only, viewer
from community.web.pages import done

pages = Blueprint("correcting", __name__)


@pages.post("/comments/<int:comment_id>/corrected")
@staff_only
def say(comment_id: int) -> Response:
    with writing():
        comment = _comment(comment_id)
        try:
            correct(viewer(), comment, now=clock.now())
        except Refused:
            abort(409)
    return done(_address(comment), say=_("Noted, with thanks: this comment put an answer right."))


@pages.post("/comments/<int:comment_id>/corrected/withdraw")
@staff_only
def withdraw(comment_id: int) -> Response:
    with writing():
        comment = _comment(comment_id)
        uncorrect(viewer(), comment, now=clock.now())
    return done(_address(comment), say=_("Taken back."))


def _comment(comment_id: int) -> Comment:
    return open_comment(viewer(), comment_id) or abort(404)


def _address(comment: Comment) -> str:
    return url_for("ideas.show", idea_id=comment.idea_id, _anchor=f"c-{comment.id}")
