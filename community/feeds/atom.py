"""Writing a feed as Atom (RFC 4287), its pages linked as RFC 5005 says. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

ATOM = "http://www.w3.org/2005/Atom"
MIMETYPE = "application/atom+xml"
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
"""When a feed was last changed that never held anything."""

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 allows in no text, however it is escaped."""


@dataclass(frozen=True)
class Category:
    term: str
    label: str
    scheme: str = ""


@dataclass(frozen=True)
class Entry:
    """`id` and `url` are whole addresses; `html` is clean already; `language` is an ISO code or empty."""

    id: str
    url: str
    title: str
    author: str
    html: str
    published: datetime
    updated: datetime
    categories: tuple[Category, ...] = ()
    language: str = ""


@dataclass(frozen=True)
class Feed:
    """One page of a feed. `id` is that of all its pages, `url` the page for people."""

    id: str
    url: str
    title: str
    author: str
    self_url: str
    first_url: str
    next_url: str | None
    entries: tuple[Entry, ...]
    since: datetime = BEGINNING
    language: str = ""


def written(feed: Feed) -> bytes:
    root = Element("feed", {"xmlns": ATOM, **_language(feed.language)})
    updated = max((entry.updated for entry in feed.entries), default=feed.since)
    _texts(root, id=feed.id, title=feed.title, updated=_stamp(updated))
    _author(root, feed.author)
    _link(root, "self", feed.self_url, MIMETYPE)
    _link(root, "alternate", feed.url, "text/html")
    _link(root, "first", feed.first_url, MIMETYPE)
    if feed.next_url:
        _link(root, "next", feed.next_url, MIMETYPE)
    for entry in feed.entries:
        _entry(root, entry)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def clean(text: str) -> str:
    return _FORBIDDEN.sub("", text)


def _entry(root: Element, entry: Entry) -> None:
    element = SubElement(root, "entry", _language(entry.language))
    _texts(
        element, id=entry.id, title=entry.title, published=_stamp(entry.published), updated=_stamp(max(entry.updated, entry.published))
    )
    _author(element, entry.author)
    _link(element, "alternate", entry.url, "text/html")
    _categories(element, entry.categories)
    SubElement(element, "content", type="html").text = clean(entry.html)


def _texts(parent: Element, **texts: str) -> None:
    for name, text in texts.items():
        SubElement(parent, name).text = clean(text)


def _author(parent: Element, name: str) -> None:
    SubElement(SubElement(parent, "author"), "name").text = clean(name)


def _link(parent: Element, rel: str, href: str, mimetype: str) -> None:
    SubElement(parent, "link", rel=rel, type=mimetype, href=clean(href))


def _categories(parent: Element, categories: Iterable[Category]) -> None:
    for category in categories:
        scheme = {"scheme": category.scheme} if category.scheme else {}
        SubElement(parent, "category", {"term": clean(category.term), **scheme, "label": clean(category.label)})


def _language(code: str) -> dict[str, str]:
    return {"xml:lang": code} if code else {}


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
