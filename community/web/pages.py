"""One place decides between a whole page and a fragment, and how a verb answers."""

from datetime import datetime
from typing import Any

from flask import Response, flash, g, make_response, redirect, render_template, request
from markupsafe import escape

API = "/api/"
ASSETS = "/assets/"


def wants_fragment() -> bool:
    """True for an htmx swap; going back in the browser's history asks for the whole page again."""
    return bool(request.htmx) and not request.htmx.history_restore_request  # type: ignore[attr-defined]


def is_for_programs() -> bool:
    """Whether this request is for the API, so that it is answered in JSON whatever happens."""
    return request.path.startswith(API)


def page(template: str, *, fragment: str | None = None, status: int = 200, say: str = "", **context: Any) -> Response:
    """The whole page, or its fragment when htmx asks and there is one; `say` goes to the live region."""
    use_fragment = fragment is not None and wants_fragment()
    body = render_template(fragment if use_fragment and fragment else template, **context)
    return make_response(body + (spoken(say) if use_fragment else ""), status)


def done(
    url: str, *, say: str, fragment: str | None = None, kind: str = "good", **context: Any
) -> Response:
    """After a verb: the changed fragment and one spoken sentence for htmx, else 303 and the sentence as a flash."""
    if fragment is not None and wants_fragment():
        return make_response(render_template(fragment, **context) + spoken(say))
    flash(say, kind)
    return lead_to(url)


def kept_nowhere(response: Response) -> Response:
    """The address of such a page is a key: it is told to no other page and kept nowhere."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


def lead_to(url: str) -> Response:
    """The browser goes on to this page of ours, also when htmx asked."""
    if wants_fragment():
        response = make_response("", 204)
        response.headers["HX-Redirect"] = url
        return response
    return redirect(url, 303)  # type: ignore[return-value]


def turns_at(moment: datetime | None) -> None:
    """Something on this page reads differently from then on, so that it may not be kept for longer."""
    if moment is not None:
        g.kept_until = min(moment, g.get("kept_until", moment))


def spoken(sentence: str) -> str:
    if not sentence:
        return ""
    return f'<div id="say" hx-swap-oob="innerHTML">{escape(sentence)}</div>'
