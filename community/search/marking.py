"""Titles and excerpts with the shared words marked, safe to show."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from markupsafe import Markup, escape

from community.search.analysis import Term
from community.search.graphemes import boundary_after, boundary_before
from community.search.rules import matches

EXCERPT = 200
READ = 20_000
LEAD = 30
"""So much of the text is shown before the first word marked, and so far back a cut looks for a space."""


def mark(text: str, terms: Collection[str]) -> Markup:
    """The text with each word that meets a term in <mark>; everything else escaped."""
    return _marked(text, matches(text, terms))


def _marked(text: str, places: Iterable[Term]) -> Markup:
    done, at = [], 0
    for found in places:
        start, end = max(found.start, at), boundary_after(text, found.end)
        done += [escape(text[at:start]), Markup("<mark>{}</mark>").format(text[start:end])]
        at = end
    return Markup("").join([*done, escape(text[at:])])


def excerpt(text: str, terms: Collection[str], most: int = EXCERPT) -> Markup:
    """The stretch of a plain text that meets most terms, marked; its beginning when it meets none."""
    text = text[:READ]
    if len(text) <= most:
        return mark(text, terms)
    places = matches(text, terms)
    start = _begin(text, _best_place(places, most))
    end = _end(text, start, start + most)
    shown = text[start:end].lstrip()
    first = end - len(shown)
    within = (place._replace(start=place.start - first, end=place.end - first) for place in places if first <= place.start and place.end <= end)
    head, tail = "… " if start else "", " …" if end < len(text) else ""
    return Markup("{}{}{}").format(head, _marked(shown.rstrip(), within), tail)


def _best_place(places: Sequence[Term], most: int) -> int:
    """The first word of the window of `most` characters that meets most different terms."""
    within: Counter[str] = Counter()
    best, place, last = 0, 0, 0
    for first in places:
        while last < len(places) and places[last].end <= first.start + most - 2 * LEAD:
            within[places[last].text] += 1
            last += 1
        met = sum(1 for count in within.values() if count)
        if met > best:
            best, place = met, first.start
        within[first.text] -= 1
    return place


def _begin(text: str, place: int) -> int:
    """A little before the place: after a space, or where a script without them may be cut."""
    earliest = place - LEAD
    if earliest <= 0:
        return 0
    space = text.find(" ", earliest, place)
    return space + 1 if space >= 0 else boundary_before(text, earliest)


def _end(text: str, start: int, end: int) -> int:
    if end >= len(text):
        return len(text)
    space = text.rfind(" ", max(start, end - LEAD), end + 1)
    end = space if space > start else boundary_before(text, end)
    return end if end > start else boundary_after(text, start + 1)
