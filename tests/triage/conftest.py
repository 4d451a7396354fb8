"""Ideas that may be the same, and the worker that finds them."""

from collections.abc import Callable

import pytest
from flask import Flask

from community import clock
from community.db import db, writing
from community.jobs import indexing, twins, worker
from community.search.queries import Near
from community.triage.models import Twin
from community.triage.twins import note_found
from tests import factories


@pytest.fixture
def work(app: Flask) -> Callable[[], None]:
    """Let the worker do all that waits: events, the index, the search for twins, and what it adds up to."""

    def done() -> None:
        worker.drain(indexing.update_index, twins.look)
        twins.learn()
        db.session.remove()

    return done


@pytest.fixture
def post(app: Flask) -> Callable[..., int]:
    """Publish an idea; answers its id."""

    def posted(author, title, body="", votes=1, **details) -> int:
        with writing():
            idea = factories.idea(author, title, body, **details)
            idea.vote_count = votes
            return idea.id

    return posted


@pytest.fixture
def matcher(app: Flask, monkeypatch: pytest.MonkeyPatch) -> dict[tuple[int, int], float]:
    """What the matcher believes, by (from, to): a table in place of the index, which these tests are not about."""
    believed: dict[tuple[int, int], float] = {}

    def near(idea_id: int, limit: int) -> list[Near]:
        found = [Near(other, certainty) for (one, other), certainty in believed.items() if one == idea_id]
        return sorted(found, key=lambda n: -n.certainty)[:limit]

    monkeypatch.setattr(twins, "near_ideas", near)
    return believed


@pytest.fixture
def alike(app: Flask) -> Callable[[int, int, float], None]:
    """Have the worker find two ideas alike, with this certainty."""

    def found(one: int, other: int, certainty: float = 0.9) -> None:
        with writing():
            note_found(one, {**_known(one), other: certainty}, now=clock.now())
        twins.learn()
        db.session.remove()

    return found


def _known(idea_id: int) -> dict[int, float]:
    """A look finds everything at once: what was found before is found again."""
    low = {twin.high_id: twin.from_low for twin in db.session.query(Twin).filter_by(low_id=idea_id)}
    return low | {twin.low_id: twin.from_high for twin in db.session.query(Twin).filter_by(high_id=idea_id)}
