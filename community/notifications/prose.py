"""People's Markdown in mails: links made absolute, and the same words and links as plain text."""

from html.parser import HTMLParser
from urllib.parse import urljoin

import nh3

from community.markdown import SCHEMES, TAGS, render

_BLOCKS = {"p", "blockquote", "pre", "ul", "ol", "hr"}


def for_mail(html: str, base_url: str) -> str:
    """Rendered Markdown for a mail: what the page shows, every link with its whole address, nothing else."""
    return nh3.clean(
        html, tags=TAGS, attributes={"a": {"href"}}, url_schemes=SCHEMES, link_rel=None,
        attribute_filter=lambda tag, name, value: urljoin(base_url + "/", value),
    )


def as_text(html: str) -> str:
    """The same as plain text; a link's address follows its words."""
    parser = _Text()
    parser.feed(html)
    parser.close()
    return parser.text()


def changed_for_good(texts: list[str]) -> bool:
    """Of one text before a change, after it and after each later one: whether the change said something else to a
    reader, and no later one does. Other spaces, line breaks or markup that looks the same say nothing else."""
    said = [" ".join(as_text(render(text)).split()) for text in texts]
    return len(said) > 1 and said[0] != said[1] and len(set(said[1:])) == 1


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.href = ""
        self.linked = ""
        self.quotes = 0
        self.as_typed = False

    def text(self) -> str:
        paragraphs = "".join(self.pieces).split("\n\n")
        return "\n\n".join(kept for paragraph in paragraphs if (kept := paragraph.strip("\n")))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.pieces.append("\n\n")
        if tag == "a":
            self.href, self.linked = dict(attrs).get("href") or "", ""
        elif tag == "li":
            self.pieces.append("\n- ")
        elif tag == "br":
            self.pieces.append("\n")
        elif tag == "blockquote":
            self.quotes += 1
        elif tag == "pre":
            self.as_typed = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self.href and self.href != self.linked:
            self.pieces.append(f" <{self.href}>")
        if tag == "a":
            self.href = ""
        elif tag == "blockquote":
            self.quotes -= 1
        elif tag == "pre":
            self.as_typed = False
        if tag in _BLOCKS:
            self.pieces.append("\n\n")

    def handle_data(self, data: str) -> None:
        words = data if self.as_typed else data.replace("\n", " ")
        words = words if self.as_typed or not self._starts_line() else words.lstrip()
        self.linked += words
        if words:
            self.pieces.append(f"> {words}" if self.quotes and self._starts_line() else words)

    def _starts_line(self) -> bool:
        return not self.pieces or self.pieces[-1].endswith("\n")
