"""The same numbers for other programs and other people's pages: CSV, JSON and a badge."""

from flask import Blueprint, Response, abort, g, jsonify, make_response, render_template, request, session
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from community import clock
from community.accounts.viewer import VISITOR
from community.insights import counting
from community.insights.badge import badge_of
from community.insights.counting import Shown
from community.insights.forms import wanted_period, wanted_topic
from community.insights.publishing import as_csv, as_json
from community.web.auth import viewer
from community.web.filters import this_site, whole_days
from community.web.languages import direction

pages = Blueprint("figures", __name__)

FRESH, BADGE_FRESH = 60, 3600
"""Seconds for which nobody need ask again."""


@pages.get("/answering.csv")
def table() -> AnyResponse:
    response = make_response(as_csv(_found(), wanted_period()))
    response.content_type = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = "attachment; filename=answering.csv"
    return _cached(response, FRESH)


@pages.get("/answering.json")
def numbers() -> AnyResponse:
    response = jsonify(as_json(_found(), wanted_period()))
    if not viewer().signed_in:
        response.headers["Access-Control-Allow-Origin"] = "*"
    return _cached(response, FRESH)


@pages.get("/answering/badge.svg")
def badge() -> AnyResponse:
    """What every visitor may see, whoever asks: a topic that is not public has no badge."""
    g.reader = VISITOR
    found = counting.shown(VISITOR, wanted_topic(), "year", clock.now()) or abort(404)
    label = found.topic.name if found.topic else this_site().name
    said, sentence = _said(found.record["totals"]["median_days"])
    drawn = badge_of(label, said, mirrored=direction() == "rtl")
    response = make_response(render_template("insights/badge.svg", badge=drawn, label=label, sentence=sentence))
    response.content_type = "image/svg+xml; charset=utf-8"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return _cached(response, BADGE_FRESH, public=True)


def _said(days: float | None) -> tuple[str, str]:
    """The words on the badge, and the sentence behind them."""
    if days is None:
        return _("no answer yet"), _("Too few ideas have been answered in the last twelve months to say how long it takes.")
    count = whole_days(days)
    return (
        ngettext("answers in %(num)s day", "answers in %(num)s days", count),
        ngettext(
            "Half of the ideas of the last twelve months were answered within %(num)s day.",
            "Half of the ideas of the last twelve months were answered within %(num)s days.", count,
        ),
    )


def _found() -> Shown:
    return counting.shown(viewer(), wanted_topic(), wanted_period(), clock.now()) or abort(404)


def _cached(response: Response, seconds: int, *, public: bool = False) -> AnyResponse:
    """Kept by anybody for so long, where it is the same for everybody; asked for again by its ETag."""
    if public or not (viewer().signed_in or session):
        response.headers["Cache-Control"] = f"public, max-age={seconds}"
    response.add_etag()
    return response.make_conditional(request)
