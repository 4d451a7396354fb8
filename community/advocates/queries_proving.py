"""What a proof of the ledgers reads."""

from collections import Counter

from sqlalchemy import ColumnElement, func, or_, select

from community.accounts.models import Person
from community.advocates.models import LedgerLine
from community.db import db
from community.events import Event
from community.ideas.models import Comment, Idea
from community.site import Site
from community.triage.models import Proposal
from community.voices.models import Voice

BATCH = 100
EARNING = ("shipped", "planned", "progress", "merged")


def may_have_helped() -> ColumnElement[bool]:
    """As a part of another statement: whoever the rows could owe something."""
    sources = (
        select(Idea.author_id).where(Idea.status.in_(EARNING)),
        select(Comment.author_id).where(or_(Comment.helpful_count > 0, Comment.corrected_at.is_not(None))),
        select(Proposal.proposer_id).where(Proposal.state == "accepted"),
        select(Voice.person_id).join(Idea, Idea.id == Voice.idea_id).where(Idea.status.in_(EARNING)),
        select(Voice.person_id).where(Voice.question_id.is_not(None)),
        select(Event.person_id).where(Event.kind == "referral.active"),
    )
    return or_(*(Person.id.in_(source) for source in sources))


def people_after(after: int) -> list[Person]:
    """The next people who have points, lines, or reasons for some."""
    concerned = or_(Person.points != 0, Person.id.in_(select(LedgerLine.person_id)), may_have_helped())
    statement = select(Person).where(Person.id > after, concerned).order_by(Person.id).limit(BATCH)
    return list(db.session.scalars(statement.execution_options(populate_existing=True)))


def ledgers_wrong() -> int:
    """Of how many people the ledger differed when all were proved last."""
    return db.session.scalar(select(Site.ledgers_wrong).where(Site.id == 1)) or 0


def lines_of(person_id: int) -> Counter[tuple[str, int, int]]:
    """How often each line stands in the ledger: by cause, subject and points."""
    columns = (LedgerLine.cause, LedgerLine.subject_id, LedgerLine.points)
    statement = select(*columns, func.count()).where(LedgerLine.person_id == person_id).group_by(*columns)
    return Counter({(cause, subject, points): often for cause, subject, points, often in db.session.execute(statement)})


def told(person_id: int) -> list[Event]:
    """The events of a person's lines, in order."""
    statement = select(Event).where(Event.person_id == person_id, Event.kind == "advocate.changed")
    return list(db.session.scalars(statement.order_by(Event.id)))


def told_of(person_id: int) -> Counter[tuple[str, int, int]]:
    """The same from the history."""
    return Counter((event.data["cause"], event.data.get("subject_id", 0), event.data["change"]) for event in told(person_id))
