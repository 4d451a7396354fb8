"""What the tests of the ledger share."""

from datetime import timedelta

from community import clock
from community.accounts.models import Person
from community.advocates.models import LedgerLine
from community.db import db, writing
from community.ideas.actions import mark_helpful, unmark_helpful
from community.ideas.models import Comment, Idea
from community.jobs.worker import drain
from community.responses.actions import AnswerDraft, answer_idea
from community.voices.actions import add_voice
from tests import factories
from tests.cast import MARTA, Part

WORDS = "Thank you for asking for this. It is in the version that went out this week, for everyone."


def idea_of(part: Part, **details: object) -> int:
    with writing():
        return factories.idea(part, **details).id


def comment_of(part: Part, idea_id: int, body: str = "We export it and print the sheet.") -> int:
    with writing():
        return factories.comment(part, db.session.get_one(Idea, idea_id), body).id


def voice_of(part: Part, idea_id: int, text: str = "We plan by hand and lose an hour each week.") -> int:
    with writing():
        return add_voice(factories.viewer(part), db.session.get_one(Idea, idea_id), text, now=clock.now()).id


def answer(idea_id: int, status: str = "shipped", words: str = WORDS) -> None:
    """Marta answers; a status that needs a date looks again in a month."""
    review_on = None if status in ("shipped", "declined") else (clock.now() + timedelta(days=30)).date()
    with writing():
        answer_idea(factories.viewer(MARTA), db.session.get_one(Idea, idea_id), AnswerDraft.of(status, words, review_on), now=clock.now())


def mark(part: Part, comment_id: int) -> None:
    with writing():
        comment = db.session.get_one(Comment, comment_id)
        mark_helpful(factories.viewer(part), comment, db.session.get_one(Idea, comment.idea_id), now=clock.now())


def unmark(part: Part, comment_id: int) -> None:
    with writing():
        unmark_helpful(factories.viewer(part), db.session.get_one(Comment, comment_id), now=clock.now())


def settle() -> None:
    drain()


def lines(part: Part) -> list[tuple[str, int]]:
    """Cause and points of each line, in order; the stored sum must agree with them."""
    with writing():
        person_id = factories.person(part).id
    rows = db.session.query(LedgerLine).filter_by(person_id=person_id).order_by(LedgerLine.id).all()
    assert db.session.get_one(Person, person_id, populate_existing=True).points == sum(row.points for row in rows)
    return [(row.cause, row.points) for row in rows]
