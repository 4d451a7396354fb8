"""Addresses of pages, each built once: a list asks for hundreds, and most of them a thousand times a day."""

from collections.abc import Hashable
from functools import lru_cache

from flask import Flask, request, url_for

MOST = 8192


def init_app(app: Flask) -> None:
    app.jinja_env.globals["url_for"] = address


def address(endpoint: str, **values: Hashable) -> str:
    """`url_for` of the templates: the path of a page of this site, under wherever the site is mounted."""
    return _built(endpoint, request.root_path, tuple(values.items()))


@lru_cache(maxsize=MOST)
def _built(endpoint: str, root: str, values: tuple[tuple[str, Hashable], ...]) -> str:
    return url_for(endpoint, **dict(values))  # type: ignore[arg-type]
