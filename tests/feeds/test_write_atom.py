"""Any words become a feed that a strict reader accepts."""

from datetime import UTC, datetime
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from community.feeds.atom import Category, Entry, Feed, clean, written
from tests.feeds.reading import ATOM, LANG, check_feed, entries, text

DAY = datetime(2026, 3, 1, 12, tzinfo=UTC)
ADDRESS = "https://ideas.example/ideas/1"


def feed(*told, **changes):
    given = {
        "id": "https://ideas.example/feed.atom", "url": "https://ideas.example/", "title": "Top", "author": "Hourfold",
        "self_url": "https://ideas.example/feed.atom", "first_url": "https://ideas.example/feed.atom", "next_url": None, "language": "en",
    }
    return ElementTree.fromstring(written(Feed(**{**given, **changes}, entries=told)))


def entry(**changes):
    given = {"id": ADDRESS, "url": ADDRESS, "title": "A", "author": "Ada", "html": "<p>x</p>", "published": DAY, "updated": DAY}
    return Entry(**{**given, **changes})


@given(st.text(alphabet=st.characters(exclude_categories=("Cs",))), st.text(max_size=40), st.text(max_size=40), st.text(min_size=1, max_size=9))
def test_any_words_make_a_valid_feed(title, author, html, term):
    read = feed(entry(title=title, author=author, html=html, categories=(Category(term, term),) if clean(term) else ()), title=title)
    check_feed(read)
    said = clean(title).replace("\r\n", "\n").replace("\r", "\n")
    assert text(read, "title") == text(entries(read)[0], "title") == said


def test_what_xml_forbids_is_left_out_and_nothing_else():
    assert clean("a\x00b\x08c\x0bd\x1fe\ufffef\uffffg\ud800h\ti\nj\x85k😀") == "abcdefgh\ti\nj\x85k😀"


def test_markup_is_told_as_text():
    content = entries(feed(entry(html="<p>1 &lt; 2 <strong>yes</strong> ]]></p>")))[0].find(f"{ATOM}content")
    assert content.text == "<p>1 &lt; 2 <strong>yes</strong> ]]></p>"


def test_a_feed_changes_when_the_last_of_its_entries_did():
    later = datetime(2026, 4, 1, tzinfo=UTC)
    assert text(feed(entry(), entry(id=ADDRESS + "0", updated=later)), "updated") == "2026-04-01T00:00:00Z"
    assert text(feed(since=DAY), "updated") == "2026-03-01T12:00:00Z"
    assert text(feed(), "updated") == "1970-01-01T00:00:00Z"


def test_nothing_was_changed_before_it_was_published():
    early = datetime(2020, 1, 1, tzinfo=UTC)
    assert text(entries(feed(entry(updated=early)))[0], "updated") == "2026-03-01T12:00:00Z"


def test_the_language_is_said_where_it_is_known():
    read = feed(entry(language="ja"), entry(id=ADDRESS + "0"))
    assert read.get(LANG) == "en"
    assert [each.get(LANG) for each in entries(read)] == ["ja", None]
