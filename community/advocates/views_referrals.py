"""What somebody says of the invitation they joined by."""

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from community.advocates import actions_referrals as actions
from community.advocates import queries_referrals as queries
from community.advocates.rules_referrals import ANSWERS
from community.db import writing
from community.web.auth import signed_in, viewer
from community.web.pages import done
from community.web.redirects import safe_next

pages = Blueprint("referrals", __name__)


@pages.post("/me/invitation")
@signed_in
def answer() -> Response:
    """Nothing chosen is an answer too: the question is put again on one's own page, and nowhere else."""
    said = request.form.get("would_have", "")
    with writing():
        referral = queries.join_to_settle(viewer().id or 0) or abort(404)
        actions.answer_invitation(referral, said if said in ANSWERS else referral.would_have)
    say = _("Thank you for telling us.") if said in ANSWERS else _("That is fine. You can say it later on your own page.")
    return done(safe_next(request.form.get("next"), url_for("me.show")), say=say)
