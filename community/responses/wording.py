"""Reads an answer's Markdown as its readers will see it: how much is there, and is it finished?"""

import html
import re
import unicodedata

_CODE = re.compile(r"(`{1,3}|~~~)(?:(?!\1).)+\1", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TAG = re.compile(r"</?[a-zA-Z][\w-]*(?:\s[^<>]*)?/?>")
_LINK_TARGET = re.compile(r"(?<=\])\((?:[^()\s]|\([^()\s]*\))*(?:\s+[\"'][^\"'\n]*[\"'])?\)")
_DEFINITION = re.compile(r"^ {0,3}\[([^\[\]\n]+)\]:[ \t]*\S+[ \t]*(?:[\"'(].*)?$", re.MULTILINE)
_REFERENCE = re.compile(r"(?<=\])\[([^\[\]\n]*)\]")
_LINE_MARK = re.compile(r"^[-+=|:> \t]+(?=\s|$)", re.MULTILINE)
_MARKS = frozenset("*_~`#>|\\[]")
# letters and signs that Unicode does not count as spaces but that show nothing: Hangul fillers, the blank of Braille
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800")

_PLAIN_TAGS = (
    "a|b|blockquote|br|code|del|em|hr|i|img|ins|kbd|li|mark|ol|p|pre|s|small|span|strong|sub|sup|u|ul"
)
_PLACEHOLDER = re.compile(
    rf"""
      \{{ [^{{}}\n]{{0,40}} \}}                                       # {{name}}
    | %[a-z_]{{3,}}% | %\([a-z_]+\)s                                      # %name% and %(name)s
    | \[ (?!\^|[xX]\]|sic\]) (?=[^\[\]\n]*[^\W\d_]) [^\[\]\n]{{1,40}} \] (?! [(\[:] )   # [date], not a link
    | (?<!\w) < (?!/?(?:{_PLAIN_TAGS})[\s/>]) (?=[^\W\d_]|[._…]) [^<>\n:@]{{1,40}} (?<!\s) >   # <name>, <...>
    | \b (?:XXX+|xxx+) \b
    | \bTODO: | \blorem\ ipsum\b
    | (?<=\S)[ \t]+_{{4,}}                                            # a line left to fill in
    """,
    re.VERBOSE,
)


def visible_text(markdown: str) -> str:
    """The characters a reader sees, run together: no marks, link targets, spaces, or what has no shape."""
    text = _DEFINITION.sub("", _COMMENT.sub("", markdown))
    text = _TAG.sub("", _REFERENCE.sub("", _LINK_TARGET.sub("", text)))
    return "".join(filter(_is_visible, _LINE_MARK.sub("", html.unescape(text))))


def has_placeholder(markdown: str) -> bool:
    """Whether a template's gap was left open: {name}, [date], <...>, XXX. Code is not looked at."""
    text = _COMMENT.sub("", _CODE.sub(" ", markdown))
    defined = {label.casefold() for label in _DEFINITION.findall(text)}
    text = _LINK_TARGET.sub("()", _DEFINITION.sub("", text))
    text = re.sub(r"(?<=\])\[[^\[\]\n]*\]", "()", text)
    gaps = (match[0] for match in _PLACEHOLDER.finditer(html.unescape(text)))
    return any(gap.strip("[]").casefold() not in defined for gap in gaps)


def folded(markdown: str) -> str:
    """What two answers are compared by: letters, digits and signs, without case, spacing or punctuation."""
    text = unicodedata.normalize("NFKC", visible_text(markdown)).casefold()
    return "".join(character for character in text if unicodedata.category(character)[0] != "P")


def _is_visible(character: str) -> bool:
    category = unicodedata.category(character)
    return (
        category[0] not in "ZC"
        and category not in ("Mn", "Me")
        and character not in _MARKS
        and character not in _BLANK
    )
