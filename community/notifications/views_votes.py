"""Voting from a mail, signed in or not: a page with a button, since programs that check mail follow links."""

from flask import Blueprint, Response, abort, url_for
from flask_babel import gettext as _

from community import clock
from community.accounts.models import Person
from community.accounts.queries import person
from community.accounts.rules import PersonState
from community.accounts.viewer import Viewer
from community.db import writing
from community.ideas.models import Idea
from community.ideas.queries_groups import root_idea, root_to_change
from community.notifications.act_links import mark_of
from community.notifications.vote_links import read_vote
from community.votes import actions, queries, rules
from community.web.pages import done, kept_nowhere, page

pages = Blueprint("mailed_votes", __name__)


@pages.get("/mail/vote/<token>")
def offer(token: str) -> Response:
    voter, idea_id = _meant(token)
    return _vote_page(token, voter, root_idea(Viewer.of(voter), idea_id) or abort(404))


@pages.post("/mail/vote/<token>")
def cast(token: str) -> Response:
    with writing():
        voter, idea_id = _meant(token)
        idea = root_to_change(Viewer.of(voter), idea_id) or abort(404)
        if not rules.may_vote(state=idea.state, status=idea.status):
            return _vote_page(token, voter, idea)
        actions.cast_vote(Viewer.of(voter), idea, rules.DEFAULT_IMPORTANCE, now=clock.now())
    return done(url_for("mailed_votes.offer", token=token), say=_("Your vote is in. Thank you."))


def _meant(token: str) -> tuple[Person, int]:
    what = read_vote(token, clock.now())
    voter = person(what[0]) if what else None
    if what is None or voter is None or voter.state != PersonState.ACTIVE or mark_of(voter) != what[2]:
        abort(404)
    return voter, what[1]


def _vote_page(token: str, voter: Person, idea: Idea) -> Response:
    mine = bool(queries.votes_by(voter.id, [idea.id]))
    takes = rules.may_vote(state=idea.state, status=idea.status)
    return kept_nowhere(page("notifications/vote.html", token=token, voter=voter, idea=idea, mine=mine, takes=takes))
