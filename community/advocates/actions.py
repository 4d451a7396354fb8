"""Keeping the ledger: what is due against what it holds."""

from sqlalchemy import update

from community import events
from community.accounts.models import Person
from community.advocates import queries, rules
from community.advocates.models import LedgerLine
from community.advocates.rules import Cause
from community.db import db
from community.events import Event
from community.responses.rules import Status


def settle_idea(event: Event, idea_id: int) -> None:
    """Bring the ledger of an idea's author to what the idea is worth now; while it is part of another, what it earned
    stands."""
    author, status = queries.hold_person(queries.author_of_idea(idea_id) or 0), queries.status_of(idea_id)
    if author is not None and status != Status.MERGED:
        _settle(author, rules.due_for_idea(status=status), event, idea_id, None)


def settle_comment(event: Event, comment_id: int) -> None:
    """Bring the ledger of a comment's author to what the comment is worth now."""
    author = queries.hold_person(queries.author_of_comment(comment_id) or 0)
    if author is None:
        return
    facts, marks = queries.comment_facts(comment_id), queries.marks_on(comment_id)
    due = rules.due_for_comment(
        author_id=author.id, asker_id=facts.asker_id, marks=marks, hidden=facts.hidden_at is not None
    )
    _settle(author, due, event, facts.idea_id, comment_id)


def settle_pointing(event: Event, person_id: int, idea_id: int) -> None:
    """Bring the ledger of somebody who pointed out that an idea is the same as another to what that is worth now."""
    person = queries.hold_person(person_id)
    if person is not None:
        _settle(person, rules.due_for_pointing(queries.pointings_of(person_id, idea_id)), event, idea_id, None)


def _settle(person: Person, due: dict[Cause, int], event: Event, idea_id: int, comment_id: int | None) -> None:
    may_earn = rules.may_earn(role=person.role, state=person.state)
    for cause, points in due.items():
        held = queries.points_held(person.id, cause, idea_id, comment_id)
        change = rules.correction(due=points, held=held, may_earn=may_earn)
        if change:
            _add_line(person, cause, change, event, idea_id, comment_id)


def _add_line(person: Person, cause: Cause, change: int, event: Event, idea_id: int, comment_id: int | None) -> None:
    db.session.add(
        LedgerLine(
            person_id=person.id, event_id=event.id, cause=cause, points=change, idea_id=idea_id, comment_id=comment_id,
            at=event.at,
        )
    )
    db.session.execute(update(Person).where(Person.id == person.id).values(points=Person.points + change))
    events.record("advocate.changed", at=event.at, person_id=person.id, idea_id=idea_id, change=change, cause=cause.value)
