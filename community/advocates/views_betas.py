"""Asking to try what an idea became, and saying yes or no to an invitation: on our pages, or on the page that its mail opens."""

from dataclasses import dataclass

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Row

from community import clock
from community.accounts.queries import person
from community.accounts.rules import PersonState
from community.accounts.viewer import Viewer
from community.advocates import actions_betas as actions
from community.advocates import queries_betas as queries
from community.advocates.actions_betas import BetaRefused
from community.advocates.models_thanks import Beta, BetaPlace
from community.advocates.rules_thanks import ANSWERS
from community.advocates.wording_thanks import place_word
from community.db import writing
from community.ideas.models import Idea
from community.ideas.queries_groups import members, root_idea
from community.notifications import links
from community.web.auth import signed_in, viewer
from community.web.held import hold
from community.web.pages import done, kept_nowhere, page

pages = Blueprint("betas", __name__)
pages.add_app_template_global(place_word)


@dataclass(frozen=True)
class Invited:
    """Who is invited to what. `row` is the Beta with shown_on and title; `token` the key of the mail, if that opened it."""

    person: Viewer
    row: Row
    place: BetaPlace
    token: str = ""


@pages.post("/ideas/<int:idea_id>/beta/ask")
def ask(idea_id: int) -> Response:
    idea = _idea(idea_id)
    if not viewer().signed_in:
        return hold("beta", {"idea_id": idea.id})
    try:
        with writing():
            actions.ask_to_try(viewer(), _open(idea), now=clock.now())
    except BetaRefused as refused:
        say = _("Colleagues need no invitation.") if refused.code == "not_for_staff" else _("The beta was closed meanwhile.")
        return _shown(idea_id, say, "warn")
    return _shown(idea_id, _("Thank you. You hear from us when there is a place."))


@pages.post("/ideas/<int:idea_id>/beta/take-back")
@signed_in
def take_back(idea_id: int) -> Response:
    try:
        with writing():
            changed = actions.take_back(viewer(), _open(_idea(idea_id)), now=clock.now())
    except BetaRefused:
        return _shown(idea_id, _("The beta was closed meanwhile."), "warn")
    return _shown(idea_id, _("Taken back.") if changed else _("There was nothing to take back."))


@pages.get("/betas/<int:beta_id>")
@signed_in
def show(beta_id: int) -> Response:
    return _answer_page(_invited(viewer(), beta_id))


@pages.post("/betas/<int:beta_id>")
@signed_in
def answer(beta_id: int) -> Response:
    return _answered(_invited(viewer(), beta_id))


@pages.get("/betas/by-mail/<token>")
def mailed(token: str) -> Response:
    """A page with two buttons: mail scanners follow links, so looking changes nothing."""
    return kept_nowhere(_answer_page(_invited_by(token)))


@pages.post("/betas/by-mail/<token>")
def answer_by_mail(token: str) -> Response:
    """Signed in for this act only: nothing else is shown or opened for the person whom the mail was for."""
    return kept_nowhere(_answered(_invited_by(token)))


def _idea(idea_id: int) -> Idea:
    return root_idea(viewer(), idea_id) or abort(404)


def _open(idea: Idea) -> Beta:
    """Inside writing(): the open beta, kept from others. Raises BetaRefused where there is none."""
    found = queries.open_beta_of(members(idea))
    beta = queries.beta(found.id, hold=True) if found else None
    if beta is None:
        raise BetaRefused("closed")
    return beta


def _shown(idea_id: int, say: str, kind: str = "good") -> Response:
    idea = _idea(idea_id)
    shown = queries.beta_shown(viewer(), members(idea))
    url = url_for("ideas.show", idea_id=idea_id, _anchor="beta")
    return done(url, say=say, kind=kind, fragment="advocates/_beta.html", idea=idea, beta=shown)


def _invited(who: Viewer, beta_id: int, token: str = "") -> Invited:
    row, place = queries.beta_row(who, beta_id), queries.place_of(beta_id, who.id)
    if row is None or place is None or place.invited_at is None:
        abort(404)
    return Invited(who, row, place, token)


def _invited_by(token: str) -> Invited:
    """What the button of a mail is good for: one person, one beta; nothing for whoever is not here any more."""
    match links.read("beta", token):
        case [int(beta_id), int(person_id), int(until)] if until > clock.now().timestamp():
            found = person(person_id)
            if found is not None and found.state == PersonState.ACTIVE:
                return _invited(Viewer.of(found), beta_id, token)
    return abort(404)


def _answered(asked: Invited) -> Response:
    said = request.form.get("answer", "")
    if said not in ANSWERS:
        return _answer_page(asked, 422, missing=True)
    try:
        with writing():
            beta = queries.beta(asked.row.Beta.id, hold=True) or abort(404)
            actions.answer_invitation(asked.place.person_id, beta, said, now=clock.now())
    except BetaRefused:
        return _answer_page(_invited(asked.person, asked.row.Beta.id, asked.token), 409)
    return _answer_page(_invited(asked.person, asked.row.Beta.id, asked.token), kept=True)


def _answer_page(asked: Invited, status: int = 200, *, missing: bool = False, kept: bool = False) -> Response:
    return page("advocates/invited.html", status=status, asked=asked, beta=asked.row.Beta, place=asked.place, missing=missing, kept=kept)
