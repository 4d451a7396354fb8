"""Ideas to look at, and ways to read a page."""

import re
from collections.abc import Callable

import pytest

from community.db import db, writing
from community.events import Event
from community.ideas.models import Comment, Idea
from tests import factories
from tests.cast import ADA, BEN
from tests.readers import reading, words_app  # noqa: F401


@pytest.fixture
def idea_id(app) -> int:
    with writing():
        return factories.idea(ADA, tags="printing").id


@pytest.fixture
def comment_id(app, idea_id) -> int:
    with writing():
        return factories.comment(BEN, db.session.get_one(Idea, idea_id), "We need this too.").id


@pytest.fixture
def fresh() -> Callable:
    """A row as it is stored now."""

    def read(model, key):  # type: ignore[no-untyped-def]
        db.session.expire_all()
        return db.session.get(model, key)

    return read


@pytest.fixture
def comments_in_store() -> Callable[[], list[Comment]]:
    return lambda: db.session.query(Comment).order_by(Comment.id).populate_existing().all()


@pytest.fixture
def told() -> Callable[[str], list[Event]]:
    """The events of one kind, in order."""
    return lambda kind: db.session.query(Event).filter_by(kind=kind).order_by(Event.id).all()


def titles(html: str) -> list[str]:
    """Titles of the rows of a list, in order."""
    return re.findall(r"<h3><a [^>]*>(.*?)</a></h3>", html)
