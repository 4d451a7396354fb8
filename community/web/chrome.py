"""What surrounds each page: navigation, colours, the accent of the company, htmx's settings."""

import json
from dataclasses import dataclass
from functools import lru_cache

from flask import Blueprint, Flask, Response, make_response, redirect, request, url_for
from flask_babel import get_timezone
from flask_babel import gettext as _
from sqlalchemy import Row

from community import clock
from community.cocreation.queries import AskedCounts, asked_counts
from community.responses.queries_desk import DeskCounts, desk_counts
from community.responses.queries_drafting import WaitingCounts, count_waiting
from community.responses.timing import Horizon
from community.site import site_facts
from community.triage.queries_mentions import count_mentions
from community.triage.queries_proposals import waiting_counts
from community.web import accent as accents
from community.web.auth import settings, viewer
from community.web.languages import language
from community.web.redirects import safe_next

THEMES = ("light", "dark")
YEAR = 31_536_000

HTMX_CONFIG = json.dumps(
    {
        "allowEval": False,
        "allowScriptTags": False,
        "includeIndicatorStyles": False,
        "selfRequestsOnly": True,
        "historyCacheSize": 0,
        "attributesToSettle": ["class"],
        "responseHandling": [
            {"code": "204", "swap": False},
            {"code": "[23]..", "swap": True},
            {"code": "4(09|22|29|03)", "swap": True, "error": True},
            {"code": "...", "swap": False, "error": True},
        ],
    },
    separators=(",", ":"),
)

pages = Blueprint("web", __name__)


@dataclass(frozen=True)
class NavigationItem:
    section: str
    name: str
    url: str


@dataclass(frozen=True)
class DeskQueues:
    """How many ideas wait in each queue of the desk, how many questions are open, and how many pairs somebody says, or the
    matcher finds, are the same."""

    counts: DeskCounts
    asked: AskedCounts
    proposed: int
    likely: int
    mentions: Row


def init_app(app: Flask) -> None:
    app.register_blueprint(pages)
    app.context_processor(lambda: {"theme": theme(), "htmx_config": HTMX_CONFIG, "navigation": navigation})
    app.jinja_env.globals.update(admin_navigation=admin_navigation, desk_queues=desk_queues, written_answers=written_answers)


def share_macros(app: Flask) -> None:
    """Every template knows the macros as `m`; importing them in each row of a list cost a quarter of its page."""
    app.jinja_env.globals["m"] = app.jinja_env.get_template("web/macros.html").module


def navigation() -> tuple[NavigationItem, ...]:
    """The parts of the site this person can open; nothing that does not exist."""
    person = viewer()
    rights = person.is_staff, person.may_moderate, person.may_administer
    return _navigation(settings().demo, *rights, language(), request.root_path)


@lru_cache(maxsize=256)
def _navigation(
    demo: bool, staff: bool, moderates: bool, administers: bool, language: str, root: str
) -> tuple[NavigationItem, ...]:
    items = [
        NavigationItem("ideas", _("Ideas"), url_for("ideas.index")),
        NavigationItem("answering", _("How we answer"), url_for("insights.answering")),
    ]
    if demo:
        items.append(NavigationItem("letterbox", _("Letterbox"), url_for("letterbox.index")))
    if staff:
        items.append(NavigationItem("desk", _("Workspace"), url_for("desk.index")))
    if moderates:
        items.append(NavigationItem("moderation", _("Moderation"), url_for("moderation.queue")))
    if administers:
        items.append(NavigationItem("admin", _("Administration"), url_for("admin.index")))
    return tuple(items)


def admin_navigation() -> list[NavigationItem]:
    """The administrators' pages, in the order of their side navigation; a new page adds its line here."""
    return [
        NavigationItem("overview", _("Overview"), url_for("admin.index")),
        NavigationItem("settings", _("Site"), url_for("admin.settings")),
        NavigationItem("topics", _("Topics"), url_for("admin_topics.index")),
        NavigationItem("calendars", _("Calendars"), url_for("admin_calendars.index")),
        NavigationItem("people", _("People"), url_for("admin_people.index")),
        NavigationItem("organisations", _("Organisations"), url_for("admin_organisations.index")),
        NavigationItem("segments", _("Segments"), url_for("admin_segments.index")),
        NavigationItem("crm_in", _("From the CRM"), url_for("crm_in.index")),
        NavigationItem("value", _("Value"), url_for("values.terms")),
        NavigationItem("mail", _("Mail"), url_for("admin_mail.index")),
        NavigationItem("audit", _("Audit log"), url_for("admin_audit.index")),
        NavigationItem("crm", _("CRM"), url_for("admin_crm.index")),
        NavigationItem("endpoints", _("Webhooks"), url_for("admin_endpoints.index")),
        NavigationItem("tokens", _("API tokens"), url_for("admin_tokens.index")),
    ]


def desk_queues() -> DeskQueues:
    """What the navigation of the desk counts."""
    horizon = Horizon.of(clock.now(), get_timezone())
    return DeskQueues(desk_counts(viewer(), horizon), asked_counts(), **waiting_counts()._mapping, mentions=count_mentions(clock.now()))


def written_answers() -> WaitingCounts:
    """Answers that are written and not public yet, for the navigation of the desk."""
    return count_waiting(viewer())


def theme() -> str:
    chosen = request.cookies.get("theme", "")
    return chosen if chosen in THEMES else ""


@pages.post("/preferences/theme")
def set_theme() -> Response:
    response = make_response(redirect(safe_next(request.form.get("next")), 303))
    chosen = request.form.get("theme", "")
    if chosen in THEMES:
        response.set_cookie("theme", chosen, max_age=YEAR, samesite="Lax", httponly=True, secure=settings().https)
    else:
        response.delete_cookie("theme")
    return response


@pages.get("/accent-<int:version>.css")
def accent(version: int) -> Response:
    """The company's own accent as tokens; its address changes with the settings."""
    colour = site_facts().accent
    css = accents.stylesheet(colour) if colour else ""
    response = make_response(css)
    response.mimetype = "text/css"
    response.headers["Cache-Control"] = f"public, max-age={YEAR}"
    return response
