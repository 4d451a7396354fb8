"""Titles and excerpts with the shared words marked, safe to show."""

from collections.abc import Collection

from markupsafe import Markup, escape

from community.search.rules import matches

EXCERPT = 200
READ = 5_000


def mark(text: str, terms: Collection[str]) -> Markup:
    """The text with each word that meets a term in <mark>; everything else escaped."""
    done, at = [], 0
    for found in matches(text, terms):
        start = max(found.start, at)
        done += [escape(text[at:start]), Markup("<mark>{}</mark>").format(text[start : found.end])]
        at = found.end
    return Markup("").join([*done, escape(text[at:])])


def excerpt(text: str, terms: Collection[str], most: int = EXCERPT) -> Markup:
    """The stretch of a plain text that meets most terms, marked; its beginning when it meets none."""
    text = text[:READ]
    if len(text) <= most:
        return mark(text, terms)
    start = _best_start(text, terms, most)
    end = text.rfind(" ", start, start + most) if start + most < len(text) else len(text)
    end = end if end > start else start + most
    head, tail = "… " if start else "", " …" if end < len(text) else ""
    return Markup("{}{}{}").format(head, mark(text[start:end].strip(), terms), tail)


def _best_start(text: str, terms: Collection[str], most: int) -> int:
    """Where a window of `most` characters meets most different terms, begun at a word."""
    places = matches(text, terms)
    best, start = 0, 0
    for i, first in enumerate(places):
        within = {place.text for place in places[i:] if place.end <= first.start + most - 30}
        if len(within) > best:
            best, start = len(within), first.start
    start = max(0, start - 30)
    return text.find(" ", start) + 1 if start else 0
