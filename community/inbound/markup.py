"""HTML of a mail as text, without what mail programs mark as quoted. Never raises."""

import html
import re

from inscriptis.html_engine import Inscriptis
from inscriptis.model.config import ParserConfig
from lxml.etree import LxmlError
from lxml.html import HtmlElement, document_fromstring

from community.ideas.rules import shows_something

LONGEST = 400_000  # characters
_QUOTED = (
    "//blockquote[@type='cite']", "//*[contains(@class, 'gmail_quote')]", "//*[contains(@class, 'yahoo_quoted')]",
    "//*[contains(@class, 'moz-cite-prefix')]", "//*[contains(@class, 'protonmail_quote')]", "//*[contains(@class, 'gmail_signature')]",
    "//*[contains(@class, 'moz-signature')]",
)
_QUOTED_TO_END = ("//*[@id='divRplyFwdMsg']", "//*[@id='appendonsend']", "//*[@id='mail-editor-reference-message-container']")
"""Outlook: all that follows these is quoted."""
_UNSEEN = ("//script", "//style", "//head", "//title", "//*[contains(translate(@style, ' ', ''), 'display:none')]")
_CONFIG = ParserConfig(display_links=False, display_images=False)


def text_of(source: str) -> str:
    """What is new in it, or, where nothing is, all of it."""
    source = source[:LONGEST].replace("\x00", "")
    try:
        new = _as_text(source, [*_UNSEEN, *_QUOTED], _QUOTED_TO_END)
        return new if shows_something(new) else _as_text(source, _UNSEEN, ())
    except (LxmlError, ValueError, TypeError, AttributeError, IndexError, KeyError, RecursionError):
        return html.unescape(re.sub(r"<[^<>]*>", " ", source))


def _as_text(source: str, unwanted: tuple[str, ...] | list[str], to_end: tuple[str, ...]) -> str:
    tree: HtmlElement = document_fromstring(source)
    for path in to_end:
        for element in tree.xpath(path):
            for following in [element, *element.itersiblings()]:
                _drop(following)
    for path in unwanted:
        for element in tree.xpath(path):
            _drop(element)
    return "\n".join(line.rstrip() for line in Inscriptis(tree, _CONFIG).get_text().splitlines()).strip()


def _drop(element: HtmlElement) -> None:
    """With all that is in it; what follows it stays."""
    if element.getparent() is not None:
        element.drop_tree()
