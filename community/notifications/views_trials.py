"""A test mail: asked for here, sent by the worker, and shown with all that was said."""

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from community import clock
from community.accounts.models import Person
from community.db import db, writing
from community.notifications import actions_trials as actions
from community.notifications import queries_sending
from community.notifications import queries_trials as queries
from community.notifications.forms_trials import TrialForm
from community.notifications.wording_sending import advice_words
from community.web.auth import administrators_only, viewer
from community.web.pages import done, page

pages = Blueprint("admin_trials", __name__, url_prefix="/admin/mail/test")
pages.add_app_template_global(advice_words)


@pages.get("")
@administrators_only
def index() -> Response:
    person = db.session.get(Person, viewer().id)
    return _page(TrialForm((person.email if person else None) or ""))


@pages.post("")
@administrators_only
def ask() -> Response:
    form = TrialForm.parse(request.form)
    if not form.check():
        return _page(form, status=422)
    with writing():
        trial = actions.ask_for_trial(viewer(), form.address, now=clock.now())
    if trial is None:
        form.problems["address"] = _("Several test mails wait already. Is a worker running?")
        return _page(form, status=422)
    return done(url_for("admin_trials.show", trial_id=trial.id), say="")


@pages.get("/<int:trial_id>")
@administrators_only
def show(trial_id: int) -> Response:
    trial = (queries.trial(trial_id) if trial_id < 2**31 else None) or abort(404)
    cut_off = queries.was_cut_off(trial, clock.now())
    return page("notifications/trial.html", fragment="notifications/_trial.html", trial=trial, cut_off=cut_off)


def _page(form: TrialForm, status: int = 200) -> Response:
    return page("notifications/trials.html", status=status, form=form, trials=queries.trials(), server=queries_sending.server())
