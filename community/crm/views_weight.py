"""The accounts behind an idea, with their people and owners: for staff."""

from flask import Blueprint, abort, request, url_for
from werkzeug.wrappers import Response

from community import clock
from community.crm.queries_weight import behind_root
from community.crm.rules_weight import page_of, renews
from community.ideas.forms import counted, key_text, parse_key
from community.ideas.queries_groups import root_idea
from community.votes.queries_backing import people_behind
from community.web.auth import staff_only, viewer
from community.web.pages import page

pages = Blueprint("weight", __name__, url_prefix="/desk/ideas/<int:idea_id>/accounts")
pages.add_app_template_test(lambda renewal_on: renews(renewal_on, clock.now().date()), "renewing")

PAGE_SIZE = 25
PEOPLE_SHOWN = 8


@pages.get("")
@staff_only
def accounts(idea_id: int) -> Response:
    idea = root_idea(viewer(), idea_id) or abort(404)
    weight = behind_root(idea)
    rows, next_key = page_of(weight.backers, parse_key((counted, counted), request.args.get("after", "")), PAGE_SIZE)
    people = people_behind(idea.id, [row.id for row in rows], PEOPLE_SHOWN)
    next_url = url_for("weight.accounts", idea_id=idea.id, after=key_text(next_key)) if next_key else ""
    return page("crm/accounts_behind.html", idea=idea, weight=weight, accounts=rows, people=people, next_url=next_url)
