"""One's own votes, with those that staff noted or set aside."""

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community import clock
from community.db import writing
from community.ideas.forms import whole
from community.ideas.queries_groups import members, root_to_change
from community.voices.actions import take_back_noted
from community.votes import actions, wording
from community.votes import queries_voters as queries
from community.web.auth import signed_in, viewer
from community.web.pages import done, page

pages = Blueprint("my_votes", __name__, url_prefix="/me/votes")


@pages.get("")
@signed_in
def index() -> Response:
    rows = queries.votes_of(viewer(), whole(request.args.get("before", "")))
    next_url = url_for("my_votes.index", before=rows[queries.PAGE_SIZE - 1].idea_id) if len(rows) > queries.PAGE_SIZE else ""
    return page("votes/mine.html", votes=rows[: queries.PAGE_SIZE], next_url=next_url, words=wording)


@pages.post("/<int:idea_id>/withdraw")
@signed_in
def withdraw(idea_id: int) -> Response:
    """The vote, and the words that staff noted with it."""
    with writing():
        idea = root_to_change(viewer(), idea_id) or abort(404)
        actions.withdraw_vote(viewer(), idea, now=clock.now())
        take_back_noted(viewer(), idea, members(idea), now=clock.now())
    return done(url_for("my_votes.index"), say=_("Taken back: you are not counted for “%(title)s” any more.", title=idea.title))
