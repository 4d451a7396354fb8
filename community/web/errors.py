"""Errors as pages that say what happened and lose nothing."""

import logging
import secrets

from flask import Flask, Response, current_app, g, make_response, render_template, request
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from community.db import db, stood_in_the_way
from community.web.api import problem
from community.web.pages import is_for_programs, wants_fragment

log = logging.getLogger(__name__)


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, _expected)
    app.register_error_handler(OperationalError, _crossed)
    app.register_error_handler(Exception, _unexpected)
    app.before_request(_refuse_junk)


def _refuse_junk() -> Response | None:
    """An address that is no text is a bad request, not our failure; forms clean what people type."""
    if "\x00" in request.path or "\ufffd" in request.path or "%00" in request.query_string.decode("ascii", "replace"):
        return _render(400, *_words(400))
    return None


def _expected(error: HTTPException) -> Response:
    code = error.code or 500
    if error.response is not None and 300 <= code < 400:
        return error.response  # type: ignore[return-value]
    response = _render(code, *_words(code))
    for name, value in error.get_headers():
        if name.lower() in ("allow", "retry-after"):
            response.headers[name] = value
    return response


def _crossed(error: OperationalError) -> Response:
    """Others stood in its way and the database let this request go: it is made once more, from the start."""
    if not stood_in_the_way(error) or g.get("made_again"):
        return _unexpected(error)
    db.session.rollback()
    g.made_again = True
    try:
        return make_response(current_app.dispatch_request())
    except Exception as again:
        return make_response(current_app.handle_user_exception(again))


def _unexpected(error: Exception) -> Response:
    """Log under a reference the reader can quote; show nothing of the inside."""
    db.session.rollback()
    reference = secrets.token_hex(3).upper()
    log.error("error %s on %s", reference, request.endpoint, exc_info=error)
    if is_for_programs():
        return problem(500, detail=_("It has been noted (reference %(reference)s).", reference=reference))
    title, text = _words(500)
    return _render(500, title, text % {"reference": reference})


def _words(code: int) -> tuple[str, str]:
    words = {
        400: (_("We could not read that"), _("Something in the address or the form was not text we know. Please go back and try again.")),
        403: (_("That did not come from our own page"), _("Please go back, reload the page and try again. What you typed is still in your browser's form.")),
        404: (_("This page moved or never was"), _("If an idea was merged, searching for its first words will find where it lives now.")),
        405: (_("That address cannot be used this way"), _("Please go back and use the buttons on the page.")),
        409: (_("This has been closed meanwhile"), _("Please reload the page to see where it stands. Nothing was changed.")),
        413: (_("That is more than we can take at once"), _("Please shorten it a little. What you typed is still in your browser's form.")),
        429: (_("That was a lot in a short time"), _("Please wait a little and try again. What you typed is still in your browser's form.")),
        500: (_("Something broke on our side"), _("It has been noted (reference %(reference)s). What you typed is still in your browser's form.")),
    }
    return words.get(code, words[400 if code < 500 else 500])


def _render(code: int, title: str, text: str) -> Response:
    if is_for_programs():
        return problem(code)
    template = "web/_error.html" if wants_fragment() else "web/error.html"
    return make_response(render_template(template, title=title, text=text), code)
