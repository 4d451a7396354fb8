"""Share links at work: taken off the address at landing, kept in a signed cookie, and noted when something comes of them.

Looking writes nothing, and a page reads the same whoever shared it: pages for visitors stay kept.
"""

from datetime import datetime
from urllib.parse import urlencode

from flask import Flask, g, redirect, request, url_for
from werkzeug.wrappers import Response

from community import clock
from community.advocates.actions_referrals import attribute
from community.advocates.rules_sharing import (
    LASTS,
    Landed,
    Shared,
    keepsake,
    read_keepsake,
    read_reference,
    reference,
)
from community.web.auth import settings, viewer
from community.web.guard import SAFE
from community.web.pages import is_for_programs

NAME = "via"


def init_app(app: Flask) -> None:
    app.before_request(_take_off_the_address)
    app.jinja_env.globals.update(share_url=share_url)


def share_url(url: str, idea_id: int = 0) -> str:
    """The reader's own link to a page, or the page's plain address for a visitor."""
    person_id = viewer().id
    return f"{url}?{NAME}={reference(settings().secret_key, Shared(person_id, idea_id))}" if person_id else url


def _take_off_the_address() -> Response | None:
    """On to the same page without the reference, which the browser keeps from here on; whatever else stood behind ? stays."""
    if is_for_programs() or request.method not in SAFE or NAME not in request.args or request.endpoint is None:
        return None
    rest = [(name, value) for name, value in request.args.items(multi=True) if name != NAME]
    response = redirect(url_for(request.endpoint, **request.view_args or {}) + (f"?{urlencode(rest)}" if rest else ""))
    response.headers["Cache-Control"] = "no-store"
    text = request.args[NAME]
    if read_reference(settings().secret_key, text):
        kept = keepsake(settings().secret_key, text, clock.now())
        response.set_cookie(NAME, kept, max_age=int(LASTS.total_seconds()), samesite="Lax", httponly=True, secure=settings().https)
    return response


def remembered() -> str:
    """What this browser keeps of the link it last came by, as it is; for a sign-in that may be finished elsewhere."""
    return request.cookies.get(NAME, "")[:120]


def came_by(kept: str) -> None:
    """For the rest of this request: the browser that asked to sign in had come by this link."""
    g.via = kept


def note_referral(kind: str, person_id: int | None, about_id: int = 0, *, now: datetime) -> None:
    """Inside writing(): somebody joined, voted or suggested; note whose link had brought them, if one did."""
    found = landed(now) if person_id is not None else None
    if found is not None and person_id is not None:
        attribute(found, kind, person_id, about_id, now=now)


def landed(now: datetime) -> Landed | None:
    kept = [remembered(), g.get("via", "")]
    found = [each for each in (read_keepsake(settings().secret_key, text, now) for text in kept if text) if each]
    return max(found, key=lambda each: each.at, default=None)
