"""Words judged without a database: a request of a reader of one's choice, at a fixed moment."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime

import pytest
from flask import Flask, g

from community import clock, create_app
from community.accounts.viewer import Viewer
from tests.conftest import make_settings

NOON = datetime(2026, 11, 10, 12, tzinfo=UTC)
"""A Tuesday."""
Reading = Callable[..., AbstractContextManager[None]]


@pytest.fixture(scope="session")
def words_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """It has no schema, so that a word that asked the database would fail."""
    return create_app(make_settings(tmp_path_factory.mktemp("words")))


@pytest.fixture
def reading(words_app: Flask) -> Reading:
    """`with reading(zone="Asia/Tokyo"): ...`: a request of this reader, at noon or at another moment."""

    @contextmanager
    def request_of(path: str = "/", *, now: datetime = NOON, headers: dict[str, str] | None = None, **who: object) -> Iterator[None]:
        with words_app.test_request_context(path, headers=headers), pytest.MonkeyPatch.context() as patched:
            patched.setattr(clock, "now", lambda: now)
            g._login_user = Viewer(**who)  # type: ignore[arg-type]
            yield

    return request_of
