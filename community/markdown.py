"""People's Markdown as safe HTML, rendered once when it is saved."""

from collections.abc import Callable

import nh3
from markdown_it import MarkdownIt

TAGS = {"p", "br", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a", "hr"}
SCHEMES = {"http", "https", "mailto"}
DEEPEST = 20

_parser = MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True, "maxNesting": DEEPEST}).enable("strikethrough")
_parser.disable("image")


def _as_strong_line(opening: bool) -> Callable[..., str]:
    """Headings become strong lines: a customer's text never adds to the outline of the page."""
    return lambda *_: "<p><strong>" if opening else "</strong></p>\n"


_parser.add_render_rule("heading_open", _as_strong_line(True))
_parser.add_render_rule("heading_close", _as_strong_line(False))


def render(text: str) -> str:
    """HTML from an allow-list of tags, links marked as not ours; raw HTML and images in the text stay text."""
    return nh3.clean(
        _parser.render(text),
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes=SCHEMES,
        link_rel="nofollow ugc noopener",
    ).strip()
