"""Staff open and close the beta of an idea, see who asked, invite, and take the list along."""

import csv
import io

from flask import Blueprint, Response, abort, make_response, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from community import clock
from community.accounts.models import Person
from community.accounts.queries import person_to_change
from community.accounts.viewer import Viewer
from community.advocates import actions_betas as actions
from community.advocates import queries_betas as queries
from community.advocates.actions_betas import BetaRefused
from community.advocates.actions_thanks import ThanksRefused
from community.advocates.forms_thanks import BetaForm
from community.advocates.models_thanks import Beta
from community.db import writing
from community.ideas.forms import whole
from community.ideas.models import Idea
from community.ideas.queries import visible_idea
from community.ideas.queries_groups import members, root_idea, root_to_change
from community.insights.publishing import plain_cell
from community.web.auth import staff_only, viewer
from community.web.pages import done, page

pages = Blueprint("beta_desk", __name__, url_prefix="/desk/ideas/<int:idea_id>/beta")

COLUMNS = ("name", "email", "organisation", "asked_at", "invited_at", "answer", "answered_at")


@pages.get("")
@staff_only
def show(idea_id: int) -> Response:
    return _beta_page(_idea(idea_id), BetaForm())


@pages.post("/open")
@staff_only
def open_beta(idea_id: int) -> Response:
    idea, form = _idea(idea_id), BetaForm.parse(request.form)
    if not form.check_opening():
        return _beta_page(idea, form, 422)
    try:
        with writing():
            actions.open_beta(viewer(), root_to_change(viewer(), idea_id) or abort(404), form.words, now=clock.now())
    except BetaRefused as refused:
        form.refuse(refused.code, "words")
        return _beta_page(_idea(idea_id), form, 422)
    return done(url_for("beta_desk.show", idea_id=idea_id), say=_("Open. Customers can ask to try it on the page of the idea."))


@pages.post("/close")
@staff_only
def close(idea_id: int) -> Response:
    with writing():
        found = queries.open_beta_of(members(_idea(idea_id)))
        beta = queries.beta(found.id, hold=True) if found else None
        closed = beta is not None and actions.close_beta(viewer(), beta, now=clock.now())
    say = _("Closed. What people said stays on the list.") if closed else _("It was closed already.")
    return done(url_for("beta_desk.show", idea_id=idea_id), say=say)


@pages.post("/invite")
@staff_only
def invite(idea_id: int) -> Response:
    """Those who were ticked, and whom an address names; who is invited already gets no second mail."""
    idea, form = _idea(idea_id), BetaForm.parse(request.form)
    named = queries.customer_at(form.email) if form.email else None
    if form.email and named is None:
        form.refuse("unknown", "email")
    if not form.email and not form.people:
        form.refuse("nobody", "email")
    if form.problems or not form.check_inviting():
        return _beta_page(idea, form, 422)
    try:
        with writing():
            count = _invite_all(idea_id, form, named)
    except (BetaRefused, ThanksRefused) as refused:
        form.refuse(refused.code, "email")
        return _beta_page(_idea(idea_id), form, 422)
    say = ngettext("%(num)s person is invited by mail.", "%(num)s people are invited by mail.", count) if count else _("They are invited already; nothing more was sent.")
    return done(url_for("beta_desk.show", idea_id=idea_id), say=say)


def _invite_all(idea_id: int, form: BetaForm, named: Person | None) -> int:
    """Inside writing(): how many are invited now who were not."""
    idea = _idea(idea_id)
    found = queries.open_beta_of(members(idea))
    beta = queries.beta(found.id, hold=True) if found else None
    if beta is None:
        raise BetaRefused("closed")
    chosen = queries.waiting_in(beta.id, form.people) + ([named.id] if named else [])
    return sum(_invite(idea, beta, person_id, form.words) for person_id in dict.fromkeys(chosen))


def _invite(idea: Idea, beta: Beta, person_id: int, words: str) -> bool:
    person = person_to_change(person_id) or abort(404)
    sees = visible_idea(Viewer.of(person), idea.id) is not None
    return actions.invite(viewer(), beta, person, words, sees=sees, now=clock.now())


@pages.get("/list.csv")
@staff_only
def export(idea_id: int) -> Response:
    """Everybody on the list of the newest beta, with their addresses; RFC 4180, no cell starts a formula."""
    idea = _idea(idea_id)
    beta = queries.last_beta_of(members(idea)) or abort(404)
    table = io.StringIO()
    rows = csv.writer(table)
    rows.writerow(COLUMNS)
    rows.writerows([plain_cell(_cell(getattr(row, name))) for name in COLUMNS] for row in queries.places_in(beta.id, most=None)[0])
    response = make_response(table.getvalue())
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="beta-{idea.id}.csv"'
    return response


def _cell(value: object) -> object:
    return value.isoformat(timespec="seconds") if hasattr(value, "isoformat") else value or ""


def _idea(idea_id: int) -> Idea:
    return root_idea(viewer(), idea_id) or abort(404)


def _beta_page(idea: Idea, form: BetaForm, status: int = 200) -> Response:
    beta = queries.last_beta_of(members(idea))
    places, older = queries.places_in(beta.id, whole(request.args.get("before", ""))) if beta else ([], None)
    return page(
        "advocates/beta.html", status=status, idea=idea, form=form, beta=beta, places=places, older=older,
        counts=queries.count_places(beta.id) if beta else None,
    )
