"""People's Markdown as safe HTML, rendered once when it is saved."""

import nh3
from markdown_it import MarkdownIt

TAGS = {"p", "br", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a", "hr"}
SCHEMES = {"http", "https", "mailto"}
DEEPEST = 20

_parser = MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True, "maxNesting": DEEPEST}).enable("strikethrough")
_parser.disable("image")


def render(text: str) -> str:
    """HTML from an allow-list of tags, links marked as not ours; raw HTML and images in the text stay text."""
    return nh3.clean(
        _parser.render(_flatten(text)),
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes=SCHEMES,
        link_rel="nofollow ugc noopener",
    ).strip()


def _flatten(text: str) -> str:
    """Headings become strong lines: a customer's text never adds to the outline of the page."""
    lines = (f"**{line.lstrip('#').strip()}**" if line.startswith("#") and line.strip("# ") else line for line in text.split("\n"))
    return "\n".join(lines)
