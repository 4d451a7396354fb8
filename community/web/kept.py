"""Pages for visitors, kept in this process while nothing in them has changed, and answered with 304 where they can be.

Everybody who is not signed in sees the same page. It is kept under its address, language and colours, for as long as
`site.changes` stays what it was and no clock on it reads differently. Its ETag is made of its bytes, so it is right
even where the page was rendered anew, in another process or after a restart.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from threading import Lock
from typing import ParamSpec

from flask import Flask, current_app, g, make_response, request, session
from sqlalchemy import Row
from werkzeug.wrappers import Response

from community import clock
from community.accounts.viewer import Viewer
from community.ideas.queries import open_topics
from community.site import SiteFacts, facts_and_changes
from community.web.auth import viewer
from community.web.chrome import theme
from community.web.filters import this_site
from community.web.languages import language, zone
from community.web.pages import wants_fragment

P = ParamSpec("P")
_lock = Lock()
LONGEST = timedelta(minutes=10)
"""A page is rendered anew at least this often: words such as "yesterday" turn at midnight, wherever that is."""


@dataclass(frozen=True)
class KeptPage:
    body: bytes
    etag: str
    changes: str
    until: datetime


def init_app(app: Flask) -> None:
    app.config.setdefault("KEPT_PAGES", 256)
    forget_all(app)


def forget_all(app: Flask) -> None:
    app.extensions["kept_pages"] = {}
    app.extensions["kept_topics"] = {}


def kept_for_visitors(view: Callable[P, Response]) -> Callable[P, Response]:
    """Answer a visitor from what is kept, or keep what the view answers."""

    @wraps(view)
    def kept(*args: P.args, **kwargs: P.kwargs) -> Response:
        if viewer().signed_in or session or wants_fragment():
            return view(*args, **kwargs)
        g.pop("kept_until", None)
        g.site, changes = facts_and_changes()
        found = _find(changes) or _render(changes, view, *args, **kwargs)
        if isinstance(found, Response):
            return found
        response = make_response(found.body)
        response.set_etag(found.etag, weak=True)
        return response.make_conditional(request)

    return kept


def unless_unchanged(view: Callable[[], Response]) -> Response:
    """Spare a visitor's browser a fragment that it has: 304 while nothing changed, without finding it again.

    Clocks read differently by the minute at most, and what the worker does to the index shows within one.
    """
    if viewer().signed_in or session or request.method != "GET":
        return view()
    g.site, changes = facts_and_changes()
    known = repr((_address(), changes, int(clock.now().timestamp()) // 60))
    etag = hashlib.sha256(known.encode()).hexdigest()[:32]
    response = make_response() if request.if_none_match.contains_weak(etag) else view()
    response.set_etag(etag, weak=True)
    return response.make_conditional(request)


def _find(changes: str) -> KeptPage | None:
    found = current_app.extensions["kept_pages"].get(_address())
    return found if found and found.changes == changes and clock.now() < found.until else None


def _render(changes: str, view: Callable[P, Response], *args: P.args, **kwargs: P.kwargs) -> KeptPage | Response:
    """A page that can be kept; or whatever else the view answered: a redirect, or a page that starts a session."""
    response = make_response(view(*args, **kwargs))
    if response.status_code != 200 or session or response.headers.getlist("Set-Cookie"):
        return response
    body = response.get_data()
    until = min(g.get("kept_until", clock.now() + LONGEST), clock.now() + LONGEST)
    found = KeptPage(body, hashlib.sha256(body).hexdigest()[:32], changes, until)
    _keep(found)
    return found


def _keep(found: KeptPage) -> None:
    """The page kept longest ago makes room."""
    pages, most = current_app.extensions["kept_pages"], current_app.config["KEPT_PAGES"]
    with _lock:
        pages.pop(_address(), None)
        pages[_address()] = found
        while len(pages) > most:
            del pages[next(iter(pages))]


def _address() -> tuple[str, ...]:
    return request.full_path, language(), zone(), theme()


def topics_to_choose(person: Viewer) -> list[Row]:
    """Open topics for a list's filter, read again when the site's version grows."""
    facts: SiteFacts = this_site()
    kept = current_app.extensions["kept_topics"]
    audience = (facts.version, person.is_staff, person.signed_in, person.organisation_id)
    if audience not in kept:
        if any(version != facts.version for version, *_ in kept):
            kept.clear()
        kept[audience] = open_topics(person)
    return kept[audience]
