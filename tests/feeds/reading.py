"""Reading a feed as a strict reader would: every MUST of RFC 4287 that a program can check."""

import re
from datetime import datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree

ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
MAY_HOLD = {
    "feed": {"author", "category", "contributor", "generator", "icon", "id", "link", "logo", "rights", "subtitle", "title", "updated", "entry"},
    "entry": {"author", "category", "content", "contributor", "id", "link", "published", "rights", "source", "summary", "title", "updated"},
}


def parsed(answer):
    """The feed element of an answer, checked."""
    assert answer.status_code == 200, answer.status_code
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    assert answer.data.startswith(b"<?xml version='1.0' encoding='utf-8'?>")
    feed = ElementTree.fromstring(answer.data)
    check_feed(feed)
    return feed


def check_feed(feed):
    assert feed.tag == f"{ATOM}feed"
    _holds(feed, "feed")
    _exactly_one(feed, "id", "title", "updated")
    assert feed.find(f"{ATOM}author") is not None, "4.1.1: an author, unless all entries have one"
    assert len([link for link in links(feed) if link[0] == "self"]) == 1, "4.1.1: should hold one self link"
    _common(feed)
    for entry in feed.iter(f"{ATOM}entry"):
        _check_entry(entry)
    ids = [(text(entry, "id"), text(entry, "updated")) for entry in feed.iter(f"{ATOM}entry")]
    assert len(ids) == len(set(ids)), "4.1.1: entries of one id differ in updated"


def _check_entry(entry):
    _holds(entry, "entry")
    _exactly_one(entry, "id", "title", "updated")
    assert len(entry.findall(f"{ATOM}content")) <= 1
    assert len(entry.findall(f"{ATOM}published")) <= 1
    assert entry.find(f"{ATOM}author") is not None
    assert any(rel == "alternate" for rel, *_ in links(entry)) or entry.find(f"{ATOM}content") is not None
    content = entry.find(f"{ATOM}content")
    assert content.get("type") == "html"
    assert list(content) == [], "4.1.3.3: html is text, without child elements"
    _common(entry)


def _common(element):
    assert urlsplit(text(element, "id")).scheme in ("http", "https"), "4.2.6: an absolute IRI"
    for name in ("updated", "published"):
        for found in element.findall(f"{ATOM}{name}"):
            assert STAMP.fullmatch(found.text), "3.3: RFC 3339 with a zone"
            datetime.fromisoformat(found.text)
    for author in element.findall(f"{ATOM}author"):
        assert len(author.findall(f"{ATOM}name")) == 1, "3.2.1: exactly one name"
    alternates = [(kind, element.get("hreflang")) for rel, _, kind in links(element) if rel == "alternate"]
    assert len(alternates) == len(set(alternates)), "4.1.1: one alternate of a type and language"
    for rel, href, _ in links(element):
        assert urlsplit(href).scheme in ("http", "https"), (rel, href)
    for category in element.findall(f"{ATOM}category"):
        assert category.get("term"), "4.2.2.1: a term"


def _holds(element, kind):
    assert {child.tag.removeprefix(ATOM) for child in element} <= MAY_HOLD[kind]


def _exactly_one(element, *names):
    for name in names:
        assert len(element.findall(f"{ATOM}{name}")) == 1, name


def text(element, name):
    return element.findtext(f"{ATOM}{name}") or ""


def links(element):
    return [(link.get("rel", "alternate"), link.get("href"), link.get("type")) for link in element.findall(f"{ATOM}link")]


def link(feed, rel):
    return next((href for each, href, _ in links(feed) if each == rel), None)


def entries(feed):
    return feed.findall(f"{ATOM}entry")


def titles(feed):
    return [text(entry, "title") for entry in entries(feed)]
