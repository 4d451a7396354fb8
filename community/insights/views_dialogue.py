"""What the steps of a conversation are: the definition, for everybody."""

from flask import Blueprint
from werkzeug.wrappers import Response

from community.web.pages import page

pages = Blueprint("dialogue", __name__)


@pages.get("/dialogue")
def show() -> Response:
    return page("insights/dialogue.html")
