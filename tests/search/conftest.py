"""What the worker does, run here: events become index tasks, index tasks become entries."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from flask import Flask

from community.db import db, writing
from community.jobs import indexing, vectors, worker
from community.search import encoding
from community.search.sentences import Vectors, encode
from tests import factories


@pytest.fixture
def work(app: Flask) -> Callable[[], None]:
    """Let the worker do all that waits."""

    def done() -> None:
        worker.drain(indexing.update_index, vectors.update_vectors)
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


@pytest.fixture
def sentences(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Compare ideas by what they mean too, as a real site does; most tests do without, for it takes 80 ms an idea.
    A text that was encoded once in this run is not encoded again."""
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], sentences=True))
    monkeypatch.setattr(encoding, "encode", encode_remembered)


def encode_remembered(texts: Sequence[str]) -> Vectors:
    return np.stack([_remembered(text) for text in texts]) if texts else encode([])


HERE = Path(__file__).parent

_remembered = cache(lambda text: encode([text])[0])
