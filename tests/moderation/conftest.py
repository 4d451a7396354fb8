"""An idea by Ada with a comment and a voice by Ben, and what the database says of them afterwards."""

from dataclasses import dataclass

import pytest

from community import clock
from community.accounts.models import Person
from community.audit import AuditEntry
from community.db import db, writing
from community.events import Event
from community.ideas.models import Idea
from community.voices.models import Voice
from tests import factories
from tests.cast import ADA, BEN, MARTA, Part
from tests.readers import reading, words_app  # noqa: F401


@dataclass(frozen=True)
class Scene:
    idea: int
    comment: int
    voice: int

    def id_of(self, kind: str) -> int:
        return getattr(self, kind)


@pytest.fixture
def scene(app) -> Scene:
    with writing() as session:
        factories.topic(owner=MARTA)
        idea = factories.idea(ADA)
        comment = factories.comment(BEN, idea, "Buy my miracle cure.")
        voice = Voice(idea_id=idea.id, person_id=factories.person(BEN).id, text="Same here, cheap pills.", created_at=clock.now())
        session.add(voice)
        idea.voice_count = 1
        session.flush()
        return Scene(idea.id, comment.id, voice.id)


@pytest.fixture
def pending(app) -> int:
    """An idea of Ada's that waits for a moderator."""
    with writing():
        factories.topic(owner=MARTA)
        return factories.idea(ADA, hold=True).id


def idea(idea_id: int) -> Idea:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Idea, idea_id)


def person(part: Part) -> Person:
    db.session.rollback()
    db.session.expire_all()
    return db.session.query(Person).filter_by(email=part.email).one()


def acts() -> list[str]:
    db.session.rollback()
    return [entry.act for entry in db.session.query(AuditEntry).order_by(AuditEntry.id)]


def happened(kind: str) -> int:
    db.session.rollback()
    return db.session.query(Event).filter_by(kind=kind).count()
