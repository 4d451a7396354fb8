"""Promises as rows: what an idea was owed and how it ended."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from community import clock
from community.db import db, writing
from community.ideas.models import Idea
from community.responses.models import Answer, Clock
from tests import factories
from tests.cast import ADA, MARTA, Part


@pytest.fixture
def promise(app) -> Callable[..., int]:
    """An idea asked `asked` days ago, due `due` days after that, and ended `ended` days after it was asked."""

    def make(
        title: str, *, asked: float, due: float = 14, ended: float | None = None, outcome: str = "answered",
        status: str = "planned", slug: str = "rotas", by: Part = ADA, kind: str = "first",
        columns: dict[str, object] | None = None,
    ) -> int:
        start = clock.now() - timedelta(days=asked)
        with writing():
            idea = factories.idea(by, title, slug=slug, now=start)
            stop = start + timedelta(days=ended) if ended is not None else None
            _write(idea, start, start + timedelta(days=due), stop, outcome, status, kind)
            if columns:
                db.session.execute(update(Idea).where(Idea.id == idea.id).values(columns))
            return idea.id

    return make


def _write(idea: Idea, start: datetime, due: datetime, stop: datetime | None, outcome: str, status: str, kind: str) -> None:
    db.session.add(
        Clock(
            idea_id=idea.id, cycle=1, kind=kind, started_at=start, due_at=due, stopped_at=stop,
            outcome=outcome if stop else "",
        )
    )
    if stop and outcome == "answered":
        by = factories.person(MARTA)
        db.session.add(Answer(idea_id=idea.id, author_id=by.id, status=status, body="", body_html="", created_at=stop))
    values: dict[str, object] = {"due_at": due, "first_due_at": due}
    if stop and outcome == "answered":
        values |= {"status": status, "answer_state": "answered", "answered_at": stop, "answerer_name": "Marta Lindqvist"}
    if outcome == "waived" and stop:
        values |= {"state": "hidden", "answer_state": "none"}
    db.session.execute(update(Idea).where(Idea.id == idea.id).values(values))
