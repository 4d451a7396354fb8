"""Pieces of pages that are drawn once for what they are given, and kept.

A kept piece is found under everything it shows: what its template is given, the reader's language and where the site
is mounted. The template is given nothing else, so a piece can never be out of date, and nothing has to make it give
way: an idea with another title is another piece. What depends on who is looking (`viewer`, `site`, the zone) or on the
time of day (dates) does not belong in one, unless it is among what is given.
"""

from collections.abc import Hashable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from flask import Flask, current_app, request
from jinja2 import StrictUndefined
from markupsafe import Markup

from community.web.languages import language

MOST = 4096
"""About 10 MB when every piece is a long card."""


class Card(NamedTuple):
    """What a card in a list says besides its vote and its clock."""

    id: int
    title: str
    excerpt: str
    status: str
    topic_name: str
    topic_slug: str
    comment_count: int
    tags: tuple[str, ...]


class Ballot(NamedTuple):
    """What the button of a vote says, and whether it can be pressed."""

    id: int
    title: str
    status: str
    state: str
    vote_count: int


def init_app(app: Flask) -> None:
    app.extensions["parts"] = app.jinja_env.overlay(undefined=StrictUndefined)
    app.jinja_env.globals.update(part=part, card_of=card_of, ballot_of=ballot_of, pairs=pairs, tuple=tuple)


def part(template: str, **given: Hashable) -> Markup:
    """The template drawn with exactly what is given, which must be hashable all the way down."""
    return _drawn(template, language(), request.root_path, tuple(given.items()))


def card_of(row: Any) -> Card:
    return Card(
        row.id, row.title, row.excerpt, _shown_status(row), row.topic_name, row.topic_slug, row.comment_count, tuple(row.tags)
    )


def ballot_of(row: Any) -> Ballot:
    return Ballot(row.id, row.title, _shown_status(row), row.state, row.vote_count)


def _shown_status(row: Any) -> str:
    """What is part of another idea has no answer of its own any more."""
    return "merged" if row.root_id else row.status


def pairs(mapping: Mapping[str, Hashable]) -> tuple[tuple[str, Hashable], ...]:
    """A mapping as something that a piece can be given; `dict()` in its template turns it back."""
    return tuple(mapping.items())


@lru_cache(maxsize=MOST)
def _drawn(template: str, language: str, root: str, given: tuple[tuple[str, Hashable], ...]) -> Markup:
    return Markup(current_app.extensions["parts"].get_template(template).render(given))
