"""What stands behind the ideas of the demo: counted once, with a vote noted for a customer and one set aside."""

from datetime import datetime

from sqlalchemy import func, select, update

from community.accounts.models import Person
from community.accounts.rules import Role
from community.accounts.viewer import Viewer
from community.crm import actions_weight
from community.db import db
from community.events import Event
from community.ideas.models import Idea, Topic
from community.ideas.queries_groups import hold_root
from community.votes.actions_voiding import void_vote
from community.votes.models import Vote

PRODUCT_LEAD = "marta@hourfold.example"


def weigh(now: datetime) -> None:
    """As the worker would have done; a CRM that is connected later hears of it by its own first look at everything."""
    _note_and_set_aside(now)
    actions_weight.count_all(now)
    while actions_weight.settle_next(now, quiet=True):
        pass


def _note_and_set_aside(now: datetime) -> None:
    """On the idea of hers that most people want, and whose clock runs."""
    marta = db.session.scalars(select(Person).where(Person.email == PRODUCT_LEAD)).one()
    waiting = (Topic.owner_id == marta.id, Idea.root_id.is_(None), Idea.part_count == 0, Idea.answer_state == "awaiting", Idea.state == "published")
    idea_id = db.session.scalar(
        select(Idea.id).join(Topic, Topic.id == Idea.topic_id).where(*waiting).order_by(Idea.vote_count.desc(), Idea.id).limit(1)
    )
    idea = hold_root(idea_id) if idea_id else None
    if idea is None:
        return
    customers = (Vote.idea_id == idea.id, Person.role == Role.CUSTOMER, Person.id != idea.author_id, func.length(Person.name) > 0)
    votes = select(Vote).join(Person, Person.id == Vote.person_id).where(*customers, Person.email.not_like("ines@%"))
    noted, double = db.session.scalars(votes.order_by(Vote.created_at.desc()).limit(2))
    noted.noted_by_id = marta.id
    void_vote(Viewer.of(marta), idea, double.person_id, "double", now=now)
    db.session.flush()
    db.session.execute(update(Event).where(Event.expanded.is_(False)).values(expanded=True))
