"""Saying that two ideas are the same, and what becomes of it."""

from datetime import datetime

from community import audit, events
from community.accounts.viewer import Viewer
from community.db import db
from community.events import Event
from community.ideas.models import Idea
from community.ideas.rules import IdeaState
from community.triage import queries_proposals as queries
from community.triage.judging import judge
from community.triage.models import Proposal


class ProposalRefused(Exception):
    """Not of these two: `code` is itself, together or not_public."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def propose(actor: Viewer, one: Idea, other: Idea, words: str, *, now: datetime) -> Proposal:
    """Say that the two are the same, for staff to look at. Said before by this person, it stays as it was said."""
    refuse_pair(one, other)
    root_id, part_id = sorted((one.id, other.id))
    found = queries.proposal_by(actor.id, part_id, root_id)
    if found is None:
        found = Proposal(part_id=part_id, root_id=root_id, proposer_id=actor.id, words=words, created_at=now)
        db.session.add(found)
        db.session.flush()
    return found


def refuse_pair(one: Idea, other: Idea) -> None:
    """Raise ProposalRefused where these two cannot be said to be the same."""
    if one.id == other.id:
        raise ProposalRefused("itself")
    if (one.root_id or one.id) == (other.root_id or other.id):
        raise ProposalRefused("together")
    if {one.state, other.state} != {IdeaState.PUBLISHED}:
        raise ProposalRefused("not_public")


def refuse(actor: Viewer, proposal: Proposal, reply: str, *, now: datetime) -> int:
    """The two stay apart: everyone who waits for this pair is told so; how many that were."""
    waiting = queries.waiting_for_pair(proposal.part_id, proposal.root_id)
    for each in waiting:
        each.reply = reply
        _decide(each, "refused", actor.id, now)
    judge(actor, proposal.part_id, proposal.root_id, "different", source="staff", certainty=None, now=now)
    audit.log("proposal.refused", actor_id=actor.id, at=now, subject=("idea", proposal.part_id), after={"other_id": proposal.root_id})
    return len(waiting)


def settle(event: Event) -> None:
    """After a merge or its undoing: who said so was right for as long as the two are one."""
    for proposal, together in queries.proposals_about({event.idea_id or 0, event.data["root_id"]}):
        if together and proposal.state != "accepted":
            _decide(proposal, "accepted", event.actor_id, event.at)
        elif not together and proposal.state == "accepted":
            _decide(proposal, "undone", event.actor_id, event.at)


def _decide(proposal: Proposal, state: str, by_id: int | None, at: datetime) -> None:
    proposal.state, proposal.decided_by_id, proposal.decided_at = state, by_id, at
    events.record(
        f"proposal.{state}", at=at, actor_id=by_id, idea_id=proposal.part_id, person_id=proposal.proposer_id,
        proposal_id=proposal.id, root_id=proposal.root_id,
    )
