"""Every kind of mail, to look at: for administrators, and in the demo's letterbox for everybody."""

import re

from flask import Blueprint, Response, abort, make_response, request, url_for

from community import clock
from community.accounts.models import Person
from community.notifications.letterbox import OpenLetter
from community.notifications.previews import SAMPLES, kind_lines, preview, reader
from community.web.auth import administrators_only, settings, viewer
from community.web.guard import FRAMED, with_frames
from community.web.pages import page

pages = Blueprint("mail_kinds", __name__, url_prefix="/admin/mail/kinds")
demo_pages = Blueprint("letterbox_kinds", __name__, url_prefix="/mail/kinds")

PARTS = ("html", "text", "headers")
INES = ("Ines Halloran", "ines@brannocs.example", "en", "Europe/London")


@demo_pages.before_request
def only_in_the_demo() -> None:
    if not settings().demo:
        abort(404)


@pages.get("")
@administrators_only
def index() -> Response:
    return page("notifications/kinds.html", lines=kind_lines(), book=pages.name)


@pages.get("/<mail_kind>")
@administrators_only
def show(mail_kind: str) -> Response:
    return _shown(mail_kind, _me(), pages.name)


@pages.get("/<mail_kind>/html")
@administrators_only
def html(mail_kind: str) -> Response:
    return _framed(_letter(mail_kind, _me()))


@demo_pages.get("", endpoint="index")
def demo_index() -> Response:
    return page("notifications/kinds.html", lines=kind_lines(), book=demo_pages.name)


@demo_pages.get("/<mail_kind>", endpoint="show")
def demo_show(mail_kind: str) -> Response:
    return _shown(mail_kind, reader(*INES), demo_pages.name)


@demo_pages.get("/<mail_kind>/html", endpoint="html")
def demo_html(mail_kind: str) -> Response:
    return _framed(_letter(mail_kind, reader(*INES)))


def _me() -> Person:
    """The administrator who looks, in their own language and zone."""
    me = viewer()
    return reader(me.name, me.email, me.locale, me.zone)


def _letter(kind: str, person: Person) -> OpenLetter:
    return preview(kind, person, clock.now()) if kind in SAMPLES else abort(404)


def _shown(kind: str, person: Person, book: str) -> Response:
    letter, part = _letter(kind, person), request.args.get("part", "html")
    line = next(line for line in kind_lines() if line.kind == kind)
    response = page(
        "notifications/kind.html", letter=letter, line=line, open_part=part if part in PARTS else "html", book=book,
        frame_url=url_for(f"{book}.html", mail_kind=kind), parts={name: url_for(f"{book}.show", mail_kind=kind, part=name) for name in PARTS},
    )
    return with_frames(response)


def _framed(letter: OpenLetter) -> Response:
    """The HTML alone, for the frame; its links open in a window of their own."""
    response = make_response(re.sub(r"(<head[^>]*>)", r'\1<base target="_blank">', letter.html, count=1))
    response.headers["Content-Security-Policy"] = FRAMED
    return response
