"""The mail log: what waits, what went, what did not and why; and sending one again."""

from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from community import clock
from community.db import db, writing
from community.notifications import actions_delivery as actions
from community.notifications import queries_log as log
from community.notifications import wording
from community.notifications.models import Mail
from community.notifications.queries_log import MailFilter
from community.notifications.rules import CLOCK_ALERTS
from community.web.auth import administrators_only, viewer
from community.web.pages import done, page

pages = Blueprint("admin_mail", __name__, url_prefix="/admin/mail")
pages.add_app_template_global(wording.mail_state)
pages.add_app_template_global(wording.mail_reason)


@pages.get("")
@administrators_only
def index() -> Response:
    wanted = _wanted()
    found = log.mails(wanted)
    following = url_for("admin_mail.index", **_kept(wanted), before=found.next_id) if found.next_id else ""
    return page(
        "notifications/log.html", fragment="notifications/_log_more.html" if wanted.before else None, found=found, wanted=wanted,
        told=log.told_in([row.id for row in found.rows if row.kind in CLOCK_ALERTS]), next_url=following, queue=log.queue(clock.now()), kinds=wording.NAMES, states=wording.STATES,
    )


@pages.post("/<int:mail_id>/again")
@administrators_only
def again(mail_id: int) -> Response:
    with writing():
        mail = (db.session.get(Mail, mail_id, with_for_update=True) if mail_id < 2**31 else None) or abort(404)
        queued = actions.send_again(viewer(), mail, now=clock.now())
    say = _("It is on its way again, the same message under the same number.") if queued else _("There is nothing to send again.")
    return done(url_for("admin_mail.index", **_kept(_wanted())), say=say, kind="good" if queued else "warn")


def _wanted() -> MailFilter:
    state, kind, before = (request.values.get(name, "") for name in ("state", "kind", "before"))
    return MailFilter(
        state=state if state in wording.STATES else "", kind=kind if kind in wording.NAMES else "",
        address=request.values.get("address", "").strip()[:254],
        before=int(before) if before.isascii() and before.isdigit() and len(before) < 10 else 0,
    )


def _kept(wanted: MailFilter) -> dict[str, Any]:
    """The filter as an address keeps it."""
    return {name: value for name in ("state", "kind", "address") if (value := getattr(wanted, name))}
