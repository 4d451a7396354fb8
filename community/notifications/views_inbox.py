"""One's inbox: what one was told, read and unread, and the count that pages ask for by themselves."""

from typing import Any

from flask import Blueprint, Response, abort, make_response, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Row

from community import clock
from community.db import writing
from community.ideas.queries import visible_idea
from community.notifications import actions_inbox as actions
from community.notifications import queries_inbox as queries
from community.notifications import wording_inbox as wording
from community.web.auth import asks_by_itself, signed_in, viewer
from community.web.pages import done, page, wants_fragment

pages = Blueprint("inbox", __name__, url_prefix="/me/inbox")
pages.add_app_template_global(wording.day_words)
pages.add_app_template_global(wording.unread_words)
LINK = "notifications/_inbox_link.html"
SIGNED_OUT = 286
"""What htmx stops asking at."""


@pages.get("")
@signed_in
def index() -> Response:
    return _page(_whole("before"))


@pages.get("/count")
@asks_by_itself
def count() -> Response:
    """The link in the navigation, with how many are unread; nothing where that is what the page shows already."""
    if not viewer().signed_in:
        return make_response("", SIGNED_OUT, {"HX-Reswap": "none"})
    unread, shown = queries.count_unread(viewer()), request.args.get("shown", "")
    if shown == str(unread):
        return make_response("", 204)
    risen = shown.isascii() and shown.isdigit() and unread > int(shown[:9])
    say = _("Your inbox: %(words)s", words=wording.unread_words(unread)) if risen else ""
    return page(LINK, fragment=LINK, say=say, inbox_unread=unread)


@pages.post("/ideas/<int:idea_id>/read")
@signed_in
def read_idea(idea_id: int) -> Response:
    """The idea's page was opened: what its reader was told of the idea is read."""
    visible_idea(viewer(), idea_id) or abort(404)
    found = queries.unread_of_idea(viewer(), idea_id)
    if found:
        with writing():
            actions.mark_read(viewer().id or 0, found, now=clock.now())
    if wants_fragment():
        return page(LINK, fragment=LINK, inbox_unread=queries.count_unread(viewer()))
    return done(url_for("ideas.show", idea_id=idea_id), say=_("Marked as read."))


@pages.post("/<int:notice_id>/read")
@signed_in
def read(notice_id: int) -> Response:
    _mine(notice_id)
    with writing():
        actions.mark_read(viewer().id or 0, [notice_id], now=clock.now())
    return _line(notice_id, _("Marked as read."))


@pages.post("/<int:notice_id>/unread")
@signed_in
def unread(notice_id: int) -> Response:
    _mine(notice_id)
    with writing():
        actions.mark_unread(viewer().id or 0, notice_id)
    return _line(notice_id, _("Marked as unread."))


@pages.post("/read")
@signed_in
def read_all() -> Response:
    with writing():
        actions.mark_all_read(viewer().id or 0, _whole("up_to"), now=clock.now())
    say = _("Everything is marked as read.")
    return _page(changed=say) if wants_fragment() else done(_back(), say=say)


def _page(before: int = 0, changed: str = "") -> Response:
    """`changed`: what happened to the lines, which htmx swaps for what they are now."""
    only_unread, whole = request.values.get("show") == "unread", not wants_fragment()
    found = queries.inbox_page(viewer(), unread=only_unread, before=before)
    days = wording.by_day([wording.line_of(row) for row in found.rows])
    narrowed: dict[str, Any] = {"show": "unread"} if only_unread else {}
    return page(
        "notifications/inbox.html", say=changed, days=days, only_unread=only_unread, before=before, whole=whole, now=clock.now(),
        fragment="notifications/_inbox_changed.html" if changed else "notifications/_inbox_days.html" if before else None,
        next_url=url_for("inbox.index", **narrowed, before=found.next_id, day=days[-1][0]) if found.next_id else "",
        goes_on=not whole and bool(days) and days[0][0].isoformat() == request.args.get("day"),
        newest=found.rows[0].id if found.rows else 0, inbox_unread=queries.count_unread(viewer()),
    )


def _line(notice_id: int, say: str) -> Response:
    if not wants_fragment():
        return done(_back(), say=say)
    return page(
        "", fragment="notifications/_notice_changed.html", say=say, line=wording.line_of(_mine(notice_id)), inbox_unread=queries.count_unread(viewer()),
        only_unread=request.values.get("show") == "unread",
    )


def _mine(notice_id: int) -> Row:
    return queries.notice_to_read(viewer(), notice_id) or abort(404)


def _back() -> str:
    return url_for("inbox.index", show="unread" if request.form.get("show") == "unread" else None)


def _whole(name: str) -> int:
    text = request.values.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
