"""For staff: finding the customer who stands at the till, writes in a chat or is on the phone."""

from flask import Blueprint, Response, request

from community.accounts.queries_finding import people_like
from community.accounts.queries_handles import claims
from community.accounts.rules import clean_line
from community.web.auth import staff_only
from community.web.pages import page

pages = Blueprint("finding", __name__)


@pages.get("/desk/find")
@staff_only
def index() -> Response:
    words = clean_line(request.args.get("q", ""))[:200]
    found = people_like(words) if words else []
    return page("accounts/finding.html", words=words, people=found, in_doubt=len(claims()))
