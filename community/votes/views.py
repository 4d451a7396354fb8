"""Voting: create and delete, never a toggle."""

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from community import clock
from community.db import writing
from community.ideas.models import Idea
from community.ideas.queries_follow import level_heard
from community.ideas.queries_groups import members, root_idea, root_to_change
from community.votes import actions, queries, rules
from community.web.auth import signed_in, viewer
from community.web.held import hold
from community.web.pages import done, wants_fragment
from community.web.suggesting import join_idea

pages = Blueprint("votes", __name__)


@pages.post("/ideas/<int:idea_id>/vote")
def create(idea_id: int) -> Response:
    importance = rules.clean_importance(request.form.get("importance", ""))
    if not viewer().signed_in:
        return hold("vote", {"idea_id": _idea(idea_id).id, "importance": importance})
    with writing():
        idea = _idea_to_change(idea_id)
        try:
            added = join_idea(viewer(), idea, importance, now=clock.now())
        except actions.VoteRefused:
            abort(409)
        mine = importance if added else _importance(idea.id)
        aside = not added and queries.set_aside(viewer().id, members(idea))
    if aside:
        return _answer(idea, mine, _set_aside())
    say = ngettext("Your vote is in. %(num)s vote.", "Your vote is in. %(num)s votes.", idea.vote_count)
    return _answer(idea, mine, say, hears=_("We write to you when it is answered."))


@pages.post("/ideas/<int:idea_id>/vote/withdraw")
@signed_in
def withdraw(idea_id: int) -> Response:
    with writing():
        idea = _idea_to_change(idea_id)
        gone = actions.withdraw_vote(viewer(), idea, now=clock.now())
        mine = None if gone else _importance(idea.id)
    if mine is not None:
        return _answer(idea, mine, _set_aside())
    return _answer(idea, None, ngettext("Your vote is taken back. %(num)s vote.", "Your vote is taken back. %(num)s votes.", idea.vote_count))


@pages.post("/ideas/<int:idea_id>/vote/importance")
@signed_in
def weigh(idea_id: int) -> Response:
    importance = rules.clean_importance(request.form.get("importance", ""))
    with writing():
        idea = _idea_to_change(idea_id)
        actions.weigh_vote(viewer(), idea, importance, now=clock.now())
        mine = _importance(idea.id)
    return _answer(idea, mine, _("Thank you. Your vote says how much it matters."))


def _set_aside() -> str:
    return _("Our team set your vote for this idea aside, so it stays as it is and is not counted. Your votes page says why.")


def _idea(idea_id: int) -> Idea:
    return root_idea(viewer(), idea_id) or abort(404)


def _idea_to_change(idea_id: int) -> Idea:
    return root_to_change(viewer(), idea_id) or abort(404)


def _importance(idea_id: int) -> int | None:
    return queries.votes_by(viewer().id, [idea_id]).get(idea_id)


def _answer(idea: Idea, mine: int | None, say: str, hears: str = "") -> Response:
    """The button as it now stands, in the form it was pressed in: a row's, or the idea page's wide one.

    `hears`: what to say to whom the vote makes hear of the answer.
    """
    wide = request.form.get("wide") == "1" and wants_fragment()
    fragment = "votes/_voted.html" if wide else "votes/_voted_row.html"
    level = level_heard(viewer(), idea, voted=mine is not None)
    say = f"{say} {hears}" if hears and level == "answers" else say
    return done(url_for("ideas.show", idea_id=idea.id), say=say, fragment=fragment, idea=idea, mine=mine, level=level)
