"""CPU time of requests to the application itself, beside an empty Flask view in the same process and run."""

import gc
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import count
from typing import Any

from flask import Flask
from werkzeug.test import create_environ, run_wsgi_app

WARM_UP = 5

_visitors = count()
"""Every request comes from another network, so that no limit meant for one visitor stops the bench."""


@dataclass(frozen=True)
class Request:
    """One request of a page: where to, as whom (a cookie, or a token of the API), with what form."""

    path: str
    cookie: str = ""
    form: str | None = None
    fragment: bool = False
    token: str = ""


@dataclass(frozen=True)
class Cost:
    """The median CPU time of a page in microseconds, over so many requests."""

    name: str
    microseconds: float
    requests: int

    def times(self, empty: "Cost") -> float:
        return self.microseconds / empty.microseconds


def empty_app() -> Flask:
    """What everything is a multiple of: Flask, one route, no work."""
    app = Flask("empty")
    app.add_url_rule("/", "empty", lambda: "")
    return app


def measure(name: str, app: Flask, requests: Iterator[Request], number: int) -> Cost:
    """The median over `number` requests after a few to warm up. Raises when one is not answered as it should be."""
    for _ in range(WARM_UP):
        _spend(app, next(requests))
    gc.collect()
    spent = [_spend(app, next(requests)) for _ in range(number)]
    return Cost(name, statistics.median(spent) / 1000, number)


def _spend(app: Flask, request: Request) -> int:
    """CPU nanoseconds of this process for one request, its body read to the end."""
    visitor = next(_visitors)
    environ = _environ(request) | {"REMOTE_ADDR": f"10.{visitor // 250 % 250}.{visitor % 250}.1"}
    start = time.process_time_ns()
    body, status, _ = run_wsgi_app(app.wsgi_app, environ, buffered=True)
    spent = time.process_time_ns() - start
    b"".join(body)
    if not status.startswith("200"):
        raise RuntimeError(f"{request.path} answered {status}")
    return spent


def _environ(request: Request) -> dict[str, Any]:
    headers = {"Sec-Fetch-Site": "same-origin", "Accept-Encoding": "identity"}
    if request.cookie:
        headers["Cookie"] = request.cookie
    if request.token:
        headers["Authorization"] = f"Bearer {request.token}"
    if request.fragment:
        headers["HX-Request"] = "true"
    if request.form is None:
        return create_environ(request.path, "http://127.0.0.1:8000", headers=headers)
    return create_environ(
        request.path, "http://127.0.0.1:8000", headers=headers, method="POST",
        input_stream=BytesIO(request.form.encode()), content_type="application/x-www-form-urlencoded",
        content_length=len(request.form),
    )
