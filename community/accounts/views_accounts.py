"""For staff: everything that is known of one account."""

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from community.accounts import queries_accounts as queries
from community.accounts.forms_accounts import period_choices
from community.accounts.forms_admin import whole
from community.accounts.queries_segments import segments_of
from community.accounts.wording_segments import how_word, level_choices
from community.web.auth import staff_only
from community.web.pages import page

pages = Blueprint("staff_accounts", __name__, url_prefix="/desk/accounts")


@pages.get("/<int:organisation_id>")
@staff_only
def show(organisation_id: int) -> Response:
    row = queries.account(organisation_id) or abort(404)
    people, after = queries.people_of(row.id, whole(request.args.get("after", "")))
    members, contacts = queries.count_people_of(row.id)
    return page(
        "accounts/account.html", account=row, people=people, after=after, members=members, contacts=contacts, segments=segments_of(row.id),
        yearly=queries.value_a_year(row), periods=dict(period_choices()), levels=dict(level_choices()), how_word=how_word,
    )
