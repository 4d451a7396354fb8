"""Similar ideas while one types, and the search page."""

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from flask_babel import get_timezone, ngettext
from flask_babel import gettext as _

from community.accounts import limits
from community.ideas.forms import whole
from community.search.finding import SearchPage, search_ideas
from community.search.forms import SimilarForm
from community.search.forms_search import SearchForm
from community.search.panel import Panel, empty_panel, panel_for
from community.search.rules import TYPED_WORDS
from community.search.spelling import meant
from community.votes.queries import votes_by
from community.web.auth import viewer
from community.web.guard import too_much
from community.web.kept import topics_to_choose, unless_unchanged
from community.web.pace import keep_pace, reader, within_pace
from community.web.pages import lead_to, page, wants_fragment

pages = Blueprint("search", __name__)

MEAGRE = 3
"""With fewer results than this, another spelling is offered."""


@pages.route("/ideas/similar", methods=["GET", "POST"])
def similar() -> Response:
    """Posted where the text of a form comes along, which no address could hold; it changes nothing."""
    typed = SimilarForm.parse(request.values)
    if not wants_fragment():
        return _whole_page(typed)
    if not typed.has_words(TYPED_WORDS):
        return _panel(typed, empty_panel(typed))
    if not within_pace(limits.SEARCHES, reader("search")):
        return _quietly(too_much(limits.SEARCHES, Response()))
    return unless_unchanged(lambda: _panel(typed, panel_for(viewer(), typed)))  # type: ignore[return-value]


@pages.post("/ideas/similar/dismiss")
def dismiss() -> Response:
    """Mine is different: that row goes, and travels with the form until something is posted."""
    typed, idea_id = SimilarForm.parse(request.form), whole(request.form.get("id", ""))
    if not wants_fragment():
        return _whole_page(typed)
    left = [row for row in typed.rows if row != idea_id and row not in typed.seen.aside]
    return page(
        "", fragment="search/_set_aside.html", say=_("Set aside."), idea_id=idea_id, left=len(left), form_id=typed.form_id
    )


@pages.get("/search")
def index() -> Response:
    form = SearchForm.parse(request.args)
    asked = form.check([topic.slug for topic in topics_to_choose(viewer())])
    if form.text:
        keep_pace(limits.SEARCHES, reader("search"))
    found = search_ideas(viewer(), form.wanted(get_timezone())) if asked else SearchPage([])
    response = page(
        "search/index.html", fragment="search/_more.html" if form.after and asked else "search/_results.html", say=_said(form, found),
        status=200 if asked else 422, **_shown(form, found),
    )
    if wants_fragment() and not form.after:
        response.headers["HX-Push-Url"] = url_for("search.index", **form.given)  # type: ignore[arg-type]
    return response


def _shown(form: SearchForm, found: SearchPage) -> dict[str, Any]:
    given: dict[str, Any] = form.given
    return {
        "form": form, "found": found, "topics": topics_to_choose(viewer()),
        "mine": votes_by(viewer().id, [result.card.id for result in found.results]),
        "meant": meant(viewer(), form.text) if _is_meagre(form, found) else None, "start_url": url_for("search.index", **given) if form.after and not wants_fragment() else None,
        "next_url": url_for("search.index", **given, after=str(found.after)) if found.after else None,
    }


def _is_meagre(form: SearchForm, found: SearchPage) -> bool:
    """Nothing found, or next to nothing: another spelling may have been meant."""
    return bool(form.text) and not form.after and not form.problems and (found.total < MEAGRE or found.some_words or found.guessed)


def _whole_page(typed: SimilarForm) -> Response:
    """The page with the form, and in it all that was typed: a POST goes on as one."""
    if request.method == "POST":
        return redirect(url_for("suggesting.look_again"), 307)  # type: ignore[return-value]
    aside: dict[str, Any] = {"not": list(typed.seen.aside)}
    return lead_to(url_for("suggesting.new", q=typed.text or typed.title, **aside))


def _panel(typed: SimilarForm, panel: Panel) -> Response:
    """One fragment. It is said aloud when it holds other ideas than the one before."""
    shown = [row.card.id for row in panel.rows]
    news = panel.rows and sorted(shown) != sorted(typed.rows)
    say = ngettext("%(num)s similar idea found", "%(num)s similar ideas found", len(shown)) if news else ""
    return page("", fragment="search/_similar.html", say=say, panel=panel)


def _quietly(response: Response) -> Response:
    """What is on the screen stays there: suggestions are a help, never a hurdle."""
    response.headers["HX-Reswap"] = "none"
    return response


def _said(form: SearchForm, found: SearchPage) -> str:
    """One sentence for the live region."""
    if form.problems:
        return ""
    if form.after:
        return ngettext("%(num)s more idea", "%(num)s more ideas", len(found.results))
    if found.more:
        return _("More than %(num)s ideas found", num=found.total)
    return ngettext("%(num)s idea found", "%(num)s ideas found", found.total)
