"""The reputation that the demo's history has earned, one line for each outcome, as the ledger's own rules have it."""

from community.accounts.models import Person
from community.advocates import rules
from community.advocates.models import LedgerLine
from community.advocates.rules import Cause
from community.bulk import Batch, Row
from community.demo.cast import is_customer
from community.events import Event
from community.ideas.models import Comment, HelpfulMark


def settle(batch: Batch) -> None:
    """Add the lines and their events in the order of what caused them, and the sums on the people."""
    for person in batch.of(Person):
        person["points"] = 0
    for event in sorted(batch.of(Event), key=lambda row: row["at"]):
        if event["kind"] == "answer.published":
            _settle_idea(batch, event)
    first_marks = _first_marks(batch)
    for comment in batch.of(Comment):
        _settle_comment(batch, comment, first_marks.get(id(comment), {}))


def _settle_idea(batch: Batch, event: Row) -> None:
    due = rules.due_for_idea(status=event["data"]["status"])
    if due[Cause.IDEA_SHIPPED]:
        _add_line(batch, event["idea_id"]["author_id"], Cause.IDEA_SHIPPED, event, event["idea_id"], None)


def _first_marks(batch: Batch) -> dict[int, dict[Cause, Row]]:
    """For each comment (by the identity of its row) the first event of a mark that counts, by cause."""
    found: dict[int, dict[Cause, Row]] = {}
    marked = (event for event in batch.of(Event) if event["kind"] == "comment.marked_helpful")
    for event in sorted(marked, key=lambda row: row["at"]):
        data = event["data"]
        cause = Cause.HELPFUL_TO_ASKER if data["by_author"] else Cause.HELPFUL_TO_STAFF if data["by_staff"] else None
        if cause:
            found.setdefault(id(data["comment_id"]), {}).setdefault(cause, event)
    return found


def _settle_comment(batch: Batch, comment: Row, first: dict[Cause, Row]) -> None:
    idea = comment["idea_id"]
    marks = [
        rules.Mark(mark["person_id"]["id"], not is_customer(mark["person_id"]))
        for mark in batch.of(HelpfulMark) if mark["comment_id"] is comment
    ] if first else []
    due = rules.due_for_comment(
        author_id=comment["author_id"]["id"], asker_id=idea["author_id"]["id"], marks=marks, hidden=False
    )
    for cause, points in due.items():
        if points:
            _add_line(batch, comment["author_id"], cause, first[cause], idea, comment)


def _add_line(batch: Batch, person: Row, cause: Cause, event: Row, idea: Row, comment: Row | None) -> None:
    if not rules.may_earn(role=person["role"], state="active"):
        return
    points = rules.POINTS[cause]
    batch.add(
        LedgerLine, person_id=person, event_id=event, cause=cause, points=points, idea_id=idea, comment_id=comment, at=event["at"]
    )
    person["points"] += points
    batch.add(
        Event, kind="advocate.changed", at=event["at"], actor_id=None, idea_id=idea, person_id=person,
        data={"change": points, "cause": cause.value}, expanded=True,
    )
