"""What the tests of joining ideas share."""

from community import clock
from community.accounts.models import Person
from community.advocates.models import LedgerLine
from community.db import db, writing
from community.ideas.models import Idea
from community.jobs.worker import drain
from community.triage.actions import merge, unmerge
from community.triage.actions_proposals import propose
from community.triage.models import Proposal
from community.votes.actions import cast_vote
from tests import factories
from tests.cast import ADA, BEN, MARTA, Part

PRINT, POSTER = "Print the week on one page", "A poster of the rota for the wall"


def two_ideas() -> tuple[int, int]:
    """Ada's, the older; and Ben's."""
    with writing():
        factories.topic("rotas", owner=MARTA)
        return factories.idea(ADA, PRINT).id, factories.idea(BEN, POSTER, "On paper, where the kettle is.").id


def idea(idea_id: int) -> Idea:
    return db.session.get_one(Idea, idea_id, populate_existing=True)


def vote(idea_id: int, *parts: Part) -> None:
    with writing():
        for part in parts:
            cast_vote(factories.viewer(part), idea(idea_id), 2, now=clock.now())


def join(part_id: int, root_id: int, by: Part = MARTA, *, work: bool = True) -> None:
    """One becomes part of the other, and the worker does what follows."""
    with writing():
        merge(factories.viewer(by), idea(part_id), idea(root_id), now=clock.now())
    if work:
        drain()


def take_apart(part_id: int, by: Part = MARTA, *, work: bool = True) -> None:
    with writing():
        unmerge(factories.viewer(by), idea(part_id), now=clock.now())
    if work:
        drain()


def point_out(one_id: int, other_id: int, by: Part, words: str = "") -> int:
    with writing():
        return propose(factories.viewer(by), idea(one_id), idea(other_id), words, now=clock.now()).id


def proposal(proposal_id: int) -> Proposal:
    return db.session.get_one(Proposal, proposal_id, populate_existing=True)


def points(part: Part) -> list[int]:
    """What pointing out has brought this person, line by line."""
    statement = db.session.query(LedgerLine.points).join(Person, Person.id == LedgerLine.person_id)
    rows = statement.filter(Person.email == part.email, LedgerLine.cause == "duplicate_found").order_by(LedgerLine.id)
    return [row.points for row in rows]
