"""Lists of ideas, one idea, suggesting, editing, commenting."""

from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response

from community.ideas import queries
from community.ideas.forms import key_text, parse_filter
from community.responses.queries import answers_of
from community.votes.queries import some_voters, votes_by
from community.web.auth import ask_to_sign_in, viewer
from community.web.pages import page

pages = Blueprint("ideas", __name__)


@pages.get("/")
def index() -> Response:
    wanted = parse_filter(request.args)
    if wanted.tab == "mine" and not viewer().signed_in:
        return ask_to_sign_in()
    found = queries.idea_page(viewer(), wanted)
    mine = votes_by(viewer().id, [row.id for row in found.rows])
    fragment = "ideas/_more.html" if wanted.after else "ideas/_list.html"
    return page(
        "ideas/list.html", fragment=fragment, say=_count_said(len(found.rows)), wanted=wanted, found=found,
        mine=mine, topics=queries.open_topics(viewer()), next_url=_next_url(found.next_key),
    )


@pages.get("/ideas/<int:idea_id>")
@pages.get("/ideas/<int:idea_id>/<slug>")
def show(idea_id: int, slug: str = "") -> Response:
    idea = queries.visible_idea(viewer(), idea_id) or abort(404)
    if idea.root_id:
        response = redirect(url_for("ideas.show", idea_id=idea.root_id), 302)
        response.headers["Cache-Control"] = "no-store"
        return response
    return page(
        "ideas/show.html", idea=idea, mine=votes_by(viewer().id, [idea.id]).get(idea.id),
        comments=queries.comments_of(idea.id), voters=some_voters(idea.id), answers=answers_of(idea.id),
    )


def _next_url(key: tuple[Any, ...] | None) -> str | None:
    if key is None:
        return None
    kept: dict[str, Any] = {name: request.args[name] for name in ("tab", "topic", "status", "tag") if name in request.args}
    return url_for("ideas.index", **kept, after=key_text(key))


def _count_said(count: int) -> str:
    return ngettext("%(num)s idea", "%(num)s ideas", count)
