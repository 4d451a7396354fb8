"""Saying that an idea is the same as another, and what staff make of it."""

from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from community import clock
from community.accounts import limits
from community.db import writing
from community.ideas.models import Idea
from community.ideas.queries import visible_idea
from community.ideas.queries_groups import root_idea
from community.search.queries import Similar, similar_ideas
from community.triage import actions_proposals as actions
from community.triage import queries_proposals as queries
from community.triage.actions_proposals import ProposalRefused
from community.triage.forms_proposals import ProposalForm, RefusalForm
from community.triage.models import Proposal
from community.web.auth import mergers_only, staff_only, viewer
from community.web.guard import keep_to
from community.web.held import hold
from community.web.pages import done, page

MOST_OFFERED = 5

pages = Blueprint("proposals", __name__)


@pages.get("/ideas/<int:idea_id>/same")
def form(idea_id: int) -> Response:
    return _form_page(_idea(idea_id), ProposalForm.parse(request.args))


@pages.post("/ideas/<int:idea_id>/same")
def propose(idea_id: int) -> Response:
    idea, typed = _idea(idea_id), ProposalForm.parse(request.form)
    if not typed.check() or not _may_be(idea, typed):
        return _form_page(idea, typed)
    if not viewer().signed_in:
        return hold("same", {"idea_id": idea.id, "other_id": typed.other_id, "text": typed.words})
    with writing():
        keep_to(limits.PROPOSALS, f"proposal:{viewer().id}")
        actions.propose(viewer(), _idea(idea_id), _idea(typed.other_id), typed.words, now=clock.now())
    say = _("Thank you. Somebody looks at the two, and you hear what becomes of it.")
    return done(url_for("ideas.show", idea_id=idea.id), say=say)


@pages.get("/desk/proposals")
@staff_only
def index() -> Response:
    return page("triage/proposals.html", pairs=queries.waiting_pairs())


@pages.get("/desk/proposals/<int:proposal_id>/refuse")
@mergers_only
def refusal(proposal_id: int) -> Response:
    return _refusal_page(_proposal(proposal_id), RefusalForm())


@pages.post("/desk/proposals/<int:proposal_id>/refuse")
@mergers_only
def refuse(proposal_id: int) -> Response:
    typed = RefusalForm.parse(request.form)
    if not typed.check():
        return _refusal_page(_proposal(proposal_id), typed)
    with writing():
        actions.refuse(viewer(), _proposal(proposal_id), typed.reply, now=clock.now())
    return done(url_for("proposals.index"), say=_("They stay apart. Whoever pointed it out gets your words, with thanks."))


def _idea(idea_id: int) -> Idea:
    return root_idea(viewer(), idea_id) or abort(404)


def _proposal(proposal_id: int) -> Proposal:
    return queries.open_proposal(proposal_id) or abort(404)


def _may_be(idea: Idea, typed: ProposalForm) -> bool:
    """Whether the other idea is there for this person and not this one already; says what stands against it."""
    other = visible_idea(viewer(), typed.other_id)
    try:
        if other is None:
            raise ProposalRefused("unknown")
        actions.refuse_pair(idea, other)
    except ProposalRefused as refused:
        typed.refuse(refused.code)
    return not typed.problems


def _form_page(idea: Idea, typed: ProposalForm) -> Response:
    """What sounds like this idea, or like what was searched for, to choose from; what was typed stands in it."""
    offered = _offered(idea, typed.query)
    return page("triage/same.html", status=422 if typed.problems else 200, idea=idea, form=typed, offered=offered)


def _offered(idea: Idea, query: str) -> list[Similar]:
    text: dict[str, Any] = {"text": query} if query else {"text": idea.title, "body": idea.body}
    return similar_ideas(viewer(), **text, limit=MOST_OFFERED, without={idea.id})


def _refusal_page(proposal: Proposal, typed: RefusalForm) -> Response:
    status, pair = 422 if typed.problems else 200, queries.pair_of(proposal)
    return page("triage/refuse.html", status=status, proposal=proposal, pair=pair, form=typed)
