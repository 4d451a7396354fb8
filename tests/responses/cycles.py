"""What the tests of cycles share: one idea of Ada's, asked on a Monday in London, and acts in transactions of their own."""

from datetime import datetime, timedelta

from community.db import db, writing
from community.ideas.models import Idea
from community.jobs import worker
from community.responses.actions import AnswerDraft, answer_idea
from community.responses.models import Clock
from tests import factories
from tests.cast import ADA, MARTA

MONDAY = datetime.fromisoformat("2026-06-01T09:00:00+01:00")
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
DUE = datetime.fromisoformat("2026-06-15T17:00:00+01:00")
WORDS = "Yes. We build this now, because forty of you told us what it costs you every week."
OTHER = "It is nearer than it was: the print page is drawn, and a second team helps from Monday on."


def publish(author=ADA, at=MONDAY, slug="rotas", **details):
    with writing():
        made = factories.idea(author, f"By {author.key}", now=at, slug=slug)
        for name, value in details.items():
            setattr(made, name, value)
    worker.drain()
    return made.id


def here(idea_id):
    """Inside a transaction."""
    return db.session.get_one(Idea, idea_id)


def read(idea_id):
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Idea, idea_id)


def answer(idea_id, at, status="shipped", words=WORDS, by=MARTA, review=None):
    with writing():
        draft = AnswerDraft.of(status, words, review)
        return answer_idea(factories.viewer(by), here(idea_id), draft, now=at).id


def cycles(idea_id):
    """Kind, start, end and outcome of each."""
    read(idea_id)
    rows = db.session.query(Clock).filter_by(idea_id=idea_id).order_by(Clock.cycle)
    return [(row.kind, row.started_at, row.stopped_at, row.outcome) for row in rows]
