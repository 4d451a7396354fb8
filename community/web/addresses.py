"""Addresses of pages, each built once: a list asks for hundreds, and most of them a thousand times a day."""

from collections.abc import Hashable
from functools import lru_cache

from flask import Flask, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.routing import IntegerConverter

from community.ideas.rules import page_of_talk

MOST = 8192
LARGEST = 2**31 - 1


class Number(IntegerConverter):
    """A number that a row can have; an address with any other is nobody's, whatever is done to it."""

    def to_python(self, value: str) -> int:
        if len(value) > len(str(LARGEST)) or int(value) > LARGEST:
            raise NotFound
        return int(super().to_python(value))


def init_app(app: Flask) -> None:
    app.url_map.converters["int"] = Number
    app.jinja_env.globals.update(url_for=address, comment_address=comment_address)


def address(endpoint: str, **values: Hashable) -> str:
    """`url_for` of the templates: the path of a page of this site, under wherever the site is mounted."""
    return _built(endpoint, request.root_path, tuple(values.items()))


def comment_address(page_id: int, comment_id: int, talked: int) -> str:
    """Where a comment stands: on the page of an idea with so many comments, on the page of its conversation that shows it."""
    return f"{address('ideas.show', idea_id=page_id, **page_of_talk(talked, comment_id))}#c-{comment_id}"


@lru_cache(maxsize=MOST)
def _built(endpoint: str, root: str, values: tuple[tuple[str, Hashable], ...]) -> str:
    return url_for(endpoint, **dict(values))  # type: ignore[arg-type]
