"""The mail log: what waits, what went, what did not and why; reading one mail, and sending again."""

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import get_timezone, ngettext
from flask_babel import gettext as _

from community import clock
from community.db import db, writing
from community.notifications import actions_delivery as actions
from community.notifications import actions_log, rules, wording
from community.notifications import queries_log as log
from community.notifications.forms_log import LogForm
from community.notifications.models import Mail
from community.notifications.showing import shown
from community.web.auth import administrators_only, viewer
from community.web.pages import done, page

pages = Blueprint("admin_mail", __name__, url_prefix="/admin/mail")
for word in (wording.mail_state, wording.mail_reason, wording.mail_fate):
    pages.add_app_template_global(word)


@pages.get("")
@administrators_only
def index() -> Response:
    asked = LogForm.parse(request.args)
    found = log.mails(asked.wanted(get_timezone()))
    following = url_for("admin_mail.index", **asked.kept(before=found.next_id)) if found.next_id else ""
    return page(
        "notifications/log.html", fragment="notifications/_log_more.html" if asked.before else None, found=found, asked=asked,
        told=log.told_in([row.id for row in found.rows if row.kind in rules.CLOCK_ALERTS]), next_url=following,
        queue=log.queue(clock.now()), kinds=wording.NAMES, states=wording.STATES,
    )


@pages.get("/<int:mail_id>")
@administrators_only
def show(mail_id: int) -> Response:
    """Codes to sign in are never shown, and neither is anything else of their mails."""
    found = log.mail_to_read(mail_id) or abort(404)
    told = log.told_in([mail_id])[mail_id] if found.mail.kind in rules.CLOCK_ALERTS else []
    read = shown(found.mail.content) if found.mail.content and found.mail.kind != rules.SIGN_IN else None
    return page("notifications/mail.html", found=found, mail=found.mail, told=told, read=read)


@pages.post("/<int:mail_id>/again")
@administrators_only
def again(mail_id: int) -> Response:
    with writing():
        mail = (db.session.get(Mail, mail_id, with_for_update=True) if mail_id < 2**31 else None) or abort(404)
        queued = actions.send_again(viewer(), mail, now=clock.now())
    say = _("It is on its way again, the same message under the same number.") if queued else _("There is nothing to send again.")
    return done(_back(mail_id), say=say, kind="good" if queued else "warn")


@pages.get("/again")
@administrators_only
def ask_again() -> Response:
    """What would go again, before it does; the button means these and no later ones."""
    asked = LogForm.parse(request.args)
    return page("notifications/again.html", asked=asked, given=log.given_up(asked.wanted(get_timezone())))


@pages.post("/again")
@administrators_only
def all_again() -> Response:
    asked = LogForm.parse(request.form)
    with writing():
        count = actions_log.send_all_again(viewer(), asked.wanted(get_timezone()), now=clock.now())
    say = ngettext("%(num)s mail is on its way again.", "%(num)s mails are on their way again.", count)
    return done(url_for("admin_mail.index", **asked.kept()), say=say if count else _("There is nothing to send again."), kind="good" if count else "warn")


def _back(mail_id: int) -> str:
    """Where the button was: on the mail's own page, or in the list, narrowed as it was."""
    if request.form.get("back") == "mail":
        return url_for("admin_mail.show", mail_id=mail_id)
    return url_for("admin_mail.index", **LogForm.parse(request.form).kept())
