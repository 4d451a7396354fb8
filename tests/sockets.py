"""Nothing in Heed opens a connection while a page is being made or while a write transaction is open: every test tries it.

PostgreSQL is reached by C code, which this does not see.
"""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection

_here = threading.local()


class NotNow(AssertionError):
    """Raised in the thread that tried."""


def watch() -> None:
    """From now on, in this process."""
    event.listen(Engine, "begin", _began)
    event.listen(Engine, "commit", _ended)
    event.listen(Engine, "rollback", _ended)
    for name in ("connect", "connect_ex"):
        setattr(socket.socket, name, _watched(getattr(socket.socket, name)))


def _began(connection: Connection) -> None:
    if connection.get_execution_options().get("writing", False):
        _here.writing = connection


def _ended(connection: Connection) -> None:
    if getattr(_here, "writing", None) is connection:
        _here.writing = None


def _watched(usual: Callable[..., Any]) -> Callable[..., Any]:
    def connect(self: socket.socket, address: Any) -> Any:
        if getattr(_here, "request", 0):
            raise NotNow(f"a connection to {address} within a web request")
        if getattr(_here, "writing", None) is not None:
            raise NotNow(f"a connection to {address} while a write transaction is open")
        return usual(self, address)

    return connect


@contextmanager
def within_a_request() -> Iterator[None]:
    _here.request = getattr(_here, "request", 0) + 1
    try:
        yield
    finally:
        _here.request -= 1
