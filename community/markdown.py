"""People's Markdown as safe HTML, rendered once when it is saved."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

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


@dataclass(frozen=True)
class Link:
    """A piece of a run of plain text that leads somewhere."""

    start: int
    end: int
    href: str


def render(text: str, links: Callable[[str], Sequence[Link]] | None = None) -> str:
    """HTML from an allow-list of tags, links marked as not ours; raw HTML and images in the text stay text.

    links: what becomes a link in a run of plain text, in order and apart.
    """
    tokens = _parser.parse(text)
    if links is not None:
        for token in (each for each in tokens if each.children):
            token.children = [new for old, plain in _children(token) for new in (_linked(old, links) if plain else [old])]
    return nh3.clean(
        _parser.renderer.render(tokens, _parser.options, {}),
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes=SCHEMES,
        link_rel="nofollow ugc noopener",
    ).strip()


def plain_runs(text: str) -> list[str]:
    """The runs of text that are neither code nor part of a link."""
    return [child.content for token in _parser.parse(text) for child, plain in _children(token) if plain]


def _children(token: Token) -> Iterator[tuple[Token, bool]]:
    """The pieces of a paragraph, and whether each is plain text outside of links."""
    depth = 0
    for child in token.children or ():
        depth += child.nesting if child.type.startswith("link_") else 0
        yield child, child.type == "text" and depth == 0


def _linked(token: Token, links: Callable[[str], Sequence[Link]]) -> Iterator[Token]:
    text, done = token.content, 0
    for link in links(text):
        yield Token("text", "", 0, content=text[done : link.start])
        yield Token("link_open", "a", 1, attrs={"href": link.href})
        yield Token("text", "", 0, content=text[link.start : link.end])
        yield Token("link_close", "a", -1)
        done = link.end
    yield Token("text", "", 0, content=text[done:])
