"""Similar ideas while one types, and the search page."""

from typing import Any

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from community.accounts import limits
from community.ideas.queries import open_topics
from community.search.finding import SearchPage, SearchQuery, search_ideas
from community.search.forms import SimilarForm, parse_search
from community.search.panel import panel_for
from community.search.rules import TYPED_WORDS
from community.votes.queries import votes_by
from community.web.auth import this_network, viewer
from community.web.pace import keep_pace
from community.web.pages import lead_to, page, wants_fragment

pages = Blueprint("search", __name__)


@pages.route("/ideas/similar", methods=["GET", "POST"])
def similar() -> Response:
    """Posted where the text of a form comes along, which no address could hold; it changes nothing."""
    typed = SimilarForm.parse(request.values)
    if not wants_fragment():
        return lead_to(url_for("suggesting.new", q=typed.text or typed.title))
    _in_moderation()
    panel = panel_for(viewer(), typed, TYPED_WORDS)
    say = ngettext("%(num)s similar idea found", "%(num)s similar ideas found", len(panel.rows)) if panel.rows else ""
    return page("", fragment="search/_similar.html", say=say, panel=panel, asked=typed.wording, form_id=typed.form_id)


@pages.post("/ideas/similar/dismiss")
def dismiss() -> Response:
    """Mine is different: the panel without that idea."""
    typed = SimilarForm.parse(request.values)
    if not wants_fragment():
        aside: dict[str, Any] = {"not": list(typed.aside)}
        return lead_to(url_for("suggesting.new", q=typed.text or typed.title, **aside))
    _in_moderation()
    panel = panel_for(viewer(), typed)
    return page("", fragment="search/_similar.html", say=_("Set aside."), panel=panel, asked=typed.wording, form_id=typed.form_id)


@pages.get("/search")
def index() -> Response:
    wanted = parse_search(request.args)
    if wanted.text:
        _in_moderation()
    found = search_ideas(viewer(), wanted)
    mine = votes_by(viewer().id, [result.card.id for result in found.results])
    return page(
        "search/index.html", fragment="search/_more.html" if wanted.start else "search/_results.html",
        say=_said(wanted, found), wanted=wanted, found=found, mine=mine, topics=open_topics(viewer()),
        next_url=_next_url(wanted, found),
    )


def _in_moderation() -> None:
    """Searching is counted by person, or by network for visitors."""
    keep_pace(limits.SEARCHES, f"search:{viewer().id or this_network()}")


def _next_url(wanted: SearchQuery, found: SearchPage) -> str | None:
    if found.next_start is None:
        return None
    kept: dict[str, Any] = {"topic": wanted.topic or None, "status": wanted.status or None, "from": found.next_start}
    return url_for("search.index", q=wanted.text, **kept)


def _said(wanted: SearchQuery, found: SearchPage) -> str:
    if wanted.start:
        return ngettext("%(num)s more idea", "%(num)s more ideas", len(found.results))
    return ngettext("%(num)s idea found", "%(num)s ideas found", found.total)
