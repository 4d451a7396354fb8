"""What the worker does, run here: events become index tasks, index tasks become entries."""

from collections.abc import Callable

import pytest
from flask import Flask

from community.db import db, writing
from community.jobs import indexing, worker
from tests import factories


@pytest.fixture
def work(app: Flask) -> Callable[[], None]:
    """Let the worker do all that waits."""

    def done() -> None:
        worker.drain(indexing.update_index)
        indexing.update_index()
        db.session.remove()

    return done


@pytest.fixture
def post(app: Flask) -> Callable[..., int]:
    """Publish an idea; answers its id."""

    def posted(author, title, body="", **details) -> int:
        with writing():
            return factories.idea(author, title, body, **details).id

    return posted
