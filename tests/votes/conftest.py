import pytest

from community.db import db, writing
from community.events import Event
from community.ideas.models import Idea
from community.votes.models import Vote
from tests import factories
from tests.cast import ADA
from tests.readers import reading, words_app  # noqa: F401


@pytest.fixture
def idea_id(app):
    with writing():
        return factories.idea(ADA).id


@pytest.fixture
def stand():
    """What the idea counts, what the rows say, and what was told: (count, rows, events by kind)."""

    def read(idea_id):
        db.session.expire_all()
        rows = db.session.query(Vote).filter_by(idea_id=idea_id).all()
        return db.session.get(Idea, idea_id).vote_count, rows, [e.kind for e in db.session.query(Event).filter(Event.kind.like("vote.%")).order_by(Event.id)]

    return read
