"""Who voted, for staff: the list, and setting a vote aside."""

from typing import Any

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Row
from werkzeug.wrappers import Response

from community import clock
from community.db import writing
from community.ideas.forms import key_text
from community.ideas.models import Idea
from community.ideas.queries_groups import members, root_idea, root_to_change
from community.votes import actions_voiding as actions
from community.votes import queries_voters as queries
from community.votes import wording
from community.votes.forms_voters import VoidForm, parse_voters
from community.votes.rules import VOID_REASONS
from community.web.auth import moderators_only, staff_only, viewer
from community.web.pages import done, page

pages = Blueprint("voters", __name__, url_prefix="/desk/ideas/<int:idea_id>/voters")


@pages.get("")
@staff_only
def index(idea_id: int) -> Response:
    idea, wanted = _idea(idea_id), parse_voters(request.args)
    found = queries.voters(members(idea), wanted)
    given = {name: value for name in ("which", "account", "q") if (value := getattr(wanted, name))}
    next_url = url_for("voters.index", idea_id=idea.id, after=key_text(found.next_key), **given) if found.next_key else ""
    return page("votes/voters.html", idea=idea, wanted=wanted, voters=found.rows, next_url=next_url, words=wording)


@pages.get("/<int:person_id>/aside")
@moderators_only
def ask(idea_id: int, person_id: int) -> Response:
    idea = _idea(idea_id)
    return _void_page(idea, _voter(idea, person_id), VoidForm())


@pages.post("/<int:person_id>/aside")
@moderators_only
def void(idea_id: int, person_id: int) -> Response:
    form, idea = VoidForm.parse(request.form), _idea(idea_id)
    row = _voter(idea, person_id)
    if not form.check():
        return _void_page(idea, row, form, status=422)
    with writing():
        actions.void_vote(viewer(), _idea_to_change(idea_id), person_id, form.reason, now=clock.now())
    return done(_url(idea), say=_("The vote of %(name)s is set aside and is not counted any more.", name=row.name))


@pages.post("/<int:person_id>/restore")
@moderators_only
def restore(idea_id: int, person_id: int) -> Response:
    idea = _idea(idea_id)
    row = _voter(idea, person_id)
    with writing():
        actions.restore_vote(viewer(), _idea_to_change(idea_id), person_id, now=clock.now())
    return done(_url(idea), say=_("The vote of %(name)s counts again.", name=row.name))


def _void_page(idea: Idea, row: Row, form: VoidForm, status: int = 200) -> Response:
    given: dict[str, Any] = {"reasons": VOID_REASONS, "words": wording}
    return page("votes/void.html", status=status, idea=idea, voter=row, form=form, **given)


def _idea(idea_id: int) -> Idea:
    return root_idea(viewer(), idea_id) or abort(404)


def _idea_to_change(idea_id: int) -> Idea:
    return root_to_change(viewer(), idea_id) or abort(404)


def _voter(idea: Idea, person_id: int) -> Row:
    return queries.voter(members(idea), person_id) or abort(404)


def _url(idea: Idea) -> str:
    return url_for("voters.index", idea_id=idea.id)
