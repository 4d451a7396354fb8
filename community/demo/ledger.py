"""The reputation that the demo's history has earned, as the ledger's own rules have it, each line on its own day."""

from datetime import datetime

from sqlalchemy import or_, select, update

from community.accounts.models import Person
from community.advocates import queries_ledger, rules
from community.advocates.actions_decay import fade
from community.advocates.actions_rebuild import settle_in_time
from community.db import db
from community.events import Event
from community.ideas.models import Comment, Idea
from community.triage.models import Proposal
from community.voices.models import Voice

TOLD = ("advocate.changed", "advocate.level_changed")


def earn(now: datetime) -> None:
    """Lines, levels and badges of everybody who helped, and what of their points has faded since; nothing waits for the worker."""
    helped = select(Idea.author_id).where(Idea.status.in_(("shipped", "planned", "progress", "merged")))
    said = select(Voice.person_id).join(Idea, Idea.id == Voice.idea_id).where(Idea.status.in_(("shipped", "merged")))
    marked, pointed = select(Comment.author_id).where(Comment.helpful_count > 0), select(Proposal.proposer_id)
    concerned = or_(*(Person.id.in_(each) for each in (helped, said, marked, pointed)))
    people = db.session.scalars(select(Person.id).where(concerned, Person.role == "customer").order_by(Person.id)).all()
    half_life = queries_ledger.half_life()
    for person_id in people:
        if settle_in_time(person_id, now=now):
            fade(person_id, rules.month_of(now) - 1, half_life, now=now)
    db.session.execute(update(Event).where(Event.kind.in_(TOLD)).values(expanded=True))
