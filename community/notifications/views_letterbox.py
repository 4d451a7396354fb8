"""The letterbox of the demo: what its people would find in their mail."""

import re

from flask import Blueprint, Response, abort, make_response, request, url_for
from flask_babel import gettext as _

from community import clock
from community.accounts.rules import clean_text
from community.db import writing
from community.inbound.receiving import take_in
from community.notifications import letterbox
from community.notifications.delivery import maildir_of
from community.notifications.letterbox import OpenLetter
from community.web.auth import settings
from community.web.guard import FRAMED, with_frames
from community.web.pages import done, page

pages = Blueprint("letterbox", __name__, url_prefix="/letterbox")

PARTS = ("html", "text", "headers")
MOST_WORDS = 20_000


@pages.before_request
def only_in_the_demo() -> None:
    if not settings().demo or not settings().mail_url.startswith("maildir:"):
        abort(404)


@pages.get("")
def index() -> Response:
    return _page(None)


@pages.get("/<key>")
def show(key: str) -> Response:
    return _page(_letter(key))


@pages.post("/<key>/reply")
def reply(key: str) -> Response:
    """What somebody's mail program would send comes in as any mail does; the worker makes of it what it is."""
    letter, words = _letter(key), clean_text(request.form.get("words", ""))[:MOST_WORDS]
    if not letter.reply_to or not words:
        return _page(letter, status=422)
    with writing():
        take_in(letterbox.reply_to(letter, words, clock.now()), now=clock.now(), channel="letterbox", recipient=letter.reply_to)
    return done(url_for("letterbox.index", address=letter.line.to), say=_("Your reply is on its way, as a mail. In a moment you see what became of it."))


@pages.get("/<key>/html")
def html(key: str) -> Response:
    """The mail's HTML alone, for the frame; its links open in the whole window."""
    found = re.sub(r"(<head[^>]*>)", r'\1<base target="_top">', _letter(key).html, count=1)
    response = make_response(found)
    response.headers["Content-Security-Policy"] = FRAMED
    return response


def _letter(key: str) -> OpenLetter:
    return letterbox.letter(maildir_of(settings()), key) or abort(404)


def _page(letter: OpenLetter | None, status: int = 200) -> Response:
    address, part = request.args.get("address", ""), request.args.get("part", "html")
    lines = letterbox.newest(maildir_of(settings()))
    shown = [line for line in lines if address in ("", line.to)][: letterbox.NEWEST]
    response = page(
        "notifications/letterbox.html", status=status, letter=letter, lines=shown, address=address,
        addresses=sorted({line.to for line in lines} | ({address} if address else set())),
        open_part=part if part in PARTS else "html", parts=_part_links(letter, address),
    )
    return with_frames(response)


def _part_links(letter: OpenLetter | None, address: str) -> dict[str, str]:
    if letter is None:
        return {}
    return {part: url_for("letterbox.show", key=letter.line.key, part=part, address=address or None) for part in PARTS}
