"""How the clock of one idea ran: every cycle, for whoever may see the idea."""

from flask import Blueprint, abort, redirect, url_for
from werkzeug.wrappers import Response

from community.ideas.queries import visible_idea
from community.responses import queries
from community.web.auth import viewer
from community.web.clock_page import cycles_told
from community.web.pages import page

pages = Blueprint("clocks", __name__)


@pages.get("/ideas/<int:idea_id>/clock")
def show(idea_id: int) -> Response:
    idea = visible_idea(viewer(), idea_id) or abort(404)
    if idea.root_id:
        return redirect(url_for("clocks.show", idea_id=idea.root_id))
    return page("responses/clock.html", idea=idea, cycles=cycles_told(idea, queries.clocks_of(idea.id)))
